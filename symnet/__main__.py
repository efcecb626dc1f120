"""`python -m symnet` is the command line."""

from symnet.cli import main

raise SystemExit(main())
