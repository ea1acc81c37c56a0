"""Content for a command: the pack, or one sentence that says what to mend."""

from __future__ import annotations

import datetime
import os
import subprocess
import sys
from pathlib import Path

from bot.commands import OK, USAGE
from bot.keys import RootKeys
from bot.pack.check import examine
from bot.pack.check_face import Seen, check_face
from bot.pack.compiled import PROGRAM, Compiled, packed, unpacked
from bot.pack.load import Options, dressed, load
from bot.pack.model import Pack
from bot.pack.release import release
from bot.settings import Settings, SettingsError, content_home


def content_folder() -> Path:
    """The folder that ``CONTENT_DIR`` names, else the content that came with the program."""
    return Path(os.environ.get("CONTENT_DIR") or content_home())


def today() -> datetime.date:
    """The day by which sources are too old or not: UTC's."""
    return datetime.datetime.now(datetime.UTC).date()


def open_pack(root: Path, options: Options | None = None) -> Pack:
    """The pack of ``root``. Raises :class:`SettingsError` when its content has errors."""
    pack = Compiled(root, today()).read() or compiled(root)[0]
    return dressed(pack, options or Options())


def pack_as_it_is(root: Path) -> Pack | None:
    """The pack of ``root`` though its content may have errors, for what has to work in any case;
    None where not even the languages can be read. What is kept ready-made has no lists of words.
    """
    return Compiled(root, today()).read() or load(root).pack


def compiled(root: Path) -> tuple[Pack, bytes]:
    """The pack of ``root``, read anew, and the bytes of it that are kept for the next start."""
    before = Compiled(root, today())
    pack = _faultless(root, today())
    made = packed(pack)
    if Compiled(root, today()) == before:  # Nobody wrote in the folder meanwhile.
        before.write(made)
    return pack, made


def open_pack_apart(root: Path, options: Options) -> Pack:
    """As :func:`open_pack`, but what has to be read is read by a process of its own.

    Reading leaves twice the memory behind that the content takes, and keeps a processor busy for
    seconds; whoever serves people has neither to spare.
    """
    pack = Compiled(root, today()).read() or _read_apart(root)
    return dressed(pack, options)


def _read_apart(root: Path) -> Pack:
    command = [sys.executable, "-P", "-m", "bot", "compile", "--out", "-"]
    there = os.pathsep.join([str(PROGRAM.parent), os.environ.get("PYTHONPATH", "")])
    environment = os.environ | {"CONTENT_DIR": str(root), "PYTHONPATH": there.rstrip(os.pathsep)}
    made = subprocess.run(  # noqa: S603 - this program itself
        command, capture_output=True, env=environment, check=False
    )
    if made.returncode == USAGE:
        raise SettingsError(made.stderr.decode().strip().removeprefix("pana compile: "))
    pack = unpacked(made.stdout) if made.returncode == OK else None
    if pack is None:
        raise SettingsError("The content could not be read; `pana compile` shows what happens.")
    return pack


def _faultless(root: Path, day: datetime.date) -> Pack:
    """The content, read and looked through. Raises :class:`SettingsError` when it has errors."""
    loaded = examine(root, day)
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
    pack = open_pack_apart(settings.content_dir, options)
    if settings.mode != "demo":
        for issue in check_face(pack, Seen(name=settings.public_name)):
            raise SettingsError(f"{issue.message} {issue.remedy}")
    if settings.mode == "production":
        _refuse_trials(settings)
        gate = release(pack, today())
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
