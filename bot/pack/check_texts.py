"""Texts against the promises: parity, arguments, plurals, previews, banned words, lengths."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.content.catalogue import Entry
from bot.content.issue import Issue, error, note, warning
from bot.content.locales import Locale
from bot.content.script import fold
from bot.flows import keys as flow_keys
from bot.flows.model import Step
from bot.pack.model import Pack
from bot.understanding.words import Words

PREVIEW = 60
"""Characters of a message that a lock screen shows at most (S16)."""
LABEL = 24
TEXT = 1500
"""Under the tightest channel's limit for one message, with room for the numbers."""
SENTENCE = 28
"""Words of a sentence that most people still read in one breath."""

_KEY = re.compile(r"[a-z_]+(\.[a-z_]+)+\Z")
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[A-Za-z]")
_CYRILLIC = re.compile(r"[\u0400-\u04FF]")
_PHONE = re.compile(r"\+\d[\d \-()]{6,}\d")


def check_texts(pack: Pack) -> list[Issue]:
    """Everything wrong with the texts of the ready locales."""
    found: list[Issue] = []
    used = _used(pack)
    phones = _phones(pack)
    for locale in pack.locales.ready():
        found += _missing(pack, locale, used)
        words = pack.words.get(locale.tag)
        for key in sorted(pack.catalogue.keys(locale.tag)):
            entry = pack.catalogue.entry(key, locale.tag)
            if entry is not None and entry.file:
                found += _entry(pack, locale, key, entry, words, phones)
        found += _labels(pack, locale)
        if words is not None:
            found += _previews(pack, locale, words)
    found += _unused(pack, used)
    found += _unsigned(pack)
    return found


def _used(pack: Pack) -> dict[str, Step | None]:
    used: dict[str, Step | None] = {}
    for key, step in flow_keys.used(pack):
        used.setdefault(key, step)
    return used


def _missing(pack: Pack, locale: Locale, used: dict[str, Step | None]) -> Iterator[Issue]:
    there = pack.catalogue.keys(locale.tag)
    for key, step in used.items():
        if key in there or pack.catalogue.entry(key, locale.tag) is not None:
            continue
        if step is not None and not pack.catalogue.has(key):
            message = f"The step {step.name} says {key}, which has no text in any language."
            remedy = f"Write {key} in messages/{locale.tag}, or correct the name."
            yield error("missing-text", step.file, step.line, message, remedy)
            continue
        message = f"The text {key} is missing in {locale.tag}, which is marked ready."
        remedy = f"Write it in a file of messages/{locale.tag}."
        yield error("missing-text", f"messages/{locale.tag}", None, message, remedy)


def _entry(
    pack: Pack,
    locale: Locale,
    key: str,
    entry: Entry,
    words: Words | None,
    phones: frozenset[str],
) -> Iterator[Issue]:
    def bad(code: str, message: str, remedy: str) -> Issue:
        return error(code, entry.file, entry.line, message, remedy)

    whole = " ".join(entry.forms.values())
    if not whole.strip():
        yield bad("empty-text", f"The text {key} is empty.", "Write it, or remove the key.")
        return
    if _KEY.match(whole.strip()):
        yield bad("looks-like-key", f"The text {key} looks like a key.", "Write a sentence.")
    if len(entry.forms) > 1:
        lacking = [word for word in locale.plurals if word not in entry.forms]
        if lacking:
            message = f"The text {key} has no plural form {lacking[0]} ({locale.tag} needs it)."
            yield bad("plural", message, f"Add {lacking[0]}: beside the other forms.")
    yield from _arguments(pack, locale, key, entry)
    longest = max(len(form) for form in entry.forms.values())
    if longest > TEXT:
        message = f"The text {key} has {longest} characters; {TEXT} is the most."
        yield bad("too-long", message, "Shorten it, or split it into two keys.")
    mixed = next((word for word in _WORD.findall(whole) if _mixed(word)), None)
    if mixed is not None and locale.script == "Cyrl":
        message = f"The text {key} has a word that mixes Latin and Cyrillic letters."
        yield bad("mixed-script", message, "Type the word again in one alphabet.")
    for phone in _PHONE.findall(whole):
        if re.sub(r"\D", "", phone) not in phones:
            message = f"The text {key} has a phone number that no service has."
            yield bad("unsourced-number", message, "Take the number out; services carry numbers.")
    if words is not None and not entry.file.startswith(("understanding/", "places/")):
        yield from _wording(key, entry, whole, words)


def _mixed(word: str) -> bool:
    return bool(_LATIN.search(word) and _CYRILLIC.search(word))


def _arguments(pack: Pack, locale: Locale, key: str, entry: Entry) -> Iterator[Issue]:
    mine = entry.names()
    for other in pack.locales.ready():
        theirs = pack.catalogue.entry(key, other.tag)
        if other.tag == locale.tag or theirs is None or not theirs.file:
            continue
        lost = sorted(theirs.names() - mine)
        if lost:
            message = f"The text {key} lacks {{{lost[0]}}}, which {other.tag} has."
            remedy = f"Put {{{lost[0]}}} where it belongs, or take it out everywhere."
            yield error("argument", entry.file, entry.line, message, remedy)
            return


def _wording(key: str, entry: Entry, whole: str, words: Words) -> Iterator[Issue]:
    folded = f" {fold(whole)} "
    for phrase in words.banned:
        if f" {phrase} " in folded:
            message = f"The text {key} says something that we never say (S08)."
            remedy = "Offer, believe; do not advise to bear it, forgive, leave or report."
            yield error("banned", entry.file, entry.line, message, remedy)
            break
    for question in re.findall(r"[^.!?…\n]*\?", whole):
        if any(f" {word} " in f" {fold(question)} " for word in words.why):
            message = f"The text {key} asks why (S07)."
            yield error("why", entry.file, entry.line, message, "Ask what would help instead.")
            break
    longest = max((len(s.split()) for s in re.split(r"[.!?…:;\n]", whole)), default=0)
    if longest > SENTENCE and entry.file.startswith(("messages/", "rights/")):
        message = f"The text {key} has a sentence of {longest} words."
        yield note("long-sentence", entry.file, entry.line, message, "Make two of it.")


def _phones(pack: Pack) -> frozenset[str]:
    found = set()
    for country in pack.directory.countries.values():
        found |= {number.phone for number in country.numbers}
        for contact in (*country.lines, *country.services):
            found |= {phone.number for phone in contact.phones}
            found |= {way.address for way in contact.texts}
    return frozenset(re.sub(r"\D", "", number) for number in found)


def _labels(pack: Pack, locale: Locale) -> Iterator[Issue]:
    labels = {key for step in _steps(pack) for key in (choice.label for choice in step.choices)}
    for key in sorted(labels | flow_keys.LABELS):
        entry = pack.catalogue.entry(key, locale.tag)
        if entry is None:
            continue
        longest = max(len(form) for form in entry.forms.values())
        if longest > LABEL:
            message = f"The label {key} has {longest} characters; {LABEL} fit on a button."
            yield error("label", entry.file, entry.line, message, "Shorten the label.")


def _steps(pack: Pack) -> Iterator[Step]:
    for flow in pack.flows.values():
        yield from flow.steps.values()


def first_line(text: str) -> str:
    """What a lock screen may show: the whole first line, and at least 60 characters."""
    line = text.split("\n", 1)[0]
    return line if len(line) >= PREVIEW else text[:PREVIEW]


def sensitive_word(text: str, words: Words) -> str | None:
    """The lexicon entry that the preview of ``text`` shows, if any (S16)."""
    shown = f" {fold(first_line(text))}"
    return next((stem for stem in words.sensitive if f" {stem}" in shown), None)


def _previews(pack: Pack, locale: Locale, words: Words) -> Iterator[Issue]:
    keys = {key for step in _steps(pack) for key in flow_keys.leads_of(step)} | flow_keys.LEADS
    keys |= {f"{topic.key}.lead" for topics in pack.rights.values() for topic in topics}
    keys |= {"cover.lead", "cover.reply"}
    for key in sorted(keys):
        entry = pack.catalogue.entry(key, locale.tag)
        if entry is None or not entry.file:
            continue
        for form in entry.forms.values():
            if sensitive_word(form, words) is not None:
                message = f"The first line of {key} carries a word that betrays her (S16)."
                remedy = "Begin with a harmless line; the word may stand after 60 characters."
                yield error("preview", entry.file, entry.line, message, remedy)
                break


def _unused(pack: Pack, used: dict[str, Step | None]) -> Iterator[Issue]:
    for locale in pack.locales.locales:
        for key in sorted(pack.catalogue.keys(locale.tag)):
            entry = pack.catalogue.entry(key, locale.tag)
            if entry is None or not entry.file.startswith("messages/"):
                continue
            if key.partition("@")[0] not in used:
                message = f"Nothing says the text {key}."
                remedy = "Remove it, or name it in a flow."
                yield warning("unused-text", entry.file, entry.line, message, remedy)


def _unsigned(pack: Pack) -> Iterator[Issue]:
    for locale in pack.locales.ready():
        keys = [
            key
            for key in pack.catalogue.keys("en")
            if (entry := pack.catalogue.entry(key, "en")) and "critical" in entry.tags
        ]
        if keys:
            message = f"{len(keys)} critical texts have no sign-off by a speaker in {locale.tag}."
            remedy = "A native speaker and a specialist read them before anybody relies on them."
            yield warning("unsigned", f"messages/{locale.tag}", None, message, remedy)
