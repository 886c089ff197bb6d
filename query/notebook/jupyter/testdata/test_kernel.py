"""jupyter-kernel-test, Jupyter's own test of kernels, on clew's.

With Debian's python3-jupyter-kernel-test installed:

    go build -o /usr/local/bin/clew ./cmd/clew && clew jupyter install && clew demo DIR
    CLEW_GRAPH=DIR/clew.graph /usr/bin/python3 -m unittest -v query/notebook/jupyter/testdata/test_kernel.py

clew has no command that prints a text; the name of a graph, which a setting tells, is as good. No code is invalid to
is_complete_request: a line with a mistake is complete, and says so when it is run.
"""
import os

import jupyter_kernel_test

PATH = 'path "Charles Lieber" "Andrew Yao" --shortest 1'


class ClewTests(jupyter_kernel_test.KernelTests):
    kernel_name = "clew"
    language_name = "clew"
    file_extension = ".clew"
    code_hello_world = f'%graph "hello, world"\n%graph "{os.environ["CLEW_GRAPH"]}"'
    code_page_something = '"Charles Lieber"?'
    code_clear_output = "stats\n%clear"
    code_stderr = 'path "Charles Lieber" "Jensen Huang" --max-hops 1'
    completion_samples = [
        {"text": "pa", "matches": {"path"}},
        {"text": "list ent", "matches": {"entities"}},
        {"text": 'show "Charles L', "matches": {'"Charles Lieber"'}},
    ]
    complete_code_samples = ["stats", 'path "A" "B"', "MATCH (a) RETURN a;"]
    incomplete_code_samples = ['path "A', "MATCH (a)", "path A \\"]
    code_generate_error = "nonsense"
    code_execute_result = [{"code": PATH, "mime": "text/html"}]
    code_display_data = [{"code": PATH, "mime": "image/svg+xml"}]
    code_history_pattern = "path*Yao*"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "path"
