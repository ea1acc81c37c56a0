"""How long people waited of late, by language: a few bare numbers that stand for nobody (S44)."""

from __future__ import annotations

from bot.store.base import Tx

MOST = 20


def note_wait(tx: Tx, locale: str, seconds: float) -> None:
    """Somebody was taken after this long."""
    waits = (*read_waits(tx, locale), seconds)[-MOST:]
    tx.set_meta(_name(locale), " ".join(str(round(wait)) for wait in waits))


def read_waits(tx: Tx, locale: str) -> tuple[float, ...]:
    """The last waits in seconds, oldest first."""
    return tuple(float(wait) for wait in (tx.meta(_name(locale)) or "").split())


def _name(locale: str) -> str:
    return f"waits.{locale}"
