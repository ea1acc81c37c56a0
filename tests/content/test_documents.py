from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from bot.content.documents import Document, convert, each, read
from bot.content.issue import Issue


class Home:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.issues: list[Issue] = []

    def read(self, content: str | bytes, name: str = "a.yaml") -> Document | None:
        path = self.root / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        self.issues = []
        return read(self.root, path, self.issues)

    def data(self, content: str) -> object:
        document = self.read(content)
        assert document is not None
        return document.data

    def codes(self) -> list[tuple[str, int | None]]:
        return [(issue.code, issue.line) for issue in self.issues]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def test_words_mean_what_yaml_1_2_says(home: Home) -> None:
    words = "[no, yes, on, off, NO, true, false, null, ~, 012, 0, -7, 1.5, .5, 1e3, 0x1F, 12:30]"
    assert home.data(words) == [
        "no", "yes", "on", "off", "NO", True, False, None, None, "012", 0, -7, 1.5, ".5", "1e3",
        "0x1F", "12:30",
    ]  # fmt: skip
    assert home.data("a: 2026-11-21\nb: '112'\nc: |\n  true\nd:\n") == {
        "a": "2026-11-21",
        "b": "112",
        "c": "true\n",
        "d": None,
    }


def test_keys_are_words_whatever_they_look_like(home: Home) -> None:
    assert home.data("112: a\nno: b\n1.5: c\n") == {"112": "a", "no": "b", "1.5": "c"}


def test_lines_are_those_of_keys_and_items(home: Home) -> None:
    document = home.read("# first\na:\n  b:\n  - x\n  - {c: 1,\n     d: 2}\n")
    assert document is not None
    assert document.line() == 2
    assert document.line("a") == 2
    assert document.line("a", "b") == 3
    assert document.line("a", "b", 1) == 5
    assert document.line("a", "b", 1, "d") == 6
    assert document.line("a", "b", 1, "nowhere", "deeper") == 5
    assert document.line("nowhere") == 2


def test_a_part_keeps_the_lines_of_the_whole(home: Home) -> None:
    document = home.read("a:\n  b:\n    c: 1\n    d: 2\n")
    assert document is not None
    part = document.part("a", "b", data={"d": 2})
    assert (part.line("d"), part.line("c"), part.line("x")) == (4, 3, 3)


@pytest.mark.parametrize(
    ("content", "code", "line", "said"),
    [
        ("a: 'b\nc: d\n", "yaml", 1, "never closed"),
        ("a: b: c\n", "yaml", 1, "quotes"),
        ("a: 1\n---\nb: 2\n", "yaml", 2, "---"),
        ("a: *b\n", "yaml", 1, "quotes"),
        ("a: @b\n", "yaml", 1, "quotes"),
        ("a:\n\tb: 1\n", "tab", 2, "spaces"),
        ("a: 1\nb\nc: 2\n", "yaml", 3, "colon"),
        ("a: 1\na: 2\n", "duplicate-key", 2, "one"),
        ("a: {b: 1, b: 2}\n", "duplicate-key", 1, "one"),
        ("? [a, b]\n: c\n", "yaml", 1, "quotes"),
        ("a: &x [1]\nb: *x\n", "alias", 1, "both"),
        ("", "empty-file", 1, "remove"),
        ("# nothing\n", "empty-file", 1, "remove"),
        ("a: \x07\n", "yaml", 1, "invisible"),
        ("[" * 50 + "]" * 50, "nesting", 1, "brackets"),
        ("[" * 100_000, "nesting", None, "brackets"),
    ],
)
def test_a_mistake_has_its_line_and_a_remedy(
    home: Home, content: str, code: str, line: int | None, said: str
) -> None:
    home.read(content)
    assert (code, line) in home.codes()
    assert said in next(issue.remedy for issue in home.issues if issue.code == code)


def test_what_is_not_utf_8_has_the_line_of_the_first_letter(home: Home) -> None:
    assert home.read("a: b\nc: Где\n".encode("cp1251")) is None
    assert home.codes() == [("encoding", 2)]


def test_windows_files_are_read(home: Home) -> None:
    assert home.read("\ufeffa: 1\r\nb: |\r\n  x\r\n  y\r\n".encode()).data == {
        "a": 1,
        "b": "x\ny\n",
    }
    assert home.issues == []


def test_a_file_that_is_missing_or_none_says_so(home: Home) -> None:
    assert read(home.root, home.root / "gone.yaml", home.issues) is None
    (home.root / "folder.yaml").mkdir()
    assert each(home.root, "*.yaml", home.issues) == []
    assert [issue.code for issue in home.issues] == ["missing-file", "unreadable"]


class Inner(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    size: int = 0


class Outer(msgspec.Struct, forbid_unknown_fields=True):
    title: str
    inner: tuple[Inner, ...] = ()
    texts: dict[str, str] = {}


def test_every_fault_of_the_shape_is_listed_at_once(home: Home) -> None:
    document = home.read(
        "titel: x\ninner:\n- {name: 5}\n- {size: big}\n- text\ntexts: {kk: 1, ru: [], en: {n: ~}}\n"
    )
    assert document is not None
    found = convert(document, Outer, home.issues)
    assert found == Outer("", (Inner("5"), Inner(""), Inner("")), {"kk": "1", "ru": "", "en": ""})
    assert sorted(home.codes()) == [
        ("missing-field", 1),
        ("missing-field", 4),
        ("shape", 3),
        ("shape", 4),
        ("shape", 5),
        ("shape", 6),
        ("shape", 6),
        ("shape", 6),
        ("unknown-field", 1),
    ]
    assert any("Did you mean title?" in issue.remedy for issue in home.issues)


@pytest.mark.parametrize("content", ["5\n", "text\n", "[a]\n"])
def test_another_kind_of_thing_is_none_with_a_finding(home: Home, content: str) -> None:
    document = home.read(content)
    assert document is not None
    assert convert(document, Outer, home.issues) is None
    assert home.codes() == [("shape", 1)]
