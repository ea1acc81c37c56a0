"""What can go wrong with keys. No message holds a key, an address or anything of a person."""

from __future__ import annotations


class KeysError(Exception):
    """Something about the keys is wrong; the message says how to mend it."""


class SecretError(KeysError):
    """``PANA_SECRET`` cannot be used, or lacks a root key that is still needed.

    Nothing is lost yet: mend the setting and start again. Never delete a row because of it.
    """


class ShelfError(KeysError):
    """The folder of day keys cannot be used. Make it writable for this user, on a local disk.

    Nothing is lost yet. Never delete a row because of it.
    """


class Lost(KeysError):  # noqa: N818 - it is the name of a fact
    """The row can never be read again: delete it, and treat its owner as a stranger."""


class DayKeyGone(Lost):
    """That day's key was destroyed, and what it wrapped with it."""


class Unreadable(Lost):
    """Sealed bytes were changed, or belong to another key, table or row."""
