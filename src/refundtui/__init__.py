"""refundtui: decide partial refunds, exactly and explained, at a keyboard."""

import sys

# Here, because an older Python stumbles over the first module behind this one; pip refuses it by itself,
# but a tree that is only unpacked is started without pip.
if sys.version_info < (3, 11):  # noqa: UP036 - the check that says so
    sys.stderr.write(f"refundtui needs Python 3.11 or newer; this is Python {sys.version.split()[0]}.\n")
    raise SystemExit(2)
