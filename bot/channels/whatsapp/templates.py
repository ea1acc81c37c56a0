"""The content templates that draw choices: what they are, and which of them an account has. Pure.

Twilio draws buttons and lists only from templates that were made beforehand. Everything in ours is
a variable: the text, the labels, what a press returns, the word that opens a list; so thirteen of
them draw every screen in every language, and nothing that is said lies in them. Variables are taken
in the text, in the button and in label and id of an item of ``twilio/list-picker``, and in the
actions of ``twilio/quick-reply`` (twilio.com/docs/content/twiliolist-picker, …/twilio-quick-reply,
columns *Variable support*).

``language`` must be given and known (92003, 92004) but is a formality here. It matters when Meta
approves a template; a list cannot be approved, and quick replies up to three need not be while she
has written within 24 hours, which is the only time when we write. So all are *en*. Meta's list has
kk, ky_KG, uz, ru and en, and neither Tajik, Turkmen nor Karakalpak (developers.facebook.com/
documentation/business-messaging/whatsapp/templates/supported-languages, of May 2026): a template in
her language could not even be made for three of our nine.

The names of templates are seen by whoever opens the account: they tell a shape and nothing else.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec

from bot.channels.whatsapp.layout import OPENS, SHAPES, Shape

LANGUAGE: Final = "en"
QUICK_REPLY: Final = "twilio/quick-reply"
LIST_PICKER: Final = "twilio/list-picker"
_HASH_DIGITS: Final = 8
_NAME: Final = re.compile(r"(quick|list)_([1-9]|10)_en_[0-9a-f]{8}")
_TEXT: Final = "{{1}}"
_encode = msgspec.json.Encoder(order="sorted").encode


class Definition(msgspec.Struct, frozen=True):
    """A template that should be there. ``body``: the JSON that makes it."""

    shape: Shape
    name: str
    body: bytes


class Content(msgspec.Struct, frozen=True):
    """A template that is there, as the Content API lists it (``content.v1.content``)."""

    sid: str
    friendly_name: str | None = ""
    types: dict[str, Any] | None = None


class _Meta(msgspec.Struct, frozen=True):
    next_page_url: str | None = None


class _Page(msgspec.Struct):
    contents: list[Content]
    meta: _Meta = _Meta()


_page = msgspec.json.Decoder(_Page)
PAGE: Final = "PageSize=1000"
"""The query of the first page: as many as there may be on one."""


def page(body: bytes) -> tuple[list[Content], str]:
    """The templates on one page, and the query of the next; ``''``: this was the last.

    Raises ``msgspec.MsgspecError``, ``UnicodeDecodeError``, ``RecursionError``.
    """
    read = _page.decode(body)
    return read.contents, (read.meta.next_page_url or "").partition("?")[2]


def definitions() -> tuple[Definition, ...]:
    """Every template that choices may need."""
    return _DEFINITIONS


def known(contents: Iterable[Content]) -> Mapping[Shape, str]:
    """The id of the template of each shape that is there."""
    return {_SHAPES[name]: sid for name, sid in _ours(contents).items()}


def missing(contents: Iterable[Content]) -> tuple[Definition, ...]:
    """What has to be made."""
    there = _ours(contents)
    return tuple(one for one in _DEFINITIONS if one.name not in there)


def outdated(contents: Iterable[Content]) -> tuple[str, ...]:
    """Ids of templates of ours that are not needed any more: of older definitions, or doubles.

    Told by name *and* by form: somebody else's that happens to bear such a name is left alone.
    """
    contents = tuple(contents)
    used = set(_ours(contents).values())
    return tuple(one.sid for one in contents if _is_ours(one) and one.sid not in used)


def _ours(contents: Iterable[Content]) -> dict[str, str]:
    """Ids by name; of doubles the lowest, so that everybody takes the same one."""
    found: dict[str, str] = {}
    for one in contents:
        name = one.friendly_name or ""
        if name in _SHAPES and _is_ours(one):
            found[name] = min(one.sid, found.get(name, one.sid))
    return found


def _is_ours(content: Content) -> bool:
    if not _NAME.fullmatch(content.friendly_name or ""):
        return False
    types = content.types or {}
    form = types.get(QUICK_REPLY) or types.get(LIST_PICKER)
    return len(types) == 1 and isinstance(form, dict) and form.get("body") == _TEXT


def _definition(shape: Shape) -> Definition:
    samples = {"1": "Text"}
    form: dict[str, object] = {"body": _TEXT}
    if shape.kind == "list":
        samples["2"], form["button"] = OPENS, "{{2}}"
    choices = []
    for number in range(1, shape.choices + 1):
        label, data = str(len(samples) + 1), str(len(samples) + 2)
        samples[label], samples[data] = f"Choice {number}", str(number)
        choices.append({"label": f"{{{{{label}}}}}", "id": f"{{{{{data}}}}}"})
    if shape.kind == "list":
        form["items"] = [{"item": one["label"], "id": one["id"]} for one in choices]
        types = {LIST_PICKER: form}
    else:
        form["actions"] = [
            {"type": "QUICK_REPLY", "title": one["label"], "id": one["id"]} for one in choices
        ]
        types = {QUICK_REPLY: form}
    what = {"language": LANGUAGE, "variables": samples, "types": types}
    digits = hashlib.sha256(_encode(what)).hexdigest()[:_HASH_DIGITS]
    name = f"{shape.kind}_{shape.choices}_{LANGUAGE}_{digits}"
    return Definition(shape, name, _encode({"friendly_name": name, **what}))


_DEFINITIONS: Final = tuple(map(_definition, SHAPES))
_SHAPES: Final = {one.name: one.shape for one in _DEFINITIONS}
