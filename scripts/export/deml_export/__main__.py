"""`python -m deml_export` is `deml-export`."""

from .command import main

main()
