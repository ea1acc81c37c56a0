"""PO files out and in: the context is the key, and only what was finished comes back.

Poedit and Weblate open them. A file that cannot be used changes nothing and says why.
"""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Iterable, Mapping

import msgspec
from babel import Locale as CldrLocale
from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as PoMessage
from babel.messages.pofile import PoFileError, read_po, write_po
from babel.plural import to_gettext

from bot.content.catalogue import PLURALS, Entry
from bot.content.issue import Issue, error
from bot.content.locales import Locale, Locales
from bot.content.reviews import fingerprint
from bot.workbench.debts import Debt

LANGUAGE = "X-Pana-Locale"
"""The header that holds our own tag: PO's own ``Language`` has no agreed form of ``kaa_Latn``."""
_ONLY_OTHER = "nplurals=1; plural=0"
_WIDTH = 0
_STATE = "state: "
"""A comment with two hashes: the text, and that of its source, as they were exported."""
_LINE = re.compile(
    r"\s*(#.*|((msgctxt|msgid|msgid_plural|msgstr|msgstr\[\d\])\s+)?\"([^\"\\]|\\.)*\"\s*)?\Z"
)
"""What Babel does not mind: it takes a line without its first quote for a text."""


class Said(msgspec.Struct, frozen=True):
    """What a file says for one key. ``line`` is its line there."""

    key: str
    forms: dict[str, str]
    line: int | None
    was: str = ""
    """The hash of the text when the file was exported; ``-``: there was none; ``''``: not known."""
    source: str = ""
    """The hash of the text that it was translated from."""


class Brought(msgspec.Struct, frozen=True):
    """One file: its locale, what it says, and how much of it is not finished."""

    locale: str
    said: tuple[Said, ...]
    fuzzy: tuple[str, ...]
    empty: int


def plural_header(locale: Locale) -> str:
    """``Plural-Forms`` of a locale, in the order of :data:`PLURALS`.

    Babel's own defaults are wrong for Tajik and Karakalpak, which have one form in CLDR.
    """
    if len(locale.plurals) == 1:
        return _ONLY_OTHER
    tag = {"uz_Cyrl": "uz"}.get(locale.tag, locale.tag)
    return str(to_gettext(CldrLocale.parse(tag).plural_form)).rstrip(";")


def exported(debts: Iterable[Debt], locale: Locale, notes: Mapping[str, str]) -> bytes:
    """The PO file of ``debts``. ``notes``: for translators, by key without its variant."""
    header = plural_header(locale)
    catalog = Catalog(charset="utf-8", fuzzy=False)
    catalog.mime_headers = [("Plural-Forms", f"{header};")]
    words = _words(locale)
    for debt in debts:
        plural = len(debt.source.forms) > 1
        source = debt.source.forms
        id_ = (source.get("one", source["other"]), source["other"]) if plural else source["other"]
        said = _strings(debt.entry, words) if plural else _one(debt.entry)
        catalog.add(
            id_,
            said,
            context=debt.key,
            locations=[(debt.source.file, debt.source.line or 1)],
            auto_comments=_comments(debt, notes),
        )
    made = io.BytesIO()
    write_po(made, catalog, width=_WIDTH, omit_header=True)
    lines = [
        'msgid ""',
        'msgstr ""',
        *(
            f'"{name}: {value}\\n"'
            for name, value in (
                ("Project-Id-Version", "Pana"),
                ("Language", locale.tag),
                (LANGUAGE, locale.tag),
                ("MIME-Version", "1.0"),
                ("Content-Type", "text/plain; charset=utf-8"),
                ("Content-Transfer-Encoding", "8bit"),
                ("Plural-Forms", f"{header};"),
            )
        ),
        "",
        "",
    ]
    head = "".join(f"# {line}\n" for line in _HEAD.split("\n"))
    return (head + "\n".join(lines)).encode() + made.getvalue()


_HEAD = (
    "Texts of Pana. The context of each text is its key; do not change it.\n"
    "What is marked fuzzy is not taken over. docs/authors/workbench.md explains the rest."
)


def _comments(debt: Debt, notes: Mapping[str, str]) -> list[str]:
    found = []
    note = notes.get(debt.key) or notes.get(debt.key.partition("@")[0])
    if note:
        found += textwrap.wrap(note, 100)
    found.append(f"source: {debt.source_locale}")
    found.append(f"{_STATE}{mark(debt.entry)} {mark(debt.source)}")
    return found


def mark(entry: Entry | None) -> str:
    """The hash of a text, whether its forms are told apart or not; ``-`` for none."""
    if entry is None:
        return "-"
    forms = set(entry.forms.values())
    return fingerprint(entry if len(forms) > 1 else Entry({"other": entry.forms["other"]}))


def _state(message: PoMessage) -> tuple[str, str]:
    """The hashes that stood beside a text when it was exported."""
    for comment in message.auto_comments:
        if comment.startswith(_STATE):
            was, _, source = comment.removeprefix(_STATE).partition(" ")
            return was, source
    return "", ""


def _words(locale: Locale) -> list[str]:
    return [word for word in PLURALS if word in locale.plurals]


def _one(entry: Entry | None) -> str:
    return entry.forms["other"] if entry is not None else ""


def _strings(entry: Entry | None, words: list[str]) -> tuple[str, ...]:
    if entry is None:
        return ("",) * len(words)
    return tuple(entry.forms.get(word, entry.forms["other"]) for word in words)


def brought(content: bytes, name: str, locales: Locales, issues: list[Issue]) -> Brought | None:
    """What a PO file says; None, with the reason in ``issues``, when it cannot be used."""
    before = len(issues)
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as problem:
        at = content.count(b"\n", 0, problem.start) + 1
        message, remedy = "The file is not UTF-8.", "Save it as UTF-8."
        issues.append(error("po", name, at, message, remedy))
        return None
    for at, line in enumerate(text.split("\n"), 1):
        if not _LINE.match(line):
            message, remedy = "This line is none of a PO file.", "Look for a quote that is missing."
            issues.append(error("po", name, at, message, remedy))
            return None
    try:
        read = read_po(io.StringIO(text), charset="utf-8", abort_invalid=True)
    except (PoFileError, ValueError, SyntaxError, IndexError) as problem:
        number: int | None = getattr(problem, "lineno", None)
        message = f"This is no PO file that can be read: {_first(str(problem))}."
        issues.append(error("po", name, number, message, "Save it again in the PO editor."))
        return None
    headers = dict(read.mime_headers)
    own = _header(text, LANGUAGE)
    tag = own or str(headers.get("Language") or "")
    locale = locales.get(tag)
    if locale is None:
        message = f"The file does not say for which of our languages it is ({tag or 'no header'})."
        remedy = f"Keep the header {LANGUAGE} as it was exported."
        issues.append(error("po-language", name, 1, message, remedy))
        return None
    words = _words(locale)
    said: list[Said] = []
    fuzzy: list[str] = []
    empty = 0
    seen: set[str] = set()
    for message_ in read:
        if not message_.id:
            continue
        key = message_.context or ""
        if not key:
            fault = "A text has no context: nobody knows where it belongs."
            issues.append(error("po-key", name, message_.lineno, fault, "Keep msgctxt as it was."))
            continue
        if key in seen:
            fault = f"The text {key} stands twice."
            issues.append(error("po-key", name, message_.lineno, fault, "Keep one of the two."))
            continue
        seen.add(key)
        forms = _forms(message_, words, name, issues)
        if forms is None:
            continue
        if message_.fuzzy:
            fuzzy.append(key)
        elif not any(forms.values()):
            empty += 1
        elif not all(forms.values()):
            fault = f"The text {key} has a plural form that is empty."
            issues.append(error("po-plural", name, message_.lineno, fault, "Fill every form."))
        else:
            said.append(Said(key, forms, message_.lineno, *_state(message_)))
    if len(issues) > before:
        return None
    return Brought(locale.tag, tuple(said), tuple(fuzzy), empty)


def _forms(
    message: PoMessage, words: list[str], name: str, issues: list[Issue]
) -> dict[str, str] | None:
    string = message.string
    if not isinstance(string, tuple | list):
        return {"other": str(string or "").strip()}
    forms = [str(form or "").strip() for form in string]
    if len(forms) != len(words):
        text = f"The text {message.context} has {len(forms)} forms; {len(words)} are needed."
        remedy = f"Keep the header Plural-Forms as it was exported ({', '.join(words)})."
        issues.append(error("po-plural", name, message.lineno, text, remedy))
        return None
    if len(set(forms)) == 1:
        return {"other": forms[0]}
    return dict(zip(words, forms, strict=True))


def _header(content: str, name: str) -> str:
    for line in content.partition("\n\n")[0].split("\n"):
        if line.startswith(f'"{name}:'):
            return line.partition(":")[2].replace("\\n", "").strip(' "')
    return ""


def _first(words: str) -> str:
    return words.partition("\n")[0].rstrip(".")[:200]
