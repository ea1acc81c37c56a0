"""The docs are held to the code: requirements, settings, commands, step kinds, pictures."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from bot.__main__ import COMMANDS
from bot.flows.draw import draw
from bot.flows.steps import KINDS
from bot.settings import NAMES
from tests.talk import real_pack

ROOT = Path(__file__).parents[2]
REQUIREMENTS = (ROOT / "docs/requirements.md").read_text(encoding="utf-8")


def _tests_of(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {node.name for node in ast.walk(tree) if isinstance(node, kinds)}


def test_every_requirement_is_there_once_with_a_test_or_not_yet() -> None:
    rows = re.findall(r"^\| (S\d\d) \| .+ \| (.+) \|$", REQUIREMENTS, re.MULTILINE)
    assert [row[0] for row in rows] == [f"S{number:02}" for number in range(1, 61)]
    assert all("`tests/" in row[1] or row[1].startswith("not yet") for row in rows)


def test_every_test_that_is_named_exists() -> None:
    for document in ("docs/requirements.md", "docs/threat-model.md", "docs/testing.md"):
        source = (ROOT / document).read_text(encoding="utf-8")
        for path, name in re.findall(r"`(tests/[\w/.]+?)(?:::(\w+))?`", source):
            assert (ROOT / path).exists(), (document, path)
            if name:
                assert name in _tests_of(ROOT / path), (document, path, name)


def test_every_setting_is_documented() -> None:
    source = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    assert [name for name in NAMES if f"`{name}`" not in source] == []


def test_every_command_is_in_the_changelog_and_the_help() -> None:
    source = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert [name for name in COMMANDS if f"`{name}" not in source] == []


def test_every_step_kind_is_explained_to_authors() -> None:
    source = (ROOT / "docs/authors/flows.md").read_text(encoding="utf-8")
    assert [name for name in KINDS if f"`{name}:" not in source] == []


def test_pictures_of_the_readme_exist_and_links_lead_somewhere() -> None:
    for document in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *ROOT.glob("docs/**/*.md")]:
        source = document.read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)#]+?)\)", source):
            if not target.startswith("http"):
                assert (document.parent / target).exists(), (document.name, target)


def test_the_picture_of_the_flows_is_drawn_from_them() -> None:
    pack = real_pack()
    source = (ROOT / "docs/flows.md").read_text(encoding="utf-8")
    assert draw(pack.flows, sorted(pack.flows)) in source


def test_s58_nothing_in_the_program_speaks_to_a_third_party() -> None:
    """No module of ours imports an HTTP client, and no dependency of the runtime is a service's."""
    clients = {"aiohttp", "requests", "httpx", "urllib3", "openai", "boto3", "smtplib", "ftplib"}
    for path in (ROOT / "bot").rglob("*.py"):
        imported = re.findall(
            r"^\s*(?:from|import) ([\w.]+)", path.read_text(encoding="utf-8"), re.MULTILINE
        )
        assert not {name.split(".")[0] for name in imported} & clients, path.name
        assert not {"urllib.request", "http.client"} & set(imported), path.name
