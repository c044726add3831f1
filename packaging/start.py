"""Where the built program begins."""

import sys

from ui.app import main

sys.exit(main())
