"""`python -m clewtrain` runs the command line."""

from clewtrain.cli import main

main()
