"""Texts put into YAML files where they belong, with every other character left as it is.

An editor's comments, order and line breaks stay. Positions come from the parser's own marks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import msgspec
import yaml

from bot.content.nodes import LOADER

_PLAIN_KEY = re.compile(r"[A-Za-z0-9_.@]+\Z")


class NoPlaceError(Exception):
    """The file has no place for this text: it says another thing than was read from it."""


class Edit(msgspec.Struct, frozen=True):
    """From ``start`` to ``end`` (characters) stands ``text`` then."""

    start: int
    end: int
    text: str


class Page:
    """One YAML file, its text and its nodes."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._lines = [0]
        for found in re.finditer("\n", text):
            self._lines.append(found.end())
        self._node = yaml.compose(text, Loader=LOADER) if text.strip() else None
        self._edits: list[Edit] = []

    # --- texts under a key of the file itself (messages)

    def put_message(self, key: str, forms: dict[str, str]) -> None:
        """The forms of a text by CLDR word, under its key; a new key goes to the end."""
        node = self._node
        if node is not None and not isinstance(node, yaml.MappingNode):
            raise NoPlaceError
        value = _value(node, key) if node is not None else None
        if value is None:
            self._append(_entry(key, forms))
        elif isinstance(value, yaml.ScalarNode):
            if set(forms) == {"other"}:
                self._replace(value, forms["other"])
            else:
                self._edits.append(Edit(self._at(value.start_mark), self._end(value),
                                        _forms(forms).rstrip("\n")))  # fmt: skip
        else:
            self._put_forms(value, forms)

    def _put_forms(self, value: yaml.Node, forms: dict[str, str]) -> None:
        if not isinstance(value, yaml.MappingNode):
            raise NoPlaceError
        for word, form in forms.items():
            there = _value(value, word) or (_value(value, "text") if word == "other" else None)
            if there is not None:
                self._replace(there, form, flow=bool(value.flow_style))
            else:
                self._add(value, word, form)

    # --- texts in several languages side by side

    def put_beside(self, line: int, locale: str, form: str, *, tag: str, says: str) -> None:
        """What ``tag`` says, into the table where ``locale`` says ``form`` at a line (from 1)."""
        for table in self._tables(self._node):
            value = _value(table, locale)
            if (
                value is not None
                and isinstance(value, yaml.ScalarNode)
                and self._key_line(table, locale) == line
                and value.value.strip() == form
            ):
                there = _value(table, tag)
                if there is not None:
                    self._replace(there, says, flow=bool(table.flow_style))
                else:
                    self._add(table, tag, says)
                return
        raise NoPlaceError

    def done(self) -> str:
        """The text of the file with everything in its place."""
        made = self.text
        for edit in sorted(self._edits, key=lambda edit: (edit.start, edit.end), reverse=True):
            made = made[: edit.start] + edit.text + made[edit.end :]
        return made

    # --- lists of records

    def without_items(self, name: str, gone: Callable[[dict[str, str]], bool]) -> str:
        """The text without the records under ``name`` for which ``gone`` is true."""
        node = self._node
        listed = _value(node, name) if isinstance(node, yaml.MappingNode) else None
        items = listed.value if isinstance(listed, yaml.SequenceNode) else []
        lines = self.text.split("\n")
        drop: set[int] = set()
        for item in items:
            if isinstance(item, yaml.MappingNode):
                fields = {str(key.value): str(value.value) for key, value in item.value}
                if gone(fields):
                    last = item.value[-1][1].end_mark.line
                    drop |= {*range(item.start_mark.line, last + 1)}
        return "\n".join(line for number, line in enumerate(lines) if number not in drop)

    # --- inside

    def _tables(self, node: yaml.Node | None) -> list[yaml.MappingNode]:
        found: list[yaml.MappingNode] = []
        waiting = [node] if node is not None else []
        while waiting:
            this = waiting.pop()
            if isinstance(this, yaml.MappingNode):
                found.append(this)
                waiting += [value for _, value in this.value]
            elif isinstance(this, yaml.SequenceNode):
                waiting += this.value
        return found

    def _key_line(self, table: yaml.MappingNode, name: str) -> int:
        return next(int(key.start_mark.line) + 1 for key, _ in table.value if key.value == name)

    def _at(self, mark: yaml.Mark) -> int:
        return self._lines[mark.line] + int(mark.column)

    def _end(self, node: yaml.Node) -> int:
        """Where a value ends, without the empty lines and comments behind a block."""
        start, end = self._at(node.start_mark), self._at(node.end_mark)
        return start + len(self.text[start:end].rstrip())

    def _replace(self, node: yaml.Node, form: str, *, flow: bool = False) -> None:
        if not isinstance(node, yaml.ScalarNode):
            raise NoPlaceError
        start, end = self._at(node.start_mark), self._end(node)
        line = self.text[self._lines[node.start_mark.line] :]
        indent = len(line) - len(line.lstrip(" -"))
        behind = self.text[end:].partition("\n")[0].strip()
        short = flow or "\n" not in form or bool(behind)
        self._edits.append(Edit(start, end, _quoted(form) if short else _block(form, indent + 2)))

    def _add(self, table: yaml.MappingNode, name: str, form: str) -> None:
        key, value = table.value[-1]
        end = self._end(value)
        if table.flow_style:
            self._edits.append(Edit(end, end, f", {name}: {_quoted(form)}"))
            return
        indent = int(key.start_mark.column)
        said = _quoted(form) if "\n" not in form else _block(form, indent + 2)
        self._edits.append(Edit(end, end, f"\n{' ' * indent}{name}: {said}"))

    def _append(self, entry: str) -> None:
        end = len(self.text)
        gap = "" if not self.text or self.text.endswith("\n") else "\n"
        self._edits.append(Edit(end, end, gap + entry))


def _value(table: yaml.MappingNode, name: str) -> yaml.Node | None:
    return next((value for key, value in table.value if key.value == name), None)


def _entry(key: str, forms: dict[str, str]) -> str:
    name = key if _PLAIN_KEY.match(key) else _quoted(key)
    if set(forms) == {"other"}:
        form = forms["other"]
        return f"{name}: {_quoted(form) if chr(10) not in form else _block(form, 2)}\n"
    return f"{name}:{_forms(forms)}"


def _forms(forms: dict[str, str]) -> str:
    lines = [
        f"  {word}: {_quoted(form) if chr(10) not in form else _block(form, 4)}"
        for word, form in forms.items()
    ]
    return "\n" + "\n".join(lines) + "\n"


def _quoted(form: str) -> str:
    return json.dumps(form, ensure_ascii=False)


def _block(form: str, indent: int) -> str:
    if any(ord(letter) < ord(" ") and letter != "\n" for letter in form) or form != form.strip():
        return _quoted(form)
    lines = [f"{' ' * indent}{line}" if line.strip() else "" for line in form.split("\n")]
    return "|\n" + "\n".join(lines)
