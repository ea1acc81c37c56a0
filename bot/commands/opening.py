"""Content for a command: the pack, or one sentence that says what to mend."""

from __future__ import annotations

import datetime
from pathlib import Path

from bot.pack.check import examine
from bot.pack.load import Options
from bot.pack.model import Pack
from bot.settings import SettingsError


def open_pack(root: Path, options: Options | None = None) -> Pack:
    """The pack of ``root``. Raises :class:`SettingsError` when its content has errors."""
    loaded = examine(root, datetime.datetime.now(datetime.UTC).date(), options)
    if loaded.pack is None or loaded.errors:
        first, more = loaded.errors[0], len(loaded.errors) - 1
        where = f"{first.file}:{first.line}" if first.line else first.file
        others = f" {more} more errors were found;" if more else ""
        raise SettingsError(
            f"The content cannot be served. {where}: {first.message}{others} run `pana check`, it "
            "lists every error with its remedy."
        )
    return loaded.pack
