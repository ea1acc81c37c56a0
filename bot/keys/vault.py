"""The vault: seals and unseals rows, makes pseudonyms of chats, and rolls the day keys.

The worst mistake here would be a copy of a day key that outlives its destruction: a day key is
held by the shelf (sealed) and by ``_days`` (ready to use), and by nothing else.
"""

from __future__ import annotations

import contextlib
import hmac
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.keys.days import DAY_SECONDS, day_of, destroyed_at
from bot.keys.envelope import place, shut, unshut
from bot.keys.errors import DayKeyGone, SecretError, Unreadable
from bot.keys.roots import KEY_BYTES, Random, RootKey, RootKeys

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from bot.keys.shelf import DayKeyShelf

Lookup = tuple[str, bytes]
"""Id of the root key and the HMAC of channel and address under it: a pseudonym of a chat."""


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class DataKey:
    """The key of one conversation or wipe. Keep it in memory no longer than its row."""

    raw: bytes
    wrapped: bytes
    """What the row stores."""
    day: str
    """Whose day key wraps it; the row stores this too."""
    cipher: AESGCM = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "cipher", AESGCM(self.raw))

    def __repr__(self) -> str:
        return f"DataKey({self.day})"


class Vault:
    """Everything is synchronous; only the first touch of a day reads or writes a file.

    It may be used from the store's thread and the event loop at the same time. ``random`` gives
    keys and nonces; a test may pass one that it can repeat, nothing else may.
    """

    def __init__(self, roots: RootKeys, shelf: DayKeyShelf, random: Random = os.urandom) -> None:
        self._roots = roots
        self._shelf = shelf
        self._random = random
        self._days: dict[str, AESGCM] = {}
        self._today = (-1, "")

    # pseudonyms and words

    def lookups(self, channel: str, address: str) -> list[Lookup]:
        """The pseudonym of a chat under every root key, newest first.

        Store the first one. On a hit under another the caller rewrites the row, unless a word
        hash lies beside it: that one cannot be rewritten, so the row keeps its root key.
        """
        message = place(channel.encode(), address.encode())
        return [(root.id, hmac.digest(root.lookup, message, "sha256")) for root in self._roots]

    def word_hashes(self, conversation_id: bytes, folded_word: str) -> tuple[bytes, ...]:
        """The keyed hash of an exit word, folded, under every root key, newest first.

        Store the first one; compare with :meth:`is_word`.
        """
        message = place(conversation_id, folded_word.encode())
        return tuple(hmac.digest(root.word, message, "sha256") for root in self._roots)

    def is_word(self, stored: Iterable[bytes], conversation_id: bytes, folded_word: str) -> bool:
        """Whether this is one of the words whose hashes are stored; takes the same time for all."""
        found = False
        hashes = self.word_hashes(conversation_id, folded_word)
        for known in stored:
            for candidate in hashes:
                found |= hmac.compare_digest(known, candidate)
        return found

    # data keys and rows

    def new_data_key(self, now: float) -> DataKey:
        """A fresh key, wrapped by today's day key."""
        return self._wrap(self._random(KEY_BYTES), self.ensure_day(now))

    def open_data_key(self, wrapped: bytes, day: str) -> DataKey:
        """The key of a row.

        Raises ``Lost`` (``DayKeyGone``, ``Unreadable``) when the row can never be read again,
        ``SecretError`` and ``ShelfError`` when it could be after the set-up was mended.
        """
        raw = unshut(self._day_cipher(day), place(b"data key", day.encode()), wrapped)
        return DataKey(raw, wrapped, day)

    def rewrap(self, key: DataKey, now: float) -> DataKey:
        """The same key under today's day key (its row is touched); ``key`` itself if it is that."""
        today = self.ensure_day(now)
        return key if key.day == today else self._wrap(key.raw, today)

    def seal(self, key: DataKey, table: str, row_id: bytes, data: bytes) -> bytes:
        """Seal a row's content; it opens only as this table's row of this conversation or wipe."""
        where = place(b"row", table.encode(), row_id)
        return shut(key.cipher, self._random, where, data)

    def unseal(self, key: DataKey, table: str, row_id: bytes, data: bytes) -> bytes:
        """What :meth:`seal` was given. Raises ``Unreadable``."""
        return unshut(key.cipher, place(b"row", table.encode(), row_id), data)

    def seal_for_day(self, day: str, label: bytes, data: bytes) -> bytes:
        """Seal under the day key itself; ``day`` from :meth:`ensure_day`, ``label``: the row."""
        where = place(b"day", day.encode(), label)
        return shut(self._day_cipher(day), self._random, where, data)

    def unseal_for_day(self, day: str, label: bytes, data: bytes) -> bytes:
        """What :meth:`seal_for_day` was given. Raises as :meth:`open_data_key`."""
        return unshut(self._day_cipher(day), place(b"day", day.encode(), label), data)

    # day keys

    def ensure_day(self, now: float) -> str:
        """Today's UTC day, after making sure that its key exists and opens.

        Raises ``ShelfError``, and ``SecretError`` when our root keys do not open it.
        """
        number = int(now // DAY_SECONDS)
        if self._today[0] != number:
            day = day_of(now)
            for old in list(self._days):
                if now >= destroyed_at(old):
                    self._days.pop(old, None)
            self._make_day(day)
            self._today = (number, day)
        return self._today[1]

    def due_days(self, now: float) -> list[str]:
        """Days whose keys are to be destroyed: re-wrap what they still wrap, then destroy."""
        return [day for day in self._shelf.days() if now >= destroyed_at(day)]

    def destroy_days(self, now: float, still_used: Collection[str]) -> list[str]:
        """Destroy the due day keys that wrap nothing that lives; gives the days destroyed.

        ``still_used``: ``Census.key_days``, read after the re-wrapping. A due day in it stays,
        and is worth an alarm: what was forgotten on it can still be read in backups.
        """
        gone = [day for day in self.due_days(now) if day not in still_used]
        for day in gone:
            self._days.pop(day, None)
            if self._today[1] == day:
                self._today = (-1, "")
            self._shelf.destroy(day)
        return gone

    def lost_days(self) -> list[str]:
        """Days whose keys lie there but open with none of our root keys.

        Refuse to start while there are any: messages that stand in chats could not be deleted.
        """
        lost = []
        for day in self._shelf.days():
            try:
                self._opened(day)
            except SecretError:
                lost.append(day)
            except DayKeyGone:
                continue
        return lost

    # rotation

    def rotate(self) -> int:
        """Seal every day key under the newest root key; gives how many changed.

        Raises ``SecretError`` before changing any when one of them opens with no root key.
        """
        lying = [(day, self._shelf.read(day)) for day in self._shelf.days()]
        old = [
            (day, self._unseal_day_key(day, sealed))
            for day, sealed in lying
            if sealed is not None and _root_of(sealed) != self._roots.newest.id
        ]
        for day, raw in old:
            self._shelf.replace(day, self._seal_day_key(day, raw))
        return len(old)

    def needed_roots(self, in_lookups: Iterable[str]) -> tuple[str, ...]:
        """Ids of the root keys that must stay in ``PANA_SECRET``, the newest first.

        ``in_lookups``: ``Census.roots``, those whose look-ups (or word hashes) still stand.
        """
        sealed = (self._shelf.read(day) for day in self._shelf.days())
        needed = {_root_of(item) for item in sealed if item is not None} | set(in_lookups)
        needed.discard(self._roots.newest.id)
        return (self._roots.newest.id, *sorted(needed))

    def _wrap(self, raw: bytes, day: str) -> DataKey:
        where = place(b"data key", day.encode())
        return DataKey(raw, shut(self._day_cipher(day), self._random, where, raw), day)

    def _day_cipher(self, day: str) -> AESGCM:
        cipher = self._days.get(day)
        if cipher is None:
            cipher = self._days[day] = self._opened(day)
        return cipher

    def _make_day(self, day: str) -> None:
        if self._shelf.read(day) is None:
            self._shelf.add(day, self._seal_day_key(day, self._random(KEY_BYTES)))
        self._days[day] = self._opened(day)

    def _opened(self, day: str) -> AESGCM:
        sealed = self._shelf.read(day)
        if sealed is None:
            raise DayKeyGone("That day's key was destroyed.")
        return AESGCM(self._unseal_day_key(day, sealed))

    def _seal_day_key(self, day: str, raw: bytes) -> bytes:
        root = self._roots.newest
        return root.id.encode() + b":" + shut(root.sealing, self._random, _place(day, root), raw)

    def _unseal_day_key(self, day: str, sealed: bytes) -> bytes:
        root = self._roots.by_id.get(_root_of(sealed))
        if root is not None:
            with contextlib.suppress(Unreadable):
                return unshut(root.sealing, _place(day, root), sealed.partition(b":")[2])
        raise SecretError(
            "A day key opens with none of the root keys in PANA_SECRET; put the earlier item "
            "back behind the new one, or give up what is stored by removing the database and "
            "the folder `keys` beside it."
        )


def _place(day: str, root: RootKey) -> bytes:
    return place(b"day key", day.encode(), root.id.encode())


def _root_of(sealed: bytes) -> str:
    return sealed.partition(b":")[0].decode("ascii", "replace")
