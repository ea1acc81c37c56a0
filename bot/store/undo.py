"""Dictionaries whose changes can be taken back: what a transaction in memory is made of."""

from __future__ import annotations

from typing import Any

_ABSENT: Any = object()


class Undo:
    """Whoever changes a table through it can take back all since the last commit."""

    def __init__(self) -> None:
        self._before: list[tuple[dict[Any, Any], Any, Any]] = []

    def commit(self) -> None:
        """Keep what was done since the last commit."""
        self._before.clear()

    def roll_back(self) -> None:
        """Undo what was done since the last commit."""
        while self._before:
            table, key, value = self._before.pop()
            if value is _ABSENT:
                del table[key]
            else:
                table[key] = value

    def _put(self, table: dict[Any, Any], key: object, value: object) -> None:
        self._before.append((table, key, table.get(key, _ABSENT)))
        table[key] = value

    def _drop(self, table: dict[Any, Any], key: object) -> bool:
        if key not in table:
            return False
        self._before.append((table, key, table.pop(key)))
        return True
