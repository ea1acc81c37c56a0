"""Where sealed day keys lie: outside the database and outside every backup.

On a file system that writes copies (most SSDs, snapshots) overwriting reaches the bytes only as
far as the disk lets it; that is why a day key lies here sealed and never plain.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
from datetime import date
from typing import TYPE_CHECKING, Protocol

from bot.keys.errors import ShelfError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FILE = re.compile(r"(\d{4}-\d\d-\d\d)(\.[0-9a-f]+\.new|\.key)")


class DayKeyShelf(Protocol):
    """Sealed day keys by UTC day, ``YYYY-MM-DD``. Its methods raise ``ShelfError``."""

    def days(self) -> list[str]:
        """All days of which anything lies here, oldest first."""

    def read(self, day: str) -> bytes | None:
        """What was put there, or None."""

    def add(self, day: str, sealed: bytes) -> bytes:
        """Put ``sealed`` there unless a key is there already; gives what is there now.

        Two processes may do this at once: the first wins, both get its bytes.
        """

    def replace(self, day: str, sealed: bytes) -> None:
        """Put ``sealed`` in the place of what was there (a new root key); the old bytes go."""

    def destroy(self, day: str) -> None:
        """Overwrite and remove; nothing happens when it is not there."""


class MemoryShelf:
    """For tests, the demo and ``play``: gone with the process."""

    def __init__(self) -> None:
        self._sealed: dict[str, bytes] = {}

    def days(self) -> list[str]:
        """All days, oldest first."""
        return sorted(self._sealed)

    def read(self, day: str) -> bytes | None:
        """What was put there, or None."""
        return self._sealed.get(day)

    def add(self, day: str, sealed: bytes) -> bytes:
        """Put it there unless a key is there already; gives what is there now."""
        return self._sealed.setdefault(day, sealed)

    def replace(self, day: str, sealed: bytes) -> None:
        """Put it in the place of what was there."""
        self._sealed[day] = sealed

    def destroy(self, day: str) -> None:
        """Remove it."""
        self._sealed.pop(day, None)


class FileShelf:
    """One file a day in a folder of its own, made (mode 0700) if it is not there.

    Every change is on disk before the method returns. Raises ``ShelfError``.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with _mended():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.chmod(0o700)

    def days(self) -> list[str]:
        """All days of which anything lies here, leftovers of a crash included, oldest first."""
        with _mended():
            names = [path.name for path in self._folder.iterdir()]
        found = {match[1] for name in names if (match := _FILE.fullmatch(name))}
        return sorted(day for day in found if _is_day(day))

    def read(self, day: str) -> bytes | None:
        """What was put there, or None."""
        if not _is_day(day):
            return None
        with _mended():
            try:
                return self._path(day).read_bytes()
            except FileNotFoundError:
                return None

    def add(self, day: str, sealed: bytes) -> bytes:
        """Put it there unless a key is there already; gives what is there now."""
        with _mended():
            fresh = self._write_aside(day, sealed)
            try:
                # A link, unlike a rename, fails when another process was first.
                os.link(fresh, self._path(day))
            except FileExistsError:
                _wipe(fresh)
            else:
                fresh.unlink()
            self._sync_folder()
            return self._path(day).read_bytes()

    def replace(self, day: str, sealed: bytes) -> None:
        """Put it in the place of what was there, then overwrite the old bytes."""
        path = self._path(day)
        with _mended():
            fresh = self._write_aside(day, sealed)
            # Held open over the rename, so that the old bytes can be overwritten without a
            # moment in which no key stands there.
            with path.open("r+b") as old:
                fresh.replace(path)
                self._sync_folder()
                _overwrite(old.fileno())

    def destroy(self, day: str) -> None:
        """Overwrite and remove the key and what a crash may have left beside it."""
        with _mended():
            for path in list(self._folder.iterdir()):
                match = _FILE.fullmatch(path.name)
                if match and match[1] == day:
                    _wipe(path)
            self._sync_folder()

    def _path(self, day: str) -> Path:
        return self._folder / f"{day}.key"

    def _write_aside(self, day: str, sealed: bytes) -> Path:
        path = self._folder / f"{day}.{secrets.token_hex(8)}.new"
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(descriptor)
        return path

    def _sync_folder(self) -> None:
        if os.name != "posix":
            return
        descriptor = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _is_day(name: str) -> bool:
    try:
        return date.fromisoformat(name).isoformat() == name
    except ValueError:
        return False


def _wipe(path: Path) -> None:
    with contextlib.suppress(FileNotFoundError):
        with path.open("r+b") as file:
            _overwrite(file.fileno())
        path.unlink()


def _overwrite(descriptor: int) -> None:
    size = os.fstat(descriptor).st_size
    os.lseek(descriptor, 0, os.SEEK_SET)
    os.write(descriptor, os.urandom(size))
    os.fsync(descriptor)


@contextlib.contextmanager
def _mended() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ShelfError(
            f"The folder of day keys cannot be used ({error.strerror}): DATA_DIR must be a "
            "local disk on which this user may write."
        ) from None
