"""Texts against the promises: previews, banned words, lengths, letters, numbers from nowhere."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator

from bot.content.catalogue import Entry
from bot.content.issue import Issue, error, note, warning
from bot.content.locales import Locale
from bot.content.script import fold, folded
from bot.flows import keys as flow_keys
from bot.pack.check_deletion import Deletion, check_deletion
from bot.pack.check_numbers import Known, unsourced
from bot.pack.model import Pack
from bot.pack.sources import Sources
from bot.understanding.words import Words

PREVIEW = 60
"""Characters of a message that a lock screen shows at most (S16)."""
LABEL, BUTTON = 24, 20
"""The tightest channel's limits for the label of a list item and of a button."""
LISTED = ("need.", "topic.", "country.")
"""Labels that stand in lists."""
TEXT = 1024
"""The tightest channel's limit for one message with buttons."""
SENTENCE = 28
"""Words of a sentence that most people still read in one breath."""

_KEY = re.compile(r"[a-z_]+(\.[a-z_]+)+\Z")
_PLACEHOLDER = re.compile(r"(?i)\b(todo|tbd|fixme|xxx|lorem ipsum)\b|\?\?\?")
_WORD = re.compile(r"[^\W\d_]+")
_CYRILLIC = re.compile(r"[\u0400-\u04FF]")
_MIXED = re.compile(r"[A-Za-z][\u0400-\u04FF]|[\u0400-\u04FF][A-Za-z]")
_QUESTION = re.compile(r"[^.!?…\n]+\?")
_END = re.compile(r"[.!?…:;\n]")
_LINK = re.compile(r"\{\w+\}|https?://\S+|www\.\S+|\S+@\S+|@\w+")
_SPOKEN = ("messages/", "rights/", "reporting/")
"""Folders of texts in sentences."""
_BEFORE = ("not", "never", "no", "ne", "не", "нет", "никогда")
_AFTER = (
    "емес", "жок", "эмес", "emas", "yoq", "эмас", "йук", "нест", "не", "dal", "yok", "emes", "joq",
)  # fmt: skip
"""How languages deny what stands before, folded."""


def check_texts(pack: Pack, sources: Sources) -> list[Issue]:
    """Everything wrong with the texts of the ready locales."""
    found: list[Issue] = []
    known = Known(pack, sources)
    for locale in pack.locales.ready():
        words = pack.words.get(locale.tag)
        lexicon = _Lexicon(words) if words is not None else None
        keys = sorted(pack.catalogue.keys(locale.tag))
        entries = ((key, pack.catalogue.entry(key, locale.tag)) for key in keys)
        texts = [(key, entry) for key, entry in entries if entry is not None and entry.file]
        lines = [" ".join(entry.forms.values()).replace("\n", " ") for _, entry in texts]
        for (key, entry), line in zip(texts, folded(lines), strict=True):
            found += _entry(pack, locale, key, entry, line, lexicon)
            if entry.file.startswith(("messages/", "rights/", "cover/", "reporting/")):
                found += unsourced(key, entry, known)
        found += _labels(pack, locale)
        if words is not None:
            found += _previews(pack, locale, words)
    return found


def _entry(
    pack: Pack, locale: Locale, key: str, entry: Entry, line: str, lexicon: _Lexicon | None
) -> Iterator[Issue]:
    def bad(code: str, message: str, remedy: str) -> Issue:
        return error(code, entry.file, entry.line, message, remedy)

    whole = " ".join(entry.forms.values())
    if not all(form.strip() for form in entry.forms.values()):
        yield bad("empty-text", f"The text {key} is empty.", "Write it, or remove the key.")
        return
    if _KEY.match(whole.strip()):
        yield bad("looks-like-key", f"The text {key} looks like a key.", "Write a sentence.")
    if _PLACEHOLDER.search(whole):
        yield bad("placeholder", f"The text {key} is not written yet.", "Write it.")
    longest = max(len(form) for form in entry.forms.values())
    if longest > TEXT:
        message = f"The text {key} has {longest} characters; {TEXT} is the most."
        yield bad("too-long", message, "Shorten it, or split it into two keys.")
    if _MIXED.search(whole):
        word = next(word for word in _WORD.findall(whole) if _MIXED.search(word))
        message = f"The text {key} mixes Latin and Cyrillic letters in one word: {word}."
        yield bad("mixed-script", message, "Type the word again in one alphabet.")
    if "{" in whole and not entry.file.startswith("messages/"):
        message = f"The text {key} has an argument in braces, which nothing fills."
        yield bad("brace", message, "Write the word itself.")
    yield from _untranslated(pack, locale, key, entry, whole)
    if lexicon is not None:
        yield from _wording(key, entry, whole, f" {line} ", lexicon)
        yield from check_deletion(pack, key, entry, f" {line} ", lexicon.deletion)


def _untranslated(
    pack: Pack, locale: Locale, key: str, entry: Entry, whole: str
) -> Iterator[Issue]:
    cyrillic = locale.script == "Cyrl"
    if locale.tag == "en" or (cyrillic and _CYRILLIC.search(whole)):
        return
    if not cyrillic:
        english = pack.catalogue.entry(key, "en")
        if locale.script != "Latn" or english is None or english.forms != entry.forms:
            return
    words = len(_WORD.findall(_LINK.sub(" ", whole)))
    if words > (2 if cyrillic else 1):  # more than a name
        message = f"The text {key} is not in {locale.tag}."
        yield warning("untranslated", entry.file, entry.line, message, "Translate it.")


class _Lexicon:
    """What a language never says: banned phrases by their first word, words of a why-question."""

    def __init__(self, words: Words) -> None:
        self.why = words.why
        self.deletion = Deletion(words)
        self._banned: defaultdict[str, list[str]] = defaultdict(list)
        for phrase in filter(None, words.banned):
            self._banned[phrase.split()[0]].append(phrase)

    def banned(self, folded: str) -> list[str]:
        """The banned phrases that stand in a folded text, between spaces."""
        first = self._banned.keys() & set(folded.split())
        return [
            phrase for word in first for phrase in self._banned[word] if f" {phrase} " in folded
        ]


def _wording(key: str, entry: Entry, whole: str, folded: str, lexicon: _Lexicon) -> Iterator[Issue]:
    for phrase in sorted(lexicon.banned(folded)):
        if not denied(folded, phrase):
            message = f"The text {key} says “{phrase}”, which we never say (S08)."
            remedy = "Offer, believe; do not advise to bear it, forgive, leave or report."
            yield error("banned", entry.file, entry.line, message, remedy)
            break
    for question in _QUESTION.findall(whole) if "?" in whole else ():
        asked = f" {fold(question)} "
        if any(f" {word} " in asked for word in lexicon.why):
            message = f"The text {key} asks why (S07)."
            yield error("why", entry.file, entry.line, message, "Ask what would help instead.")
            break
    if len(folded) < SENTENCE * 2 or not entry.file.startswith(_SPOKEN):
        return
    longest = max(len(sentence.split()) for sentence in _END.split(whole))
    if longest > SENTENCE:
        message = f"The text {key} has a sentence of {longest} words."
        yield note("long-sentence", entry.file, entry.line, message, "Make two of it.")


def denied(folded: str, phrase: str) -> bool:
    """Whether every use of a phrase is denied: “not your fault”, “сіздің кінәңіз емес”."""
    pieces = folded.split(f" {phrase} ")
    return all(
        before.rpartition(" ")[2] in _BEFORE or after.partition(" ")[0] in _AFTER
        for before, after in itertools.pairwise(pieces)
    )


def _labels(pack: Pack, locale: Locale) -> Iterator[Issue]:
    labels = flow_keys.labels(pack)
    for key in sorted(pack.catalogue.keys(locale.tag)):
        plain = key.partition("@")[0]
        entry = pack.catalogue.entry(key, locale.tag)
        if entry is None or not (plain in labels or plain.startswith(("cover.item.", "country."))):
            continue
        longest = max(len(form) for form in entry.forms.values())
        if longest > LABEL:
            message = f"The label {key} has {longest} characters; {LABEL} fit at most."
            yield error("label", entry.file, entry.line, message, "Shorten the label.")
        elif longest > BUTTON and not plain.startswith(LISTED):
            message = f"The label {key} has {longest} characters; {BUTTON} fit on a button."
            yield warning("label", entry.file, entry.line, message, "Shorten the label.")


def first_line(text: str) -> str:
    """What a lock screen may show: the whole first line, and at least 60 characters."""
    line = text.split("\n", 1)[0]
    return line if len(line) >= PREVIEW else text[:PREVIEW]


def sensitive_word(text: str, words: Words) -> str | None:
    """The lexicon entry that the preview of ``text`` shows, if any (S16)."""
    shown = f" {fold(first_line(text))}"
    return next((stem for stem in words.sensitive if f" {stem}" in shown), None)


def _previews(pack: Pack, locale: Locale, words: Words) -> Iterator[Issue]:
    steps = [step for flow in pack.flows.values() for step in flow.steps.values()]
    leads = {key for step in steps for key in flow_keys.leads_of(step)} | flow_keys.LEADS
    leads |= {f"{topic.key}.lead" for topics in pack.rights.values() for topic in topics}
    duties = {
        f"{policy.key}.{name}"
        for policy in pack.reporting.values()
        for name, _ in policy.statements()
    }
    leads |= duties
    for key in sorted(pack.catalogue.keys(locale.tag)):
        entry = pack.catalogue.entry(key, locale.tag)
        cover = key.startswith("cover.") and not key.startswith(("cover.useful.", "cover.profile."))
        if entry is None or not entry.file or not (cover or key.partition("@")[0] in leads):
            continue
        for form in entry.forms.values():
            # A line of duties stands inside a screen: only what it begins with must be harmless.
            word = sensitive_word(form[:PREVIEW] if key in duties else form, words)
            if word is not None:
                message = f"The first line of {key} carries “{word}”, which betrays her (S16)."
                remedy = (
                    f"Begin with a harmless line; the word may stand after {PREVIEW} characters."
                )
                yield error("preview", entry.file, entry.line, message, remedy)
                break
