"""The templates: every shape once, nothing said in them, only our own ever removed."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.base import Message, MessageButton
from bot.channels.whatsapp.layout import SHAPES, drawn
from bot.channels.whatsapp.templates import (
    Content,
    definitions,
    known,
    missing,
    outdated,
    page,
)

PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")


def content(number: int, sid: str = "") -> Content:
    body = json.loads(definitions()[number].body)
    return Content(sid or f"HX{number:032}", body["friendly_name"], body["types"])


ALL = [content(number) for number in range(len(SHAPES))]


def test_there_is_one_for_every_shape():
    assert [one.shape for one in definitions()] == list(SHAPES)
    assert len({one.name for one in definitions()}) == 13


@pytest.mark.parametrize("one", definitions(), ids=lambda one: one.name)
def test_everything_in_it_is_a_variable_with_a_sample(one):
    body = json.loads(one.body)
    assert body["friendly_name"] == one.name
    assert body["language"] == "en"
    ((kind, form),) = body["types"].items()
    texts = [form["body"]]
    if one.shape.kind == "quick":
        assert kind == "twilio/quick-reply"
        assert {action.pop("type") for action in form["actions"]} == {"QUICK_REPLY"}
        texts += [text for action in form["actions"] for text in (action["title"], action["id"])]
    else:
        assert kind == "twilio/list-picker"
        texts += [form["button"], *(t for i in form["items"] for t in (i["item"], i["id"]))]
    names = [match[1] for text in texts if (match := PLACEHOLDER.fullmatch(text))]
    assert len(names) == len(texts) == len(set(names))
    assert body["variables"].keys() == set(names)
    assert all(body["variables"].values())


@pytest.mark.parametrize("one", definitions(), ids=lambda one: one.name)
def test_what_is_laid_out_fills_it_as_it_reads(one):
    choices = tuple(MessageButton(f"Label {n}", f"tok|{n}") for n in range(one.shape.choices))
    laid = drawn(Message("Text", (choices,), foot="Foot"), {one.shape}, "Open", lines=True)
    assert laid is not None
    body = json.loads(one.body)
    assert laid.variables.keys() == body["variables"].keys()
    said = PLACEHOLDER.sub(lambda match: laid.variables[match[1]], json.dumps(body["types"]))
    (form,) = json.loads(said.replace("\n", "\\n")).values()
    assert form["body"] == "Text\n\nFoot"
    drawn_choices = form.get("actions") or form["items"]
    labels = [(one.get("title") or one["item"], one["id"]) for one in drawn_choices]
    assert labels == [(choice.label, choice.data) for choice in choices]


def test_names_betray_nothing():
    for one in definitions():
        assert re.fullmatch(r"(quick|list)_\d+_en_[0-9a-f]{8}", one.name)


def test_names_follow_the_definition():
    # Changed on purpose with a definition: every account has to be synced again then.
    assert definitions()[1].name == "quick_2_en_47f0bded"
    assert definitions()[-1].name == "list_10_en_4451adb3"


def test_what_is_there_is_known_and_what_is_not_is_missing():
    assert known(ALL) == {shape: f"HX{number:032}" for number, shape in enumerate(SHAPES)}
    assert missing(ALL) == ()
    assert missing(ALL[:-1]) == definitions()[-1:]
    assert missing([]) == definitions()
    assert outdated(ALL) == ()


def test_older_definitions_and_doubles_are_outdated():
    older = Content("HXolder", "list_4_en_00000000", {"twilio/list-picker": {"body": "{{1}}"}})
    double = content(3, "HXzzz")
    assert outdated([*ALL, older, double]) == ("HXolder", "HXzzz")
    assert known([double, *ALL])[SHAPES[3]] == ALL[3].sid


@pytest.mark.parametrize(
    "other",
    [
        Content("HX1", None, {"twilio/list-picker": {"body": "{{1}}"}}),
        Content("HX1", "welcome_en", {"twilio/quick-reply": {"body": "{{1}}"}}),
        Content("HX1", "list_4_ru_00000000", {"twilio/list-picker": {"body": "{{1}}"}}),
        Content("HX1", "xlist_4_en_00000000", {"twilio/list-picker": {"body": "{{1}}"}}),
        Content("HX1", "list_4_en_00000000\n", {"twilio/list-picker": {"body": "{{1}}"}}),
        Content("HX1", "list_4_en_00000000", {"twilio/list-picker": {"body": "Which flight?"}}),
        Content("HX1", "list_4_en_00000000", {"twilio/text": {"body": "{{1}}"}}),
        Content("HX1", "list_4_en_00000000", None),
        Content("HX1", definitions()[0].name, {"twilio/text": {"body": "{{1}}"}}),
    ],
)
def test_templates_of_others_are_left_alone(other):
    assert outdated([other]) == ()
    assert known([other]) == {}


@given(st.text(), st.text())
def test_no_other_name_is_ever_ours(name, text):
    forms = {"twilio/list-picker": {"body": text}}
    assert outdated([Content("HX1", name, forms)]) == ()


def test_a_page_is_read():
    body = {
        "contents": [{"sid": "HX1", "friendly_name": None, "language": "en", "types": {}}],
        "meta": {"next_page_url": "https://elsewhere.example/v1/Content?PageSize=1&PageToken=x"},
    }
    contents, query = page(json.dumps(body).encode())
    assert contents == [Content("HX1", None, {})]
    assert query == "PageSize=1&PageToken=x"
    body["meta"]["next_page_url"] = None
    assert page(json.dumps(body).encode())[1] == ""
