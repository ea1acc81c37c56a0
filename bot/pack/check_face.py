"""The public face (S18): what is seen of the bot before it says a word, on a phone that is checked.

:func:`check_profiles` reads the profile texts of the covers; :func:`check_face` reads what the
operator chose and what stands at the messenger. Both are pure. The worst mistake here: to pass a
name or a handle that tells what this is, however it is spelt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import msgspec

from bot import cover
from bot.content.cover import COMMAND_NAME, CoverBook, profile_texts
from bot.content.face import FaceWords, Lexicon
from bot.content.issue import Issue, error, warning
from bot.pack.check_texts import sensitive_word
from bot.pack.model import Pack
from bot.pack.sources import Sources

NAME = 64
"""Characters of a name that the messenger takes."""
SETTINGS = "settings"
"""Where a finding is that no content file can mend."""

_DIGITS = re.compile(r"\d{2,}")
_LISTS = FaceWords.__struct_fields__


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What anybody sees of an installation: settings, and what stands at the messenger.

    ``name`` and ``url`` are ``PUBLIC_NAME`` and ``PUBLIC_URL``; ``''`` is *not known here*.
    """

    name: str = ""
    url: str = ""
    username: str = ""
    standing_name: str = ""
    description: str = ""
    short_description: str = ""


def check_face(pack: Pack, seen: Seen) -> list[Issue]:
    """Findings on what the operator chose and on what stands at the messenger (S18)."""
    lexicon = _lexicon(pack)
    found = []
    for where, value, remedy in (
        ("PUBLIC_NAME", seen.name, "Choose a name of the kitchen, such as Дастархан."),
        (
            "The host of PUBLIC_URL",
            _host(seen.url),
            "Take a neutral domain; others can look it up.",
        ),
        (
            "The username of the bot",
            seen.username,
            "Make another bot at BotFather: the name after @ tells it to whoever sees the chat.",
        ),
        (
            "The name that stands at the messenger",
            seen.standing_name,
            "Set PUBLIC_NAME to a neutral one, or change it at BotFather.",
        ),
    ):
        word = lexicon.in_name(value)
        if word is not None:
            found.append(
                _told(f"{where} carries “{word}”, which tells what this is (S18).", remedy)
            )
    for what, text in (
        ("description", seen.description),
        ("short description", seen.short_description),
    ):
        word = lexicon.in_text(text) or lexicon.in_name(text)
        if word is not None:
            message = f"The {what} that stands at the messenger carries “{word}” (S18)."
            found.append(_told(message, "Clear it at BotFather, then start again."))
    if len(seen.name) > NAME:
        message = f"PUBLIC_NAME has {len(seen.name)} characters; {NAME} are the most."
        found.append(_told(message, "Choose a short name."))
    return found


def check_profiles(pack: Pack, sources: Sources) -> list[Issue]:
    """Findings on the profile texts of the covers and on the list of words itself (S18)."""
    found = list(_words(pack, sources))
    lexicon = _lexicon(pack)
    numbers = frozenset(
        number.phone for country in pack.directory.countries.values() for number in country.numbers
    )
    for locale, book in pack.covers.items():
        found += _texts(pack, sources, locale, book, lexicon, numbers)
        found += _commands(sources, locale, book)
    return found


def _told(message: str, remedy: str) -> Issue:
    return error("face", SETTINGS, None, message, remedy)


def _lexicon(pack: Pack) -> Lexicon:
    return Lexicon(pack.face, [stem for words in pack.words.values() for stem in words.sensitive])


def _host(url: str) -> str:
    """The host of an address, as a person reads it (``xn--`` names as well), without its port."""
    try:
        host = urlsplit(url if "//" in url else f"//{url}").hostname or ""
        return host.encode("ascii").decode("idna")
    except UnicodeError:
        return host
    except ValueError:
        return ""


def _words(pack: Pack, sources: Sources) -> Iterator[Issue]:
    file = "face.yaml"
    if not (sources.root / file).exists():
        message = "This file is missing: nobody checks the name, handle and profile of the bot."
        yield warning("missing-face", file, None, message, "Put it back; see docs/authors.")
        return
    if file in sources.doubtful(file):
        return
    for name in ("anywhere", "beginnings"):
        if not getattr(pack.face, name):
            line = sources.line(file, name)
            message, remedy = f"The list {name} is empty.", f"Write the words under {name}:."
            yield error("empty-list", file, line, message, remedy)
    for name in _LISTS:
        for number, word in enumerate(getattr(pack.face, name)):
            if not any(sign.isalpha() for sign in word):
                message = f"{name} has {word!r}, which has no letter."
                line = sources.line(file, name, number)
                yield error("empty-word", file, line, message, "Remove it.")


def _texts(
    pack: Pack,
    sources: Sources,
    locale: str,
    book: CoverBook,
    lexicon: Lexicon,
    numbers: frozenset[str],
) -> Iterator[Issue]:
    file, words = f"cover/{locale}.yaml", pack.words.get(locale)
    for _, text, path in profile_texts(book):
        line, whole = sources.line(file, *path), " ".join(text.split())
        word = (sensitive_word(whole, words) if words else None) or lexicon.in_text(whole)
        if word is not None:
            message = f"The profile carries “{word}”, which tells what this is (S18)."
            remedy = "Speak of the kitchen book alone; this stands in every empty chat."
            yield error("profile-word", file, line, message, remedy)
        number = next((found for found in _DIGITS.findall(whole) if found in numbers), "")
        if number:
            message = f"The profile has the number {number} of a service (S18)."
            yield error("profile-word", file, line, message, "Take it out; the book lists it.")


def _commands(sources: Sources, locale: str, book: CoverBook) -> Iterator[Issue]:
    file = f"cover/{locale}.yaml"
    for number, command in enumerate(book.profile.commands if book.profile else ()):
        if COMMAND_NAME.match(command.name) and command.name not in cover.COMMANDS:
            message = f"The book does not answer the command /{command.name}."
            remedy = f"List some of {', '.join(cover.COMMANDS)}; nothing that leaves or deletes."
            line = sources.line(file, "profile", "commands", number)
            yield error("profile-command", file, line, message, remedy)
