"""What msgspec raises for bytes that are not what they should be: two errors are Python's own."""

from __future__ import annotations

from typing import Final

import msgspec

UNREADABLE: Final = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
