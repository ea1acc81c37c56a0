"""Text to YAML nodes and nodes to plain values: quick, without guesses, never too deep."""

from __future__ import annotations

import re
from typing import Any

import yaml

from bot.content.issue import Issue, error

_INT = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})\Z")
_FLOAT = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})\.[0-9]{1,30}\Z")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}
_NUMERIC = frozenset("+-0123456789")
_QUOTED = frozenset("'\"|>")
_OPENING = ("[", "{", "- ", "-\t", "? ", "?\t")
MANY = 10_000
"""So many lists and tables, each in the one before, are no danger to the stack."""
DEEPEST = 40
"""Levels that a file may have."""


def _plain_loader() -> type[Any]:
    """The quickest loader there is, without YAML 1.1's guesses about what a word means."""
    base: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    def nothing(*_: object) -> None:
        return None

    def resolve(*_: object) -> str:
        return "!"

    quick = {"descend_resolver": nothing, "ascend_resolver": nothing, "resolve": resolve}
    return type("_Loader", (base,), quick)


LOADER = _plain_loader()


def too_deep(source: str) -> bool:
    """Whether things lie so deep in each other that the parser in C would overflow its stack."""
    if sum(map(source.count, _OPENING)) < MANY:
        return False
    depth = 0
    try:
        for event in yaml.parse(source, Loader=LOADER):
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > DEEPEST:
                return True
    except (yaml.YAMLError, UnicodeEncodeError):
        return False
    return False


def nested(name: str, line: int | None) -> Issue:
    """The finding for a file, or a part of one, that is too deep to be read."""
    message = f"Something lies more than {DEEPEST} levels deep here."
    return error("nesting", name, line, message, "Close the brackets, or indent less.")


class Builder:
    """Nodes to plain values."""

    def __init__(self, name: str, issues: list[Issue]) -> None:
        self._name = name
        self._issues = issues
        self._seen: set[int] = set()

    def value(self, node: yaml.Node, depth: int = 0) -> object:
        """What a node holds; what cannot be held is None, with a finding."""
        if isinstance(node, yaml.ScalarNode):
            return _scalar(node)
        if id(node) in self._seen:
            remedy = "Write the content out in both places instead of & and *."
            self._add("alias", node, "This is a reference to another place.", remedy)
            return None
        self._seen.add(id(node))
        if depth > DEEPEST:
            self._issues.append(nested(self._name, first_line(node)))
            return None
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, depth + 1)
        return [self.value(item, depth + 1) for item in node.value]

    def _mapping(self, node: yaml.MappingNode, depth: int) -> dict[str, object]:
        found: dict[str, object] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                remedy = "Put the text in quotes: it begins with a bracket."
                self._add("yaml", key_node, "A key is a word, not a list.", remedy)
                continue
            key: str = key_node.value
            if key in found:
                remedy = "Keep one of the two."
                self._add("duplicate-key", key_node, f"The key {key} stands twice.", remedy)
                continue
            found[key] = self.value(value_node, depth)
        return found

    def _add(self, code: str, node: yaml.Node, message: str, remedy: str) -> None:
        self._issues.append(error(code, self._name, first_line(node), message, remedy))


def _scalar(node: yaml.ScalarNode) -> str | int | float | bool | None:
    word: str = node.value
    if node.style in _QUOTED:
        return word
    if word in _WORDS:
        return _WORDS[word]
    if word[0] not in _NUMERIC:
        return word
    if _INT.match(word):
        return int(word)
    return float(word) if _FLOAT.match(word) else word


def first_line(node: yaml.Node) -> int:
    """The line, from 1, on which a node begins."""
    return int(node.start_mark.line) + 1
