"""Data against the shape that it should have: every fault at once, in words of an editor.

Faults are mended in place by an empty thing of the right kind, so that checking can go on; a file
with a fault is never published.
"""

from __future__ import annotations

import datetime
import difflib
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias

import msgspec
from msgspec import inspect

from bot.content.wording import example, remedy, seen, wanted, where, words

Path_ = tuple[str | int, ...]
Data: TypeAlias = Any
"""What YAML holds: a text, number, true, nothing, or lists and tables of them."""


class Fault(msgspec.Struct, frozen=True):
    """One thing that does not fit, below the place that was looked at."""

    code: str
    path: Path_
    message: str
    remedy: str


def at(data: Data, path: Iterable[str | int]) -> Data:
    """What stands at ``path`` of plain data; raises LookupError or TypeError where nothing does."""
    for part in path:
        data = data[part]
    return data


def mend(data: Data, kind: type[Any]) -> tuple[list[Fault], bool]:
    """The faults of ``data`` as a ``kind``, each mended; False when nothing of it is left."""
    faults: list[Fault] = []
    type_ = inspect.type_info(kind)
    mended = _mended(data, type_, (), faults)
    return faults, mended is data and isinstance(type_, inspect.StructType)


def _mended(data: Data, type_: inspect.Type, path: Path_, faults: list[Fault]) -> Data:
    match type_:
        case inspect.AnyType() | inspect.CustomType():
            return data
        case inspect.UnionType(types=types):
            return _union(data, types, path, faults)
        case inspect.StructType() if isinstance(data, dict):
            _struct(data, type_, path, faults)
            return data
        case inspect.DictType(value_type=inner) if isinstance(data, dict):
            for key, value in data.items():
                data[key] = _mended(value, inner, (*path, key), faults)
            return data
        case inspect.VarTupleType() | inspect.ListType() if isinstance(data, list):
            for index, value in enumerate(data):
                data[index] = _mended(value, type_.item_type, (*path, index), faults)
            return data
        case _:
            return data if _fits(data, type_) else _wrong(data, type_, path, faults)


def _union(data: Data, types: Sequence[inspect.Type], path: Path_, faults: list[Fault]) -> Data:
    """The type of the union that ``data`` is meant as, else a fault that names the first one."""
    for type_ in types:
        if _same_kind(data, type_):
            return _mended(data, type_, path, faults)
    return _wrong(data, types[0], path, faults)


def _same_kind(data: Data, type_: inspect.Type) -> bool:
    match type_:
        case inspect.StructType() | inspect.DictType():
            return isinstance(data, dict)
        case inspect.VarTupleType() | inspect.ListType():
            return isinstance(data, list)
        case _:
            return _fits(data, type_)


def _struct(data: Data, type_: inspect.StructType, path: Path_, faults: list[Fault]) -> None:
    known = {field.encode_name: field for field in type_.fields}
    for key in [key for key in data if key not in known]:
        if type_.forbid_unknown_fields:
            near = difflib.get_close_matches(str(key), known, 1)
            meant = f"Did you mean {near[0]}? " if near else ""
            message = f"{where(path)} has {key}, which is not known here."
            mending = f"{meant}Known are {', '.join(sorted(known))}."
            faults.append(Fault("unknown-field", (*path, key), message, mending))
            del data[key]
    for name, field in known.items():
        if name in data:
            data[name] = _mended(data[name], field.type, (*path, name), faults)
        elif field.required:
            message, mending = f"{where(path)} has no {name}.", f"Add {name}: {example(field.type)}"
            faults.append(Fault("missing-field", path, message, mending))
            data[name] = _empty(field.type)


def _fits(data: Data, type_: inspect.Type) -> bool:
    match type_:
        case inspect.LiteralType(values=values):
            return data in values and not isinstance(data, bool)
        case inspect.EnumType(cls=cls):
            return isinstance(data, str) and data in {member.value for member in cls}
        case inspect.DateType():
            return _is_date(data)
        case inspect.BoolType():
            return isinstance(data, bool)
        case inspect.IntType():
            return isinstance(data, int) and not isinstance(data, bool)
        case inspect.FloatType():
            return isinstance(data, int | float) and not isinstance(data, bool)
        case inspect.StrType():
            return isinstance(data, str)
        case inspect.NoneType():
            return data is None
        case _:
            return False


def _is_date(data: Data) -> bool:
    try:
        datetime.datetime.strptime(data, "%Y-%m-%d")  # noqa: DTZ007 - a day has no zone
        return isinstance(msgspec.convert(data, datetime.date), datetime.date)
    except (TypeError, ValueError):
        return False


def _wrong(data: Data, type_: inspect.Type, path: Path_, faults: list[Fault]) -> Data:
    message = f"{where(path)} should be {wanted(type_)}, and {seen(data)} stands there."
    faults.append(Fault("shape", path, message, remedy(data, type_)))
    number = isinstance(data, int | float) and not isinstance(data, bool)
    return str(data) if number and isinstance(type_, inspect.StrType) else _empty(type_)


def _empty(type_: inspect.Type) -> Data:
    """The least that fits: what is not known, or nothing."""
    match type_:
        case inspect.LiteralType() | inspect.EnumType():
            known = words(type_)
            if isinstance(type_, inspect.LiteralType) and "" in type_.values:
                return ""
            return "unknown" if "unknown" in known else known[0]
        case inspect.UnionType(types=types):
            none = any(isinstance(one, inspect.NoneType) for one in types)
            return None if none else _empty(types[0])
        case inspect.StructType(fields=fields):
            needed = (field for field in fields if field.required)
            return {field.encode_name: _empty(field.type) for field in needed}
        case _:
            return _EMPTY.get(type(type_), lambda: "")()


_EMPTY: dict[type[inspect.Type], Callable[[], Data]] = {
    inspect.BoolType: bool,
    inspect.IntType: int,
    inspect.FloatType: float,
    inspect.NoneType: lambda: None,
    inspect.VarTupleType: list,
    inspect.ListType: list,
    inspect.DictType: dict,
    inspect.DateType: lambda: "2026-01-01",
}
