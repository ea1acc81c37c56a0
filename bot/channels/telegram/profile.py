"""The public face at Telegram: name, description, short description, commands (S18).

Put up at the start and read first, because Telegram allows few changes: a value that stands
already costs no change. What cannot be put up is told in plain sentences and stops nothing. The
worst mistake here: to let a text of Telegram's client into a sentence, which can hold the token.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

import msgspec

from bot.pack.check_face import Seen
from bot.pack.model import Pack

if TYPE_CHECKING:
    import telegram
    from telegram.error import TelegramError

Value = TypeVar("Value")
Commands = tuple[tuple[str, str], ...]

CODE = 2
"""Letters of a language as Telegram keeps texts for it; Karakalpak has no such code."""


class FaceTexts(msgspec.Struct, frozen=True):
    """What stands around the chat in one language. ``commands``: names and descriptions."""

    description: str
    short_description: str
    commands: Commands


class Face(msgspec.Struct, frozen=True):
    """What is to stand at Telegram. An empty ``name`` is left as it is; so are texts of nobody."""

    name: str
    default: FaceTexts | None
    """For every language that has no text of its own: the cover's fallback."""
    languages: tuple[tuple[str, FaceTexts | None], ...] = ()
    """By two-letter code; None: whatever stands there goes, so that the default is shown."""


def face_of(pack: Pack, name: str) -> Face:
    """The face of an installation: the covers' profiles and ``PUBLIC_NAME``."""
    fallback = pack.cover_locale("")
    default = _texts(pack, fallback)
    codes = {code for locale in pack.locales.locales for code in locale.app if len(code) == CODE}
    languages = []
    for code in sorted(codes):
        tag = pack.cover_locale(code)
        languages.append((code, None if tag == fallback else _texts(pack, tag)))
    return Face(name.strip(), default, tuple(languages) if default else ())


def _texts(pack: Pack, tag: str) -> FaceTexts | None:
    profile = pack.covers[tag].profile
    if profile is None:
        return None
    return FaceTexts(
        profile.description.strip(),
        profile.short_description.strip(),
        tuple(
            (command.name, command.description.strip())
            for command in profile.commands
            if not pack.door or command.name == "start"  # No book is shown before that door.
        ),
    )


@dataclass(frozen=True, slots=True)
class _Kind(Generic[Value]):
    """One thing that stands at Telegram in each language, and how it is read and written."""

    called: str
    nothing: Value
    read: Callable[[str | None], Awaitable[Value]]
    write: Callable[[Value, str | None], Awaitable[bool]]
    default: Value
    own: Mapping[str, Value | None]
    """By language; None: nothing of its own, so that the default is shown."""


async def put_up(bot: telegram.Bot, face: Face) -> list[str]:
    """Make Telegram show ``face``; sentences about what could not be put up. Never raises for it.

    The name comes last: Telegram allows so few changes of it that it may keep us waiting.
    """
    problems: list[str] = []
    reached = await _put_all(_texts_of(bot, face), problems)
    reached = reached and await _put_all(_lists_of(bot, face), problems)
    if reached:
        await _put_all(_names_of(bot, face), problems)
    return problems


def _texts_of(bot: telegram.Bot, face: Face) -> list[_Kind[str]]:
    if face.default is None:
        return []
    return [
        _Kind(
            "description",
            "",
            lambda code: _description(bot, code),
            lambda value, code: bot.set_my_description(value, language_code=code),
            face.default.description,
            {code: one.description if one else None for code, one in face.languages},
        ),
        _Kind(
            "short description",
            "",
            lambda code: _short_description(bot, code),
            lambda value, code: bot.set_my_short_description(value, language_code=code),
            face.default.short_description,
            {code: one.short_description if one else None for code, one in face.languages},
        ),
    ]


def _lists_of(bot: telegram.Bot, face: Face) -> list[_Kind[Commands]]:
    """Our commands; and none for private chats alone, which would hide ours."""
    from telegram import BotCommandScopeAllPrivateChats

    if face.default is None:
        return []
    private = BotCommandScopeAllPrivateChats()
    return [
        _Kind(
            "list of commands",
            (),
            lambda code: _commands(bot, code),
            lambda value, code: _write_commands(bot, value, code),
            face.default.commands,
            {code: one.commands if one else None for code, one in face.languages},
        ),
        _Kind(
            "old list of commands",
            (),
            lambda code: _commands(bot, code, private),
            lambda _, code: bot.delete_my_commands(private, language_code=code),
            (),
            {code: () for code, _ in face.languages},
        ),
    ]


def _names_of(bot: telegram.Bot, face: Face) -> list[_Kind[str]]:
    """One name in all languages: a name of one language alone goes."""
    if not face.name:
        return []
    return [
        _Kind(
            "name",
            "",
            lambda code: _name(bot, code),
            lambda value, code: bot.set_my_name(value, language_code=code),
            face.name,
            {code: None for code, _ in face.languages},
        )
    ]


async def _put_all(kinds: list[_Kind[Value]], problems: list[str]) -> bool:
    """Put these up; False when there is no use in trying anything further."""
    for kind in kinds:
        if not await _put(kind, problems):
            return False
    return True


async def _put(kind: _Kind[Value], problems: list[str]) -> bool:
    from telegram.error import BadRequest, RetryAfter, TelegramError

    for code in (None, *kind.own):
        own = kind.own[code] if code else kind.default
        # Where a language has nothing of its own, Telegram may answer with the default.
        enough = (kind.nothing, kind.default) if own is None else (own,)
        try:
            if await kind.read(code) not in enough:
                await kind.write(kind.nothing if own is None else own, code)
        except TelegramError as error:
            where = f" ({code})" if code else ""
            problems.append(f"The {kind.called}{where} could not be put up: {_why(error)}")
            if isinstance(error, RetryAfter):
                return True
            if not isinstance(error, BadRequest):
                return False
    return True


async def look(bot: telegram.Bot) -> tuple[Seen, list[str]]:
    """What stands at Telegram now, for the lint of the face; sentences about what is not known."""
    from telegram.error import TelegramError

    try:
        me = await bot.get_me()
        return Seen(
            username=me.username or "",
            standing_name=await _name(bot, None),
            description=await _description(bot, None),
            short_description=await _short_description(bot, None),
        ), []
    except TelegramError as error:
        return Seen(), [f"What the bot shows could not be read: {_why(error)}"]


def _why(error: TelegramError) -> str:
    """A sentence of ours for an error of Telegram's client, whose own words are never shown."""
    from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter

    match error:
        case RetryAfter():
            return "Telegram allows no more changes now; it is tried again at the next start."
        case BadRequest():
            return "Telegram refuses it; look at its length, and at BotFather."
        case InvalidToken() | Forbidden():
            return "Telegram refuses the token; look at TELEGRAM_TOKEN."
        case NetworkError():
            return "Telegram was not reached; it is tried again at the next start."
        case _:
            return "Telegram gave no usable answer; it is tried again at the next start."


async def _name(bot: telegram.Bot, code: str | None) -> str:
    return (await bot.get_my_name(language_code=code)).name


async def _description(bot: telegram.Bot, code: str | None) -> str:
    return (await bot.get_my_description(language_code=code)).description


async def _short_description(bot: telegram.Bot, code: str | None) -> str:
    return (await bot.get_my_short_description(language_code=code)).short_description


async def _commands(
    bot: telegram.Bot, code: str | None, scope: telegram.BotCommandScope | None = None
) -> Commands:
    listed = await bot.get_my_commands(scope, language_code=code)
    return tuple((one.command, one.description) for one in listed)


async def _write_commands(bot: telegram.Bot, commands: Commands, code: str | None) -> bool:
    if not commands:
        return await bot.delete_my_commands(language_code=code)
    return await bot.set_my_commands(commands, language_code=code)
