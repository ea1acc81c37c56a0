"""``make learn``: the weights of ``phrases/learned.bin`` from the phrases of the content."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec

from bot.pack.phrases import WEIGHTS, fingerprint
from bot.settings import content_home
from bot.understanding.grams import letters
from bot.understanding.learned import Lessons
from learning.lanes import lanes, languages
from learning.own_words import own_words
from learning.phrases import phrases
from learning.shifts import shifts
from learning.train import weights


def main() -> None:
    """Learn, write, and say how big it became."""
    content = Path(sys.argv[1]) if len(sys.argv) > 1 else content_home()
    known = phrases(content)
    asked = lanes(known, own_words(content))
    lessons = Lessons(
        of=fingerprint(content),
        meanings=weights(known, asked, shifts(asked)),
        languages=weights(known, languages(known), {}, letters),
    )
    made = msgspec.msgpack.encode(lessons)
    (content / WEIGHTS).write_bytes(made)
    print(f"{len(known)} phrases, {len(asked)} lanes, {len(made) / 1e6:.1f} MB: {WEIGHTS}")


if __name__ == "__main__":
    main()
