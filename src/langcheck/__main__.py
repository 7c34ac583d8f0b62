"""`python -m langcheck`."""

import sys

from langcheck.cli import main

sys.exit(main())
