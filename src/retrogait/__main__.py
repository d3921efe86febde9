"""Run the command line: `python -m retrogait`."""

import sys

from retrogait.cli import main

sys.exit(main())
