"""``python -m xl_quality.cli``."""

import sys

from xl_quality.cli import main

sys.exit(main())
