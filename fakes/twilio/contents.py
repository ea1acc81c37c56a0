"""Content templates: what may stand in them, and what becomes of them when they are filled."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from fakes.twilio.refusals import Refused

# Longest texts, in UTF-16 units: nobody says what is counted, and this is the strictest.
BODY, PLAIN_BODY, BUTTON, ITEM, DESCRIPTION, ID = 1024, 1600, 20, 24, 72, 200
LONGEST_VALUE, LONGEST_KEY, MOST_VARIABLES = 1600, 16, 100
MOST_ITEMS, MOST_UNAPPROVED = 10, 3
PLACEHOLDER = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
KEY = re.compile(rf"[A-Za-z0-9_]{{1,{LONGEST_KEY}}}")
SPACED = re.compile(r"[\n\r\t]| {5,}")
PLAIN, QUICK, LIST = "twilio/text", "twilio/quick-reply", "twilio/list-picker"


def units(text: str) -> int:
    """Its length: an emoji counts twice or more."""
    return len(text.encode("utf-16-le")) // 2


@dataclass(frozen=True)
class Button:
    """Something that can be chosen: a quick reply, or an item of a list."""

    label: str
    id: str
    description: str = ""
    listed: bool = False  # behind the button that opens the list


@dataclass(frozen=True)
class Drawn:
    """A message as a phone gets it."""

    text: str = ""
    buttons: tuple[Button, ...] = ()
    opener: str = ""  # the label of the button that opens the list
    media: tuple[str, ...] = ()  # content types
    place: tuple[float, float] | None = None


@dataclass
class Content:
    """One template."""

    sid: str
    name: str | None
    language: str
    variables: dict[str, str]
    types: dict[str, dict]
    at: float
    approved: bool = False  # by WhatsApp, so it may be sent outside the 24 hours
    placeholders: set[str] = field(default_factory=set)

    @property
    def kind(self) -> str:
        """The richest of its types, which is the one that WhatsApp shows."""
        return next(kind for kind in (LIST, QUICK, PLAIN) if kind in self.types)


# --- creating


def without_null(value: Any) -> Any:  # noqa: ANN401 - whatever JSON can hold
    """Null is as good as nothing: the official client writes it for all that is not set."""
    if isinstance(value, dict):
        return {key: without_null(one) for key, one in value.items() if one is not None}
    return [without_null(one) for one in value] if isinstance(value, list) else value


def check(body: dict) -> None:
    """Whether this can become a template."""
    _shape("the content", body, {"language": str, "types": dict}, {"friendly_name": str})
    variables = body.get("variables", {})
    _strings("variables", variables)
    if not body["types"]:
        raise Refused(20001, "types: there is none")
    for kind, value in body["types"].items():
        if kind == PLAIN:
            _shape(kind, value, {"body": str}, {})
        elif kind == QUICK:
            _shape(kind, value, {"body": str, "actions": list}, {})
            _amount(kind, value["actions"])
            for action in value["actions"]:
                _shape("action", action, {"title": str}, {"id": str, "type": str})
                if action.get("type", "QUICK_REPLY") != "QUICK_REPLY":
                    raise Refused(20001, "type of an action is not QUICK_REPLY")
        elif kind == LIST:
            _shape(kind, value, {"body": str, "button": str, "items": list}, {})
            _amount(kind, value["items"])
            for item in value["items"]:
                _shape("item", item, {"item": str, "id": str}, {"description": str})
        else:
            raise Refused(20001, f"{kind} is not known here")
        for name, text, longest in _texts(kind, value):
            if not text:
                raise Refused(20001, f"{kind}: {name} is empty")
            if units(PLACEHOLDER.sub("", text)) > longest:
                raise Refused(20001, f"{kind}: {name} has more than {longest} characters")
    found = placeholders(body["types"])
    if len(found | variables.keys()) > MOST_VARIABLES:
        raise Refused(20001, f"more than {MOST_VARIABLES} variables")


def placeholders(types: dict) -> set[str]:
    """The variables in its texts."""
    keys: set[str] = set()
    for kind, value in types.items():
        for name, text, _ in _texts(kind, value):
            keys.update(PLACEHOLDER.findall(text))
            left = PLACEHOLDER.sub("", text)
            if "{{" in left or "}}" in left:
                raise Refused(20001, f"{kind}: a placeholder in {name} is broken")
    if wrong := [key for key in keys if not KEY.fullmatch(key)]:
        raise Refused(20001, f"no names for variables: {wrong}")
    return keys


def _texts(kind: str, value: dict) -> Iterator[tuple[str, str, int]]:
    """All texts of a type: name, text, longest."""
    yield "body", value["body"], PLAIN_BODY if kind == PLAIN else BODY
    if kind == LIST:
        yield "button", value["button"], BUTTON
    for item in value.get("items", ()):
        yield "item", item["item"], ITEM
        yield "id", item["id"], ID
        if "description" in item:
            yield "description", item["description"], DESCRIPTION
    for action in value.get("actions", ()):
        yield "title", action["title"], BUTTON
        if "id" in action:
            yield "id", action["id"], ID


def _shape(what: str, value: object, needed: dict, allowed: dict) -> None:
    if not isinstance(value, dict):
        raise Refused(20001, f"{what} is not an object")
    if lacking := needed.keys() - value.keys():
        raise Refused(20001, f"{what} lacks {sorted(lacking)}")
    known = needed | allowed
    if what == "the content":
        known["variables"] = dict
    if unknown := value.keys() - known.keys():
        raise Refused(20001, f"{what} has unknown {sorted(unknown)}")
    for name, kind in known.items():
        if name in value and not isinstance(value[name], kind):
            raise Refused(20001, f"{what}: {name} is not {kind.__name__}")


def _strings(what: str, value: dict) -> None:
    for key, text in value.items():
        if not KEY.fullmatch(key) or not isinstance(text, str):
            raise Refused(20001, f"{what}: {key!r} is not a name with a text")


def _amount(kind: str, values: list) -> None:
    if not 1 <= len(values) <= MOST_ITEMS:
        raise Refused(20001, f"{kind} has {len(values)} buttons; 1 to {MOST_ITEMS} may be")


# --- filling


def values_of(content: Content, text: str) -> dict[str, str]:
    """ContentVariables and, for those that are missing, the template's own."""
    try:
        given = json.loads(text) if text else {}
    except ValueError:
        raise Refused(21656, "ContentVariables is not JSON") from None
    if not isinstance(given, dict):
        raise Refused(21656, "ContentVariables is not an object")
    if unknown := given.keys() - content.placeholders:
        raise Refused(21656, f"the template has no {sorted(unknown)}")  # Twilio ignores them
    values = content.variables | given
    for key in content.placeholders:
        value = values.get(key)
        if not isinstance(value, str) or not value:
            raise Refused(21656, f"variable {key} has no text")
        if units(value) > LONGEST_VALUE:
            raise Refused(21658, f"variable {key} has more than {LONGEST_VALUE} characters")
    return values


def fill(content: Content, values: dict[str, str]) -> Drawn:
    """The template with its variables replaced."""
    kind, value = content.kind, content.types[content.kind]
    for name, text, longest in _texts(kind, value):
        for key in PLACEHOLDER.findall(text):
            if name == "body" and SPACED.search(values[key]):
                raise Refused(21656, f"variable {key} has a new line, a tab or five spaces")
            if units(values[key]) > longest:
                raise Refused(21658, f"variable {key} is too long for {name} ({longest})")

    def filled(text: str) -> str:
        return PLACEHOLDER.sub(lambda found: values[found[1]], text)

    drawn = Drawn(filled(value["body"]))
    if kind == LIST:
        buttons = tuple(
            Button(filled(one["item"]), filled(one["id"]), filled(one.get("description", "")), True)
            for one in value["items"]
        )
        return replace(drawn, buttons=buttons, opener=filled(value["button"]))
    titles = [(filled(one["title"]), one.get("id")) for one in value.get("actions", ())]
    return replace(drawn, buttons=tuple(Button(one, filled(id_ or one)) for one, id_ in titles))


def unfit(content: Content, drawn: Drawn) -> str:
    """Why WhatsApp will not show it (Twilio learns of this only later), ``""`` if it will."""
    buttons = drawn.buttons
    lengths = [("body", drawn.text, PLAIN_BODY if content.kind == PLAIN else BODY)]
    lengths += [("button", drawn.opener, BUTTON)]
    for one in buttons:
        lengths += [("label", one.label, ITEM if one.listed else BUTTON), ("id", one.id, ID)]
        lengths += [("description", one.description, DESCRIPTION)]
    for name, text, longest in lengths:
        if units(text) > longest:
            return f"{name} has {units(text)} characters, {longest} may be"
    if content.kind == QUICK and len(buttons) > MOST_UNAPPROVED and not content.approved:
        return f"{len(buttons)} buttons; {MOST_UNAPPROVED} may be without approval"
    if len({one.id for one in buttons}) < len(buttons):
        return "two buttons have one id"
    if content.kind == QUICK and len({one.label for one in buttons}) < len(buttons):
        return "two buttons have one title"
    return ""
