"""Content without errors, kept ready-made inside the program.

To read 400 files and look at every text takes seconds; what came of it is read in a tenth of one,
and takes half the memory. It lies where Python keeps the bytecode of this program: whoever can
write there can change the program anyway, so a pickle may be trusted there, and nowhere else.
"""

from __future__ import annotations

import contextlib
import copyreg
import dataclasses
import datetime
import gc
import hashlib
import importlib.util
import io
import os
import pickle
import sys
import zlib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from bot.pack.model import Pack

PROGRAM = Path(__file__).parents[1]
KEPT = 6
"""So many are kept, those used last: eight megabytes for each folder of content and day."""


class Compiled:
    """What stands for every byte of a content folder, of this program, and for the day.

    The day: a source past its time is an error, so what was free of errors is so for a day only.
    """

    def __init__(self, root: Path, day: datetime.date) -> None:
        seen = hashlib.sha256(f"{sys.version} {day}".encode())
        for folder, pattern in ((PROGRAM, "*.py"), (root, "*")):
            for file in sorted(file for file in folder.rglob(pattern) if file.is_file()):
                content = file.read_bytes()
                seen.update(f"{file.relative_to(folder).as_posix()} {len(content)}\n".encode())
                seen.update(content)
        self._name = f"content.{seen.hexdigest()[:40]}.pack"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Compiled) and self._name == other._name

    def __hash__(self) -> int:
        return hash(self._name)

    def read(self) -> Pack | None:
        """The pack; None where none is kept."""
        file = self._file()
        if file is None:
            return None
        try:
            packed = file.read_bytes()
        except OSError:
            return None
        with contextlib.suppress(OSError):
            os.utime(file)  # It was used: older ones go first.
        return unpacked(packed)

    def write(self, packed: bytes) -> None:
        """Keep it for the next start. Where nothing can be written, nothing is."""
        file = self._file()
        if file is None:
            return
        with contextlib.suppress(OSError):
            file.parent.mkdir(parents=True, exist_ok=True)
            unfinished = file.with_suffix(f".{os.getpid()}")
            unfinished.write_bytes(packed)
            unfinished.replace(file)
            kept = sorted(file.parent.glob("content.*.pack"), key=_used, reverse=True)
            for old in kept[KEPT:]:
                old.unlink(missing_ok=True)

    def _file(self) -> Path | None:
        try:
            bytecode = importlib.util.cache_from_source(str(PROGRAM / "content.py"))
        except NotImplementedError:  # An interpreter that keeps no bytecode has no place for it.
            return None
        return Path(bytecode).parent / self._name


def packed(pack: Pack) -> bytes:
    """The pack as bytes that only :func:`unpacked` of the same program reads; without the lists of
    words, of which everything was built that is asked.
    """
    pack.listener.learn()
    out = io.BytesIO()
    kept = dataclasses.replace(pack, words=MappingProxyType({}))
    _Pickler(out, pickle.HIGHEST_PROTOCOL).dump(kept)
    return zlib.compress(out.getvalue(), level=1)


def unpacked(made: bytes) -> Pack | None:
    """The pack that :func:`packed` made; None where it was cut off or is something else.

    The collector rests meanwhile: it would search 100,000 new objects for rubbish, in vain.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        found = pickle.loads(zlib.decompress(made))  # noqa: S301 - from the program's own folder
    except (zlib.error, pickle.UnpicklingError, EOFError):
        return None
    finally:
        if collecting:
            gc.enable()
    return found if isinstance(found, Pack) else None


def _used(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except OSError:
        return 0.0


def _frozen(items: dict[Any, Any]) -> Mapping[Any, Any]:
    return MappingProxyType(items)


class _Pickler(pickle.Pickler):
    """Knows read-only mappings, too."""

    dispatch_table = copyreg.dispatch_table | {
        MappingProxyType: lambda mapping: (_frozen, (dict(mapping),))
    }
