"""Whether a counsellor's words name a place, a time or a way: then she is asked first.

Somebody else may hold her phone by now. "At six, at the bus stop" sent to him is where she will be,
so such a text waits until she has answered a fresh check (docs/handoff.md). A false alarm costs
one press; so most doubts are an alarm, and only what is said in every talk is spared.

Rules on words, not a model: they look at one sentence at a time, in all our languages at once, as
a counsellor may mix them. They miss some, and know no place that is only hinted at; the
counsellor's help has to say so. The words are in :mod:`bot.handoff.fresh_words`.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from typing import Final

from bot.content.script import fold
from bot.handoff import fresh_words as lists
from bot.locator.words import BEFORE_PLACE, CAUTIOUS, STOP

# How many words a name of a place has at most, and how long one is that stands by itself.
PLACE_WORDS: Final = 3
PLACE_LETTERS: Final = 3
STEM_LETTERS: Final = 4
STEM_PLACED: Final = 2  # behind "in"
# How many words the two of a pair are apart at most.
BESIDE: Final = 2
BEHIND: Final = 3
ADDRESS: Final = 4
GOING: Final = 14
# So many numbers one after the other, in words, are a telephone's.
SPELT: Final = 4
LAST_HOUR: Final = 24
LAST_DAY: Final = 31


def names_place_or_time(words: str, places: Set[str] = frozenset()) -> bool:
    """Whether ``words`` name an address, a meeting, a time, a way, a link or a telephone number.

    ``places`` are names of places, folded (:func:`bot.content.script.fold`), of one word or more:
    the keys of ``Gazetteer.by_fold`` are such. Never raises, whatever ``words`` are.
    """
    plain = unicodedata.normalize("NFKC", _UNSEEN.sub("", words))
    if _numeric(plain) or _LINKS.search(plain):
        return True
    return any(_Sentence(part, places).tells() for part in _END.split(plain) if part)


# --- Signs that need no words -----------------------------------------------------------------

_UNSEEN: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_END: Final = re.compile(r"[!?…;\n]+|\.(?=\s|$)(?!\s*\d)")  # but not "д. 5"

# "10-30 minutes" is no time, and "18-30 years" neither.
_COUNTED_AFTER: Final = (
    r"(?!\s*(?:мин|мүн|дақ|дак|мөн|min|daq|лет|год|жас|жаш|ёш|yosh|ýaş|yaş|jas|раз|сол|сек|sec|year|"
    r"дн|күн|кун|kun|gün|day|нед|час|сағ|саа|соа|saa|soa|sag|hour))"
)
_NUMERIC: Final = re.compile(
    rf"""
    (?<!\d)(?:[01]?\d|2[0-4])\s?[:.]\s?[0-5]\d(?![\d.]*\d{{4}}){_COUNTED_AFTER}  # 18:00, 18.00
    | (?<!\d)(?:[01]?\d|2[0-4])\s?[-–—‐‑\s]\s?[03]0(?!\d){_COUNTED_AFTER}        # 18-30, 18 00
    | \d\s?[apAP]\.?[mM]\b | \d\s?h\s?\d\d\b
    | (?<!\d)[0-3]?\d[./](?:0\d|1[0-2])(?!\d)                                    # 12.06
    | \d{{1,3}}[.,]\d{{3,}} | \d\s?°                                             # 43.2389
    | \d{{5,}}
    """,
    re.VERBOSE,
)
_LINKS: Final = re.compile(
    r"""
    :// | www\. | t\.me\b | @\w | №\s?\d
    | \.(?<=[a-z0-9-]{2}\.)(?:kz|kg|uz|tj|tm|ru|com|org|net|me|io|info|app|gl|link|page|site|ly)\b
    | \.(?:рф|қаз)\b
    | [📍📌🗺🚕🚖🚗🚌🚍🚐🚎🚂🚆🚉🚏🚇✈🏠🏡🏥🏫⏰🕐-🕧]
    """,
    re.VERBOSE | re.IGNORECASE,
)
_DIGIT: Final = re.compile(r"\d")
_RUN: Final = re.compile(r"\d(?:[\s().–—-]{0,3}\d){5,}")
_YEARS: Final = re.compile(r"(?:19|20)\d\d\s?[–—-]\s?(?:19|20)\d\d")


def _numeric(plain: str) -> bool:
    """A time, a date, a position, or six digits or more in one run, but for "2019-2024"."""
    if not _DIGIT.search(plain):
        return False
    runs = _RUN.finditer(plain)
    return bool(_NUMERIC.search(plain)) or any(not _YEARS.fullmatch(run[0]) for run in runs)


# "Абая 10", "Navoiy 12/3": a capital, and a number behind it.
_NAMED_HOUSE: Final = re.compile(
    r"(?P<before>\w\W+)?(?P<name>\b[^\W\d_]\w{2,}),?\s(?P<house>\d{1,4})(?:[/-]?\w)?\b"
    r"(?P<end>\s*(?:$|[,.)/]))?"
)


# --- Words ------------------------------------------------------------------------------------

_KINDS: Final[Mapping[str, lists.Lists]] = {
    "strong": lists.STRONG,
    "landmark": lists.LANDMARKS,
    "weekday": lists.WEEKDAYS,
    "come": lists.COME,
    "go": lists.GO,
    "be": lists.BE,
    "when": lists.WHEN,
    "common": lists.COMMON,
    "near": lists.NEAR,
    "here": lists.HERE,
    "numbered": lists.NUMBERED,
    "address": lists.ADDRESSES,
    "hour": lists.HOURS,
    "at": lists.AT,
    "daytime": lists.DAYTIMES,
    "half": lists.HALVES,
    "month": lists.MONTHS,
    "number": lists.NUMBERS,
    "counted": lists.COUNTED,
    "called": lists.CALLED,
}

Kinds = tuple[str, ...]


def _folded(words: Iterable[str]) -> frozenset[str]:
    return frozenset(map(fold, words))


def _index() -> tuple[dict[str, Kinds], dict[str, Kinds]]:
    """The kinds of each whole word, and of each beginning of a word."""
    whole: defaultdict[str, set[str]] = defaultdict(set)
    begun: defaultdict[str, set[str]] = defaultdict(set)
    for kind, languages in _KINDS.items():
        for word in (word for words in languages.values() for word in words):
            (begun if word.endswith("*") else whole)[fold(word)].add(kind)
    return (
        {word: tuple(sorted(kinds)) for word, kinds in whole.items()},
        {word: tuple(sorted(kinds)) for word, kinds in begun.items()},
    )


def _phrases() -> dict[str, tuple[str, ...]]:
    """Phrases by their first word, each with a space behind it where no ending may follow."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for phrase in (phrase for phrases in lists.PHRASES.values() for phrase in phrases):
        folded = fold(phrase)
        found[folded.split()[0]].append(folded if phrase.endswith("*") else folded + " ")
    return {word: tuple(phrases) for word, phrases in found.items()}


_WHOLE, _BEGUN = _index()
_LENGTHS: Final = sorted(set(map(len, _BEGUN)))
_PHRASES: Final = _phrases()
_PHRASE_WORDS: Final = 5
_CASES: Final = _folded(lists.CASES)
_ORDINALS: Final = _folded(lists.ORDINALS)
_BRIDE: Final = tuple(_folded(lists.BRIDE))
_KELIN: Final = frozenset({"kelin", "gelin"})
# "Сегізде", "to'qqizda": by their ending at which hour; but not "one" and not Uzbek's -ta.
_AT_HOUR: Final = ("да", "де", "до", "те", "da", "de", "te")
_NO_HOUR: Final = ("бир", "bir", "он", "on")
# Endings of names, with what the nominative may have had there: Караганде, Костанае, Алматыға.
_ENDINGS: Final[dict[str, tuple[str, ...]]] = {
    **dict.fromkeys(_folded(lists.PLACE_ENDINGS), ("",)),
    **dict.fromkeys(
        ["а", "е", "и", "о", "у", "ы", "ю", "я", "ой", "ей", "ом", "ем", "ою"],
        ("", "а", "я", "о", "е", "й", "ь", "ы", "и"),
    ),
}
_LONGEST_ENDING: Final = max(map(len, _ENDINGS))
# A number with what is written to it: 6да, 12nji, 5-те (which folds into two words).
_NUMBER: Final = re.compile(r"(\d{1,4})(\D{0,6})")
# Short numbers of help: not a house's.
_HELPLINES: Final = re.compile(r"0\d|1[0-5]\d|1146|1195|1259|1313")


def _kinds(word: str) -> Kinds:
    found = _WHOLE.get(word, ())
    for length in _LENGTHS:
        if length > len(word):
            break
        kinds = _BEGUN.get(word[:length])
        if kinds:
            found += kinds
    return found


def _near(some: Iterable[int], others: Set[int], most: int) -> bool:
    """Whether one of each is at most ``most`` words from the other, and is not the same word."""
    return bool(others) and any(
        one - away in others or one + away in others for one in some for away in range(1, most + 1)
    )


class _Sentence:
    """A sentence as words: ``at`` has the positions of each kind of word."""

    def __init__(self, text: str, places: Set[str]) -> None:
        self.text = text
        self.words = fold(text).split()
        self.places = places
        self.at: defaultdict[str, set[int]] = defaultdict(set)
        for position, word in enumerate(self.words):
            for kind in _kinds(word):
                self.at[kind].add(position)
        # The numbers written in digits; those that are too long are left out.
        self.numbers = {
            position: int(number[1])
            for position, word in enumerate(self.words)
            if (number := _NUMBER.fullmatch(word))
        }

    def tells(self) -> bool:
        """Whether it names a place, a time or a way."""
        return bool(
            self.at["strong"]
            or self.at["landmark"]
            or self.at["weekday"]
            or self._says()
            or self._comes()
            or self._goes()
            or self._hour()
            or self._numbered()
            or self._house()
            or self._place()
        )

    def _word(self, position: int) -> str:
        return self.words[position] if 0 <= position < len(self.words) else ""

    def _uncounted(self, last: int) -> set[int]:
        """Where a number up to ``last`` stands that counts nothing."""
        digits = {position for position, number in self.numbers.items() if number <= last}
        return {at for at in digits | self.at["number"] if at + 1 not in self.at["counted"]}

    # --- Meeting ---

    def _says(self) -> bool:
        for position, word in enumerate(self.words):
            for phrase in _PHRASES.get(word, ()):
                said = " ".join(self.words[position : position + _PHRASE_WORDS])
                if (said + " ").startswith(phrase):
                    return True
        return False

    def _comes(self) -> bool:
        """Coming, but not as in "come, let us think": that is how a sentence begins."""
        with_what = self.numbers or any(self.at[kind] for kind in ("when", "go", "here", "common"))
        for position in self.at["come"]:
            bride = self.words[position] in _KELIN
            if bride and self._word(position + 1).startswith(_BRIDE):
                continue
            if position or len(self.words) == 1 or with_what:
                return True
        return False

    def _goes(self) -> bool:
        """Going or waiting, and when, where or to whom; or being by a landmark."""
        going, common = self.at["go"], self.at["common"]
        return (
            _near(common, self.at["near"], BESIDE)
            or _near(self.at["be"], common, GOING)
            or _near(going, self.at["near"], BEHIND)
            or any(_near(going, self.at[kind], GOING) for kind in ("when", "common", "here"))
        )

    # --- Times ---

    def _hour(self) -> bool:
        hours = self._uncounted(LAST_HOUR)
        before = self.at["hour"] | self.at["at"]
        return (
            any(position - 1 in before for position in hours)
            or any(position + 1 in self.at["half"] for position in hours)
            or any(self._cased(position) for position in self.numbers)
            or any(self._at_hour(self.words[position]) for position in self.at["number"])
            or _near(self.at["daytime"], hours, 1)
            or _near(self.at["month"], self._uncounted(LAST_DAY), BESIDE)
            or self._spelt()
        )

    def _cased(self, position: int) -> bool:
        """A number with an ending that says when or where to: "6-да"."""
        if self.numbers[position] > LAST_HOUR:
            return False
        ending = self.words[position].lstrip("0123456789") or self._word(position + 1)
        return ending in _CASES

    @staticmethod
    def _at_hour(number: str) -> bool:
        return number.endswith(_AT_HOUR) and not number.startswith(_NO_HOUR)

    def _spelt(self) -> bool:
        numbers = self.at["number"]
        return any(numbers.issuperset(range(first, first + SPELT)) for first in numbers)

    # --- Places ---

    def _numbered(self) -> bool:
        """A house, floor, bus or address and its number."""
        numbers = {
            position
            for position in self.numbers
            if position + 1 not in self.at["counted"]
            and not _HELPLINES.fullmatch(self.words[position])
        }
        ordinals = {at + 1 for at in numbers if self._word(at + 1) in _ORDINALS}
        # Not "one": its beginning is that of "together" as well.
        spelt = {at for at in self.at["number"] if not self.words[at].startswith(_NO_HOUR)}
        return (
            _near(self.at["numbered"], numbers | ordinals | spelt, 1)
            or _near(self.at["common"], numbers, 1)
            or _near(self.at["address"], numbers, ADDRESS)
        )

    def _house(self) -> bool:
        """A capital and a number: a street's name, as the rest of it is often left out."""
        for found in _NAMED_HOUSE.finditer(self.text) if self.numbers else ():
            if not found["name"][0].isupper() or _HELPLINES.fullmatch(found["house"]):
                continue
            after = fold(self.text[found.end() :][:20]).split()[:1]
            if {"called", "counted"}.intersection(_kinds(fold(found["name"]))):
                continue
            if any("counted" in _kinds(word) for word in after):
                continue
            if found["before"] or found["end"] is not None:
                return True
        return False

    def _place(self) -> bool:
        if not self.places:
            return False
        several = (
            " ".join(self.words[at : at + length])
            for length in range(2, PLACE_WORDS + 1)
            for at in range(len(self.words) - length + 1)
        )
        if any(map(self.places.__contains__, several)):
            return True
        return any(self._is_place(position) for position in range(len(self.words)))

    def _is_place(self, position: int) -> bool:
        """A word that is a place's name; one that is also a person's, only behind "in"."""
        word = self.words[position]
        if len(word) < PLACE_LETTERS or word in STOP:
            return False
        behind_in = self._word(position - 1) in BEFORE_PLACE
        return any(
            stem in self.places and stem not in STOP and (behind_in or stem not in CAUTIOUS)
            for stem in (word, *_stems(word, STEM_PLACED if behind_in else STEM_LETTERS))
        )


def _stems(word: str, shortest: int) -> Iterator[str]:
    """What ``word`` may be without its ending, if ``shortest`` letters or more are left."""
    for length in range(1, min(_LONGEST_ENDING, len(word) - shortest) + 1):
        for nominative in _ENDINGS.get(word[-length:], ()):
            yield word[:-length] + nominative
