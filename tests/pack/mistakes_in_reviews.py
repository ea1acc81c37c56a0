"""Mistakes in sign-offs. No file is there: each mistake writes one of its own."""

from __future__ import annotations

from tests.pack.making import Mistake, whole

_RU, _KK = "reviews/ru.yaml", "reviews/kk.yaml"
_SAFE = "key: door.safe, hash: abc, who: V., when: 2026-11-20, as: speaker"


def _file(*records: str) -> str:
    return "".join(["signed:\n", *(f"- {{{record}}}\n" for record in records)])


def _with(old: str, new: str) -> str:
    assert old in _SAFE
    return _file(_SAFE.replace(old, new))


REVIEWS: list[Mistake] = [
    Mistake(
        "sign-off of no text",
        _RU,
        whole(_with("door.safe", "door.saef")),
        "unknown-key",
        "2",
        "warning",
        "door.saef",
    ),
    Mistake(
        "sign-off as an unknown role",
        _RU,
        whole(_with("speaker", "speeker")),
        "shape",
        "2",
        said="Did you mean speaker",
    ),
    Mistake(
        "sign-off on no day",
        _RU,
        whole(_with("2026-11-20", "20.11.2026")),
        "shape",
        "2",
        said="date such as",
    ),
    Mistake(
        "sign-off of tomorrow",
        _RU,
        whole(_with("2026-11-20", "2026-11-22")),
        "future-date",
        "2",
        "warning",
        follow=1,
    ),
    Mistake(
        "sign-off twice",
        _KK,
        whole(_file(_SAFE, _SAFE)),
        "duplicate-signature",
        "3",
        said="Keep",
        follow=1,
    ),
    Mistake(
        "sign-off of nobody", _KK, whole(_with("who: V.", 'who: ""')), "no-name", "2", said="who:"
    ),
    Mistake(
        "sign-off with a wrong field",
        _KK,
        whole(_with("when", "date")),
        "unknown-field",
        "2",
        said="Known are",
        follow=1,
    ),
    Mistake(
        "sign-off of another text",
        _KK,
        whole(_file(_SAFE)),
        "stale-signature",
        "2",
        "warning",
        "hash:",
    ),
    Mistake(
        "sign-offs of no language", "reviews/fr.yaml", whole(_file(_SAFE)), "unknown-locale", "1"
    ),
    Mistake(
        "sign-offs under another name",
        "reviews/en.yaml",
        whole(f"texts:\n- {{{_SAFE}}}\n"),
        "unknown-field",
        "1",
        said="signed",
        follow=1,
    ),
    Mistake(
        "review folder misspelt",
        "review/ru.yaml",
        whole(_file(_SAFE)),
        "unread-file",
        None,
        "warning",
        "reviews",
    ),
]
