"""Content for a command: the pack, or one sentence that says what to mend."""

from __future__ import annotations

import datetime
from pathlib import Path

from bot.keys import RootKeys
from bot.pack.check import examine
from bot.pack.check_face import Seen, check_face
from bot.pack.load import Options
from bot.pack.model import Pack
from bot.pack.release import release
from bot.settings import Settings, SettingsError


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


def served_pack(settings: Settings) -> Pack:
    """The content; in production only once it was signed off. Raises :class:`SettingsError`."""
    options = Options(
        word=settings.word,
        operator=settings.operator_name,
        door=settings.front == "door",
        pilot=settings.mode == "pilot",
        live=settings.mode == "production",
    )
    pack = open_pack(settings.content_dir, options)
    if settings.mode != "demo":
        for issue in check_face(pack, Seen(name=settings.public_name)):
            raise SettingsError(f"{issue.message} {issue.remedy}")
    if settings.mode == "production":
        _refuse_trials(settings)
        gate = release(pack, datetime.datetime.now(datetime.UTC).date())
        if not gate.passes:
            raise SettingsError(gate.text())
        if gate.closed:
            print(gate.handoff(), flush=True)
    return pack


def _refuse_trials(settings: Settings) -> None:
    """What is good enough to try things is not good enough for people who rely on it."""
    if not settings.operator_name:
        raise SettingsError("OPERATOR_NAME is missing: people are told who runs this (S02).")
    if settings.front == "door":
        raise SettingsError("FRONT=door shows everybody what this is; remove it in production.")
    if RootKeys.parse(settings.secret or "").newest.typed:
        raise SettingsError(
            "PANA_SECRET was typed and not drawn; run `pana keys new` and put its line first."
        )
