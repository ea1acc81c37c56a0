"""Content for a command: the pack, or one sentence that says what to mend."""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import os
from pathlib import Path

from bot import __version__
from bot.keys import RootKeys
from bot.pack.check import examine
from bot.pack.check_face import Seen, check_face
from bot.pack.load import Options, load
from bot.pack.model import Pack
from bot.pack.release import release
from bot.settings import Settings, SettingsError, content_home


def content_folder() -> Path:
    """The folder that ``CONTENT_DIR`` names, else the content that came with the program."""
    return Path(os.environ.get("CONTENT_DIR") or content_home())


STAMP = "pana-content-checked-"


def open_pack(root: Path, options: Options | None = None, stamps: Path | None = None) -> Pack:
    """The pack of ``root``. Raises :class:`SettingsError` when its content has errors.

    ``stamps``: a folder in which an empty file is left for content that was found without errors
    today, so that the next start need not look at every text again.
    """
    day = datetime.datetime.now(datetime.UTC).date()
    stamp = stamps / _stamp(root, day, options) if stamps is not None else None
    known = stamp is not None and stamp.exists()
    loaded = load(root, options) if known else examine(root, day, options)
    if loaded.pack is None or loaded.errors:
        first, more = loaded.errors[0], len(loaded.errors) - 1
        where = f"{first.file}:{first.line}" if first.line else first.file
        others = f" {more} more errors were found;" if more else ""
        raise SettingsError(
            f"The content cannot be served. {where}: {first.message}{others} run `pana check`, it "
            "lists every error with its remedy."
        )
    if stamp is not None and not known:
        _leave(stamp)
    return loaded.pack


def _stamp(root: Path, day: datetime.date, options: Options | None) -> str:
    """A name that stands for every byte of the content, this program, the day and the options."""
    seen = hashlib.sha256(f"{__version__} {day} {options}".encode())
    for file in sorted(file for file in root.rglob("*") if file.is_file()):
        seen.update(file.relative_to(root).as_posix().encode())
        seen.update(file.read_bytes())
    return f"{STAMP}{seen.hexdigest()[:40]}"


def _leave(stamp: Path) -> None:
    """Older ones go. Where nothing can be written the next start looks again."""
    with contextlib.suppress(OSError):
        for older in stamp.parent.glob(f"{STAMP}*"):
            older.unlink(missing_ok=True)
        stamp.touch()


def _stamps(settings: Settings) -> Path | None:
    """Beside the rows; the demo has none: it leaves nothing behind."""
    folder = settings.data_dir
    return folder if folder is not None and folder.is_dir() else None


def served_pack(settings: Settings) -> Pack:
    """The content; in production only once it was signed off. Raises :class:`SettingsError`."""
    options = Options(
        word=settings.word,
        operator=settings.operator_name,
        door=settings.front == "door",
        pilot=settings.mode == "pilot",
        live=settings.mode == "production",
    )
    pack = open_pack(settings.content_dir, options, _stamps(settings))
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
