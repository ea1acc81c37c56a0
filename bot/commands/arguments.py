"""Arguments of commands: one that cannot be used ends in one sentence, never in a usage page."""

from __future__ import annotations

import argparse
import sys
from typing import NoReturn

from bot.commands import USAGE


class UsageError(Exception):
    """What was asked for cannot be done; the message says how to mend it."""


class Parser(argparse.ArgumentParser):
    """Raises :class:`UsageError` where its base would print the usage and exit."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong to whoever called."""
        raise UsageError(message)


def refuse(command: str, problem: UsageError) -> int:
    """Say what is wrong to whoever typed it; gives the exit code."""
    print(f"pana {command}: {str(problem).rstrip('.')}.", file=sys.stderr)
    return USAGE


def number_to(written: str, option: str, most: int) -> int:
    """A whole number from 1 to ``most``. Raises :class:`UsageError`."""
    if not (written.isascii() and written.isdigit() and 1 <= int(written) <= most):
        raise UsageError(f"{option} is a number from 1 to {most}")
    return int(written)
