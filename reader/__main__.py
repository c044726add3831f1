"""`python -m reader`: every command that needs no screen."""

import sys

from reader.cli import main

sys.exit(main())
