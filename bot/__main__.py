"""``pana`` and ``python -m bot``: finds the command and turns set-up errors into one sentence."""

from __future__ import annotations

import sys
from importlib import import_module

from bot.commands import OK, USAGE

COMMANDS = {
    "run": "run the service; without tokens the simulator, at the address it prints",
    "play": "a conversation in the terminal (--jsonl for scripts)",
    "services": "services near a point, as the bot ranks them",
    "check": "every mistake in the content, with file, line and remedy",
    "compile": "read the content once, so that the next start is quick",
    "content": "content status, export, import, review, changed, calls: for editors and speakers",
    "understand": "what messages want and tell of, as JSON lines",
    "places": "which places are meant, as JSON lines",
    "flows": "flows draw: the scripts as a graph",
    "offline-pack": "pages for blocked networks: one file and one sheet for each language",
    "counsellors": "counsellors invite, confirm, remove, end-duty, admit, list",
    "whatsapp": "whatsapp sync: make the templates that draw buttons and lists",
    "stats": "how much was done, as day counters; never a number under ten",
    "forget": "forget the people whose addresses come on stdin",
    "keys": "keys new, keys rotate",
    "migrate": "bring the database to this version",
}
"""What is built, as ``--help`` shows it."""

LATER = frozenset({
    "serve", "work",
})  # fmt: skip
"""Commands of later versions: exit 2, one sentence."""


def main(argv: list[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    words = sys.argv[1:] if argv is None else argv
    if not words or words[0] in ("-h", "--help", "help"):
        print(_help())
        return OK if words else USAGE
    name, *rest = words
    if name in ("--version", "version"):
        from bot import __version__

        print(f"pana {__version__}")
        return OK
    if name in LATER:
        return _say(f"pana {name}: not in this version")
    if name not in COMMANDS:
        return _say(f"pana has no command {name}; `pana --help` lists them.")
    command = import_module(f"bot.commands.{name.replace('-', '_')}")
    try:
        code: int = command.run(rest)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return OK
    except _setup_errors() as problem:
        return _say(f"pana {name}: {problem}")
    return code


def _setup_errors() -> tuple[type[Exception], ...]:
    from bot.keys import KeysError
    from bot.settings import SettingsError
    from bot.store.base import StoreError

    return (SettingsError, StoreError, KeysError)


def _say(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return USAGE


def _help() -> str:
    width = max(map(len, COMMANDS)) + 2
    lines = [f"  pana {name:<{width}}{what}" for name, what in COMMANDS.items()]
    return "\n".join(
        [
            "usage: pana COMMAND [--help]",
            "",
            *lines,
            "",
            "Exit codes: 0, 1 findings, 2 usage or set-up.",
        ]
    )


if __name__ == "__main__":
    raise SystemExit(main())
