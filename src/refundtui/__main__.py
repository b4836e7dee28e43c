"""`python -m refundtui`."""

import sys

from refundtui.cli import main

if __name__ == "__main__":
    sys.exit(main())
