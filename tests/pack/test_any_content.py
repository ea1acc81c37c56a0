"""No content, however broken, raises: `examine` answers with findings, always."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.content.documents import read
from bot.content.issue import Issue
from bot.pack.check import examine
from tests.pack.conftest import NOW, Folder

FILES = (
    "locales.yaml", "flows/door.yaml", "flows/find_help.yaml", "flows/settings.yaml",
    "messages/ru/door.yaml", "messages/en/numbers.yaml", "rights/kz/shelter.yaml",
    "services/kz.yaml", "services/tm.yaml", "places/kz.yaml", "understanding/ru.yaml",
    "cover/kk.yaml", "face.yaml", "reporting/kz.yaml",
)  # fmt: skip
KEPT = {"numbers": 3, "lines": 2, "services": 4, "places": 12, "withheld": 2}
"""Entries of long lists that are kept, so that a run is short."""
VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 1.5, 10**17, "", " ", "x", "112", "no", "{digits}", "{", "a.b", "🙂", "\u200b",
    [], {}, [None], ["a", "a"], [[]], [{}], {"a": "b"}, {"": None}, {"kk": 1}, "2026-02-30",
    "0001-01-01", "9999-12-31", "a:b", "back", "door.", ".", "KZ", "kz-111", "00:00-24:00",
)  # fmt: skip


def paths(data: Any, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if here:
        yield here
    items: Any = enumerate(data) if isinstance(data, list) else ()
    for key, value in data.items() if isinstance(data, dict) else items:
        yield from paths(value, (*here, key))


@pytest.fixture(scope="module")
def tiny(short_content: Path, tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """The content with a little of everything."""
    root = tmp_path_factory.mktemp("tiny") / "content_yaml"
    for path in sorted(short_content.rglob("*.yaml")):
        name = path.relative_to(short_content).as_posix()
        folder = name.split("/")[0]
        if folder in ("rights", "services", "places") and name not in FILES:
            continue
        problems: list[Issue] = []
        document = read(short_content, path, problems)
        assert document is not None
        data = document.data
        for part, count in KEPT.items():
            if folder in ("services", "places") and part in data:
                data[part] = data[part][:count]
        if folder == "understanding":
            for part in data:
                kept = data[part]
                data[part] = kept[:8] if isinstance(kept, list) else kept
        Folder(root).write(name, json.dumps(data, ensure_ascii=False, indent=1))
    return Folder(root)


@pytest.fixture(scope="module")
def datas(tiny: Folder) -> dict[str, tuple[Any, list[tuple[Any, ...]]]]:
    found = {}
    for name in FILES:
        data = json.loads(tiny.text(name))
        found[name] = (data, list(paths(data)))
    return found


def changed(data: Any, path: tuple[Any, ...], value: Any, *, drop: bool) -> Any:
    data = copy.deepcopy(data)
    there = data
    for part in path[:-1]:
        there = there[part]
    if drop:
        del there[path[-1]]
    else:
        there[path[-1]] = value
    return data


def look(tiny: Folder, name: str, content: str) -> None:
    """Examine with one file changed; the file is put back."""
    whole = tiny.text(name)
    try:
        tiny.write(name, content)
        for issue in examine(tiny.root, NOW).issues:
            assert issue.message
            assert issue.remedy
            assert issue.file
    finally:
        tiny.write(name, whole)


few = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
many = settings(few, max_examples=150)


def change(draw: st.DataObject, datas: dict[str, Any]) -> tuple[str, str]:
    name = draw.draw(st.sampled_from(FILES))
    data, listed = datas[name]
    for _ in range(draw.draw(st.integers(1, 3))):
        path = draw.draw(st.sampled_from(listed))
        value = draw.draw(st.sampled_from(VALUES))
        try:
            data = changed(data, path, value, drop=draw.draw(st.booleans()))
        except (LookupError, TypeError):
            continue
    return name, json.dumps(data, ensure_ascii=False, indent=1)


@few
@given(draw=st.data())
@pytest.mark.slow
def test_a_changed_node_never_raises(tiny: Folder, datas: Any, draw: st.DataObject) -> None:
    look(tiny, *change(draw, datas))


@pytest.mark.slow
@many
@given(draw=st.data())
def test_many_changed_nodes_never_raise(tiny: Folder, datas: Any, draw: st.DataObject) -> None:
    look(tiny, *change(draw, datas))


def slip(draw: st.DataObject, tiny: Folder) -> tuple[str, str]:
    name = draw.draw(st.sampled_from(FILES))
    text = tiny.text(name)
    at = draw.draw(st.integers(0, len(text)))
    length = draw.draw(st.integers(0, 40))
    put = draw.draw(st.text(st.characters(exclude_categories=["Cs"]), max_size=8))
    signs = draw.draw(
        st.sampled_from(("", "\t", '"', "{", "[", "&a ", "*a", "- ", ": ", "!!x ", "?"))
    )
    return name, text[:at] + put + signs + text[at + length :]


@few
@given(draw=st.data())
@pytest.mark.slow
def test_a_slip_of_the_keyboard_never_raises(tiny: Folder, draw: st.DataObject) -> None:
    look(tiny, *slip(draw, tiny))


@pytest.mark.slow
@many
@given(draw=st.data())
def test_many_slips_of_the_keyboard_never_raise(tiny: Folder, draw: st.DataObject) -> None:
    look(tiny, *slip(draw, tiny))


@pytest.mark.parametrize(
    "content",
    [
        "[" * 200_000,
        "[" * 200_000 + "]" * 200_000,
        "- " * 100_000,
        "a: &a [*a]\n",
        "a: &a [1, 2]\nb: [*a, *a]\n",
        "? [a, b]\n: c\n",
        "\n".join(" " * depth + "a:" for depth in range(200)),
        "9" * 5000,
        "a: " + "9" * 5000 + "." + "9" * 5000,
        "\ufeffa: 1\n",
        "%YAML 9.9\n---\na: 1\n",
        "!!python/object/apply:os.system [id]\n",
        "<<: {a: 1}\n",
        "\r\r\n",
        "null\n",
        "~: ~\n",
    ],
    ids=range(16),
)
def test_strange_yaml_never_raises(tmp_path: Path, content: str) -> None:
    for name in ("flows/talk.yaml", "messages/ru/talk.yaml", "places/kz.yaml", "locales.yaml"):
        Folder(tmp_path).write(name, content)
        assert examine(tmp_path, NOW).errors
