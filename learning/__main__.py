"""``make learn``: the weights of ``phrases/learned.bin`` from the phrases of the content."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec
import numpy as np

from bot.content.issue import Severity
from bot.pack.phrases import WEIGHTS, check_phrases, fingerprint
from bot.pack.sources import Sources
from bot.settings import content_home
from bot.understanding.grams import letters
from bot.understanding.intents import LANE as INTENT
from bot.understanding.languages import LANE as LANGUAGE
from bot.understanding.learned import Weights
from bot.understanding.lessons import Lessons
from bot.understanding.network import Layer, Taught
from bot.understanding.vocabulary import Vocabulary
from learning import lanes, network
from learning.own_words import own_words
from learning.phrases import Phrase, phrases
from learning.pieces import Columns, Rarity, found, kept, of_meaning, told
from learning.questions import meanings, which
from learning.signals import signals
from learning.slips import in_a_hurry
from learning.vocabulary import LETTERS, PIECES, vocabulary


def main() -> None:
    """Learn, write, and say how big it became. 1 where a phrase has a mistake, with its place."""
    content = Path(sys.argv[1]) if len(sys.argv) > 1 else content_home()
    refuse_mistakes(content)
    of = fingerprint(content)
    known = phrases(content)
    lessons = Lessons(of, *of_meanings(known, own_words(content)), *of_languages(known))
    made = msgspec.msgpack.encode(lessons)
    (content / WEIGHTS).write_bytes(made)
    print(f"{len(known)} phrases, {len(made) / 1e6:.1f} MB: {WEIGHTS}")


def refuse_mistakes(content: Path) -> None:
    """End where a phrase stands in two places or under no intent, and say where."""
    found = check_phrases(Sources(content), None)
    errors = [issue for issue in found if issue.severity is Severity.ERROR]
    for issue in errors:
        print(f"{issue.file}:{issue.line}: {issue.message} {issue.remedy}", file=sys.stderr)
    if errors:
        sys.exit("make learn: nothing was learned, and the weights are as they were.")


def of_languages(known: list[Phrase]) -> tuple[Vocabulary, Weights]:
    """A lane for each language, both alphabets of Uzbek in one."""
    asked = which(LANGUAGE, [one.locale for one in known])
    pieces = told((one.text for one in known), letters)
    worth = vocabulary(pieces, LETTERS)
    known_of = found(pieces, worth)
    rarity = Rarity(known_of.rows)
    made = lanes.lanes(rarity.weigh(known_of), asked, one_of=len(asked.names))
    of_language = Columns(asked.names, made.of_piece, made.bias, lanes.BITS)
    return worth, kept([of_language], rarity)


def of_meanings(known: list[Phrase], own: list[Phrase]) -> tuple[Vocabulary, Weights, Taught]:
    """A lane for each intent and each signal, and what the network adds to signals."""
    hurried = in_a_hurry(known)
    asked = meanings((*known, *hurried), own)
    pieces = told((one.text for one in (*known, *hurried, *own)), of_meaning)
    worth = vocabulary(pieces, PIECES)
    known_of = found(pieces, worth)
    rarity = Rarity(known_of.rows)
    weighed = rarity.weigh(known_of)
    heard = signals(known, weighed, asked)
    without_own = slice(2 * len(known))
    intents = asked.about(INTENT).of(without_own)
    wanted = lanes.lanes(weighed[without_own], intents, one_of=len(intents.names))
    net = heard.network
    of_lanes = Columns(
        names=(*intents.names, *heard.names),
        of_piece=np.hstack([wanted.of_piece, heard.lanes.of_piece]),
        bias=[*wanted.bias, *heard.lanes.bias],
        bits=lanes.BITS,
    )
    numbers = Columns(
        names=[str(at) for at in range(network.WIDTH)],
        of_piece=net.of_piece,
        bias=list(net.bias),
        bits=network.BITS_OF_NUMBER,
    )
    layers = tuple(
        Layer(tuple(map(tuple, weights.T.tolist())), tuple(bias.tolist()))
        for weights, bias in net.layers
    )
    return worth, kept([of_lanes, numbers], rarity), Taught(layers, heard.names)


if __name__ == "__main__":
    main()
