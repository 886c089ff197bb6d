"""jupyter-kernel-test, Jupyter's own test of kernels, on clew's.

With Debian's python3-jupyter-kernel-test installed:

    go build -o /usr/local/bin/clew ./cmd/clew && clew jupyter install && clew demo DIR
    CLEW_GRAPH=DIR/clew.graph /usr/bin/python3 -m unittest -v query/notebook/jupyter/testdata/test_kernel.py
"""
import jupyter_kernel_test

PATH = 'path "Charles Lieber" "Andrew Yao" --shortest 1'


class ClewTests(jupyter_kernel_test.KernelTests):
    kernel_name = "clew"
    language_name = "clew"
    file_extension = ".clew"
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
