"""A copy of the content to work on, with the long lists of words cut short."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.pack.conftest import cut, only_there, shorten

REAL = Path(__file__).parents[2] / "content_yaml"
LEFT_OUT = shutil.ignore_patterns("*.read.txt", "*.signed.txt")
"""Sign-offs that somebody has really given are none of a test."""


class Folder:
    """A content folder, and its files as they were."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.before = self.files()

    def files(self) -> dict[str, bytes]:
        files = (file for file in self.root.rglob("*") if file.is_file())
        return {file.relative_to(self.root).as_posix(): file.read_bytes() for file in files}

    def is_same(self) -> bool:
        return self.files() == self.before


@pytest.fixture(scope="session")
def content(tmp_path_factory):
    root = tmp_path_factory.mktemp("content") / "content_yaml"
    shutil.copytree(REAL, root, ignore=LEFT_OUT)
    cut(root, ("kk", "ru", "en", "uz", "uz_Cyrl"))
    for file in (root / "understanding").glob("*.yaml"):
        file.write_text(shorten(file.read_text("utf-8")), "utf-8")
    for file in (root / "rights").glob("*/*.yaml"):
        if file.parent.name != "kz" or file.stem not in ("divorce", "shelter"):
            file.unlink()
    only_there(root)
    return root


@pytest.fixture
def folder(content, tmp_path, monkeypatch):
    root = tmp_path / "content_yaml"
    shutil.copytree(content, root)
    monkeypatch.setenv("CONTENT_DIR", str(root))
    return Folder(root)
