"""What the bot itself asks for and offers: places, and the labels of buttons, are no signal.

She types where she lives or what a button says; to be asked then whether she wants to die would
be the worst answer.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from bot.pack.load import load
from bot.pack.model import Pack
from learning.phrases import Phrase

LABEL = "none"
LONGEST = 24
"""Letters of a label."""
NOT_HERS = ("desk.", "block.", "canned.", "sayings.", "own.", "number.", "line.", "service.")
"""Keys of texts that are not hers to type, or that name what is a signal."""
LIVING = {
    "ru": ("живу в {}", "я в {}", "{} область"),
    "kk": ("{}да тұрамын", "мен {}дамын", "{} ауданында тұрамын"),
    "ky": ("{}да жашайм", "мен {}дамын", "{} районунда жашайбыз"),
    "uz": ("{}da yashayman", "{}daman", "{} tumanida yashayman"),
    "uz_Cyrl": ("{}да яшайман", "{}даман", "{} туманида яшайман"),
    "tg": ("дар {} зиндагӣ мекунам", "ман дар {}", "дар ноҳияи {} мешинам"),
    "tk": ("{}da ýaşaýaryn", "men {}da", "{} etrabynda ýaşaýan"),
    "kaa_Latn": ("{}da jasayman", "men {}daman", "{} rayonında turaman"),
    "en": ("I live in {}", "I am in {}", "{} region"),
}
"""How one says where one lives."""
SAMPLE = 400
SEED = 3


def own_words(content: Path) -> list[Phrase]:
    """Names, sentences and labels in every language. Raises ValueError for broken content."""
    pack = load(content).pack
    if pack is None:
        raise ValueError("the content cannot be read")
    return [*_labels(pack), *_living(pack)]


def _labels(pack: Pack) -> Iterator[Phrase]:
    for locale in LIVING:
        for key in sorted(pack.catalogue.keys(locale)):
            entry = pack.catalogue.entry(key, locale)
            said = entry.forms["other"] if entry is not None else ""
            if 1 < len(said) <= LONGEST and "{" not in said and not key.startswith(NOT_HERS):
                yield Phrase(said, LABEL, locale)


def _living(pack: Pack) -> Iterator[Phrase]:
    chance = random.Random(SEED)  # noqa: S311 - a sample, no secret
    for locale, sentences in LIVING.items():
        names = sorted({name for place in pack.gazetteer.places for name in place.names.values()})
        for sentence in sentences:
            for name in chance.sample(names, SAMPLE):
                yield Phrase(sentence.format(name), LABEL, locale)
