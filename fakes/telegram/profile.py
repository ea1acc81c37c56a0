"""What people see of a bot before they open it: names, descriptions, the menu of commands.

Each is kept per two-letter language code; ``""`` is for everybody whose language has none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from fakes.telegram.parameters import refuse_unknown, unpacked
from fakes.telegram.refusals import bad

LANGUAGE = re.compile(r"[a-z]{2}")
COMMAND = re.compile(r"[a-z0-9_]+")
LIMITS = {"name": 64, "description": 512, "short_description": 120}
TOO_LONG = {
    "name": "BOT_TITLE_INVALID",
    "description": "BOT_DESCRIPTION_INVALID",
    "short_description": "BOT_ABOUT_INVALID",
}
MOST_COMMANDS, LONGEST_COMMAND, LONGEST_DESCRIPTION = 100, 32, 256
PLAIN_SCOPES = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")
CHAT_SCOPES = ("chat", "chat_administrators", "chat_member")


def language_of(params: dict) -> str:
    """The language code of a call, ``""`` for none."""
    code = params.get("language_code") or ""
    if code and not LANGUAGE.fullmatch(code):
        raise bad("invalid language code specified")
    return code


def scope_of(params: dict) -> tuple:
    """The scope of a call's commands, as a key: its type, chat and user."""
    scope = unpacked(params.get("scope")) or {"type": "default"}
    wrong = "can't parse BotCommandScope: "
    if "type" not in scope:
        raise bad(wrong + 'Can\'t find field "type"')
    kind = scope["type"]
    if kind not in PLAIN_SCOPES + CHAT_SCOPES:
        raise bad(wrong + "Unsupported type specified")
    known = {"type"}
    if kind in CHAT_SCOPES:
        known |= {"chat_id"}
        if not scope.get("chat_id"):
            raise bad(wrong + 'Can\'t find field "chat_id"')
    if kind == "chat_member":
        known |= {"user_id"}
        if not scope.get("user_id"):
            raise bad(wrong + 'Can\'t find field "user_id"')
    refuse_unknown(scope, known)
    return kind, int(scope.get("chat_id", 0)), int(scope.get("user_id", 0))


def commands_of(params: dict) -> list[dict]:
    """The commands of a call, in order."""
    commands = unpacked(params["commands"])
    if len(commands) > MOST_COMMANDS:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    checked = []
    for command in commands:
        wrong = "can't parse BotCommand: "
        if not isinstance(command, dict):
            raise bad(wrong + "expected an Object")
        for name in ("command", "description"):
            if name not in command:
                raise bad(wrong + f'Can\'t find field "{name}"')
            if not isinstance(command[name], str):
                raise bad(wrong + f'Field "{name}" must be of type String')
        refuse_unknown(command, ("command", "description"))
        word = command["command"].strip().removeprefix("/")
        said = command["description"].strip()
        if not word:
            raise bad("command must be non-empty")
        if len(word) > LONGEST_COMMAND:
            raise bad(f"command length must not exceed {LONGEST_COMMAND}")
        if not COMMAND.fullmatch(word):
            raise bad("BOT_COMMAND_INVALID")
        if not said:
            raise bad("command description must be non-empty")
        if len(said) > LONGEST_DESCRIPTION:
            raise bad(f"command description length must not exceed {LONGEST_DESCRIPTION}")
        checked.append({"command": word, "description": said})
    return checked


@dataclass
class Profile:
    """A bot's profile. What was never set for a language is answered as for everybody."""

    texts: dict[str, dict[str, str]] = field(
        default_factory=lambda: {"name": {"": "Bench"}, "description": {}, "short_description": {}}
    )
    commands: dict[tuple, list[dict]] = field(default_factory=dict)  # by scope and language

    def set_text(self, what: str, params: dict) -> None:
        """Set a name or description; an empty one is removed."""
        code, text = language_of(params), (params.get(what) or "").strip()
        if len(text) > LIMITS[what]:
            raise bad(TOO_LONG[what])
        if text:
            self.texts[what][code] = text
        else:
            self.texts[what].pop(code, None)

    def text(self, what: str, params: dict) -> str:
        """What somebody with this language sees."""
        texts = self.texts[what]
        return texts.get(language_of(params)) or texts.get("") or ""

    def set_commands(self, params: dict) -> None:
        """Set the menu for a scope and a language."""
        self.commands[scope_of(params), language_of(params)] = commands_of(params)

    def delete_commands(self, params: dict) -> None:
        """Remove the menu of a scope and a language."""
        self.commands.pop((scope_of(params), language_of(params)), None)

    def menu(self, params: dict) -> list[dict]:
        """The menu that was set for exactly this scope and language."""
        return self.commands.get((scope_of(params), language_of(params)), [])
