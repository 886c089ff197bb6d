"""`python -m clewtrain` runs the command line."""

import os

# Before torch is loaded: keep the compiled products of all the shapes that an epoch has.
os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "8192")

from clewtrain.cli import main  # noqa: E402

main()
