"""What people may do, drawn at random and in no sensible order: repeatable from one seed."""

from __future__ import annotations

import random
from pathlib import Path

import yaml

from bot.events import MediaKind
from bot.pack.model import Pack

HERE = Path(__file__).parent
HOUR = 3600.0
APPS = ("ru", "kk", "en", "en-GB", "uz", "", "zz", "ky-Cyrl-KG")
PANIC = ("x", "х", "хх", "XX", ".", " . ")
COMMANDS = ("/x", "/X", "/exit", "/delete", "/start", "/help", "/x@name_bot", "/")
PAYLOADS = ("", "ru-KZ", "kk-KZ", "en-TM", "ky-KG", "uz-Cyrl-UZ", "ru-", "-KZ", "ru-XX", "r" * 99)
PLACES = (
    "Шымкент",
    "almaty",
    "Туркістан",
    "нет такого",
    "Абай",
    "Қарағанды облысы",
    "Ош",
    "Moskva",
)
ODD = ("", " ", "\n\n", "0", "1", "2", "7", "99", "٣", "²", "1" * 400, "ж" * 5000, "😀" * 60,
       "\u202eабв", "a\x00b", "|", "c:other", "{name}", "<b>", "%s", "ﷺ", "ǅ", "İ" * 30,
       "\ud83d", "и\u0306" * 50)  # fmt: skip
CHOICES = ("exit", "numbers", "menu", "back", "language", "person", "silent", "block_no",
           "media_delete", "media_keep", "place:kz-shymkent", "place:nowhere", "region:",
           "country:KZ", "country:AE", "country:", "language:kk", "language:xx", "more", "page:9",
           "page:-1", "c:home", "c:other", "c:useful", "c:sayings:7", "c:sayings:9" + "9" * 30,
           "c:recipes:none", "c:", ":", "", "no", "yes", "go", "topic:x", "2")  # fmt: skip
WAITS = (0.5, 20.0, 61.0, 130.0, 301.0, 1000.0, 5 * HOUR, 14 * HOUR, 30 * HOUR)


def _sentences() -> tuple[str, ...]:
    """What people write: the labelled sets of the recogniser."""
    found: list[str] = []
    for file in sorted((HERE.parent / "understanding").glob("cases_*.yaml")):
        lists = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        found += [line for lines in lists.values() for line in lines]
    return tuple(found)


SENTENCES = _sentences()


class Chance:
    """Everything that is drawn."""

    def __init__(self, pack: Pack, seed: int) -> None:
        self._random = random.Random(seed)
        exits = pack.exit_words
        self._leave = tuple(sorted(exits.leave))
        self._hide = tuple(sorted(exits.hide))
        self._opening = tuple(sorted(pack.opening_words))

    def one(self, options):
        return self._random.choice(options)

    def often(self, percent: float) -> bool:
        return self._random.random() * 100 < percent

    def below(self, number: int) -> int:
        return self._random.randrange(number)

    def gap(self) -> float:
        """Seconds until something happens: mostly seconds, now and then long."""
        if self.often(2):
            return self.one(WAITS)
        return self._random.expovariate(1 / 3)

    def words(self, labels: list[str]) -> str:
        """Something typed; ``labels`` of the screen are typed too."""
        draw = self._random.random()
        if draw < 0.30:
            return self.one(self._opening)
        if draw < 0.33:
            return self.one(self._leave)
        if draw < 0.35:
            return self.one((*self._hide, *PANIC))
        if draw < 0.37:
            return self.one(COMMANDS)
        if draw < 0.50 and labels:
            return self.one(labels)
        if draw < 0.60:
            return self.one(PLACES)
        if draw < 0.75:
            return self.one(SENTENCES)
        if draw < 0.85:
            return str(self.below(12))
        return self.one(ODD) if draw < 0.92 else self._noise()

    def _noise(self) -> str:
        letters = "абвгдежзийклмнопрстуфхцчшщъыьэюяқңғүұіәһөabcxyz 0123456789.,!?\n"
        return "".join(self._random.choices(letters, k=self.below(60)))

    def point(self) -> tuple[float, float]:
        """A pin: in Kazakhstan, anywhere, or on the rim of the world."""
        if self.often(50):
            return self._random.uniform(41, 55), self._random.uniform(47, 87)
        if self.often(50):
            return self._random.uniform(-90, 90), self._random.uniform(-180, 180)
        return self.one((-90.0, 0.0, 90.0)), self.one((-180.0, 0.0, 180.0))

    def media(self) -> MediaKind:
        return self.one(tuple(MediaKind))

    def payload(self) -> str:
        return self.one(PAYLOADS)

    def app(self) -> str:
        return self.one(APPS)
