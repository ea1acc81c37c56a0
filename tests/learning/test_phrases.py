"""A heading of the phrases says what they are about, and what happens beside it."""

from __future__ import annotations

from pathlib import Path

from bot.pack.phrases import FOLDER
from learning.phrases import Phrase, phrases

LISTED = """
danger: [he is at the door with an axe]
"child_abuse, danger": [my stepfather beats me]
self_harm: [i want to die]
"self_harm, threat_to_other": [first him then me]
threat_to_other: [i will burn his car]
none: [rain again]
"""


def test_s22_s24_one_phrase_may_tell_of_more_than_one_thing(tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / "en.yaml").write_text(LISTED)
    assert phrases(tmp_path) == [
        Phrase("he is at the door with an axe", "danger", "en", danger=True),
        Phrase("my stepfather beats me", "child_abuse", "en", danger=True),
        Phrase("i want to die", "self_harm", "en"),
        Phrase("first him then me", "self_harm", "en", threat=True),
        Phrase("i will burn his car", "threat_to_other", "en", threat=True),
        Phrase("rain again", "none", "en"),
    ]
