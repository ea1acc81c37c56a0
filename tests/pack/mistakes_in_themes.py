"""Mistakes in the list of themes."""

from __future__ import annotations

from tests.pack.making import Mistake, add, drop_line, swap, whole

_FILE = "themes.yaml"

THEMES = [
    Mistake("no themes", _FILE, whole(None), "missing-themes", None, "warning", "S35"),
    Mistake("a theme of an unknown topic", _FILE, swap("topics: [shelter]", "topics: [shelters]"),
            "theme-topic", "topics: [shelters]", said="shelters"),
    Mistake("a theme of an unknown text", _FILE, swap("[assault.first]", "[assault.frist]"),
            "theme-text", "[assault.frist]", said="assault.frist"),
    Mistake("a theme without words", _FILE, drop_line("words:", after="men_and_boys"),
            "missing-field", "men_and_boys", said="words", follow=9),
    Mistake("a theme of signs alone", _FILE, swap("words: [man,", "words: ['?!',"), "empty-word",
            "words: ['?!'", said="men_and_boys"),
    Mistake("a theme of which nothing speaks", _FILE,
            add("- theme: dowry\n  topics: [divorce]\n  words: [dowries]"), "silent-theme",
            "- theme: dowry", "warning", "dowry"),
    Mistake("an unknown field of a theme", _FILE, swap("  words: [man,", "  word: [man,"),
            "unknown-field", "  word: [man,", said="Did you mean words", follow=9),
]  # fmt: skip
