"""What is wrong with a piece of data and how to mend it, in words of an editor."""

from __future__ import annotations

import difflib
from typing import Any, TypeAlias

from msgspec import inspect

Path_ = tuple[str | int, ...]
Data: TypeAlias = Any


def where(path: Path_) -> str:
    """The place in words: ``choices, entry 3, label``."""
    if not path:
        return "This entry"
    return ", ".join(f"entry {part + 1}" if isinstance(part, int) else part for part in path)


def wanted(type_: inspect.Type) -> str:
    """What should stand there."""
    match type_:
        case inspect.LiteralType() | inspect.EnumType():
            return f"one of {', '.join(words(type_))}"
        case inspect.DateType():
            return "a date such as 2026-11-21"
        case inspect.StructType(fields=fields):
            return f"a table with {', '.join(field.encode_name for field in fields)}"
        case inspect.DictType():
            return "a table of words and what they mean"
        case _:
            return _NAMES.get(type(type_), "something else")


_NAMES: dict[type[inspect.Type], str] = {
    inspect.StrType: "a text",
    inspect.BoolType: "true or false",
    inspect.IntType: "a whole number",
    inspect.FloatType: "a number",
    inspect.NoneType: "null",
    inspect.VarTupleType: "a list",
    inspect.ListType: "a list",
}


def seen(data: Data) -> str:
    """What stands there instead."""
    if data is None:
        return "nothing"
    if isinstance(data, bool):
        return "true or false"
    if isinstance(data, int | float):
        return f"the number {data}"
    if isinstance(data, str):
        return f"“{data[:40]}”"
    return "a list" if isinstance(data, list) else "a table"


def remedy(data: Data, type_: inspect.Type) -> str:
    """How to mend `data` so that it fits."""
    if isinstance(type_, inspect.StrType):
        if data is None:
            return "Write the text behind the colon, in quotes."
        if isinstance(data, dict):
            return "Put the text in quotes: it begins with { or has a colon in it."
        if isinstance(data, list):
            return "Write one text; put it in quotes if it begins with [ or -."
        return f'Put it in quotes: "{str(data).lower() if isinstance(data, bool) else data}".'
    if isinstance(type_, inspect.LiteralType | inspect.EnumType):
        known = words(type_)
        near = difflib.get_close_matches(str(data), known, 1)
        return f"Did you mean {near[0]}?" if near else f"Write {known[0]}, or another of them."
    return f"Write it as {example(type_)}"


def words(type_: inspect.LiteralType | inspect.EnumType) -> list[str]:
    """The words that may stand there."""
    if isinstance(type_, inspect.EnumType):
        return [str(member.value) for member in type_.cls]
    return [str(value) for value in type_.values if value != ""]


def example(type_: inspect.Type) -> str:
    """How it may look."""
    match type_:
        case inspect.LiteralType() | inspect.EnumType():
            return words(type_)[0]
        case inspect.StructType(fields=fields):
            return "{" + ", ".join(f"{field.encode_name}: ..." for field in fields[:3]) + "}"
        case inspect.UnionType(types=types):
            return example(types[0])
        case _:
            return _EXAMPLES.get(type(type_), '"..."')


_EXAMPLES: dict[type[inspect.Type], str] = {
    inspect.BoolType: "true",
    inspect.IntType: "1",
    inspect.FloatType: "1.5",
    inspect.NoneType: "null",
    inspect.DateType: "2026-11-21",
    inspect.VarTupleType: "[...]",
    inspect.ListType: "[...]",
    inspect.DictType: "{kk: ..., ru: ..., en: ...}",
}
