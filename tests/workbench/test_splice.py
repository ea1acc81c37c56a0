"""Texts go where they belong, and every other character of a file stays as it is."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from bot.workbench.splice import NoPlaceError, Page

MESSAGES = """\
# What the door says.
door.safe: |
  One line.

  Another one.   # not a comment

# A comment that stays.
door.yes: "Yes"   # and this one
door.no:
  text: No
  tags: [critical]
find.places:
  one: "{n} place"
  other: "{n} places"
"""
TOPIC = """\
topic: divorce
label: {kk: "Ажырасу", ru: "Развод"}   # short
today:
- id: first
  text:
    kk: "Бір"
    ru: "Один"
- id: second
  text:
    ru: "Один"

    en: >
      One
      two
# end
"""
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp")) | st.just("\n"),
    min_size=1,
).map(lambda text: text.replace("\x85", "").replace("﻿", "").strip())


def read(text: str):
    return yaml.load(text, yaml.BaseLoader)


@given(TEXTS.filter(bool), st.sampled_from(["door.safe", "door.yes", "door.new", "door.no"]))
@example("a: b # c", "door.yes")
@example("- 'x' \"y\" \\", "door.safe")
@example("one\n\n  two\n three", "door.new")
def test_a_message_says_what_was_put_and_the_others_what_they_said(text, key):
    page = Page(MESSAGES)
    page.put_message(key, {"other": text})
    made, before = read(page.done()), read(MESSAGES)
    said = made[key]["text"] if key == "door.no" else made[key]
    lines = [line.rstrip() for line in text.split("\n")]
    assert [line.rstrip() for line in said.strip().split("\n")] == lines
    assert {name: made[name] for name in before if name != key} == {
        name: before[name] for name in before if name != key
    }
    assert "# A comment that stays." in page.done()


def test_forms_are_put_one_by_one():
    page = Page(MESSAGES)
    page.put_message("find.places", {"one": "{n} town", "other": "{n} towns"})
    assert read(page.done())["find.places"] == {"one": "{n} town", "other": "{n} towns"}
    new = Page("")
    new.put_message("find.places", {"one": "{n} жер", "other": "{n} жер\n\nэки"})
    assert read(new.done())["find.places"]["other"].strip() == "{n} жер\n\nэки"


def test_nothing_put_is_nothing_changed():
    assert Page(MESSAGES).done() == MESSAGES
    assert Page(TOPIC).done() == TOPIC


def test_a_language_is_added_beside_the_others():
    page = Page(TOPIC)
    page.put_beside(2, "ru", "Развод", tag="ky", says='Ажы"рашуу')
    page.put_beside(7, "ru", "Один", tag="ky", says="Бир: жана # башка")
    page.put_beside(10, "ru", "Один", tag="en", says="One")
    made = read(page.done())
    assert made["label"] == {"kk": "Ажырасу", "ru": "Развод", "ky": 'Ажы"рашуу'}
    assert made["today"][0]["text"]["ky"] == "Бир: жана # башка"
    assert made["today"][1]["text"] == {"ru": "Один", "en": "One"}
    assert page.done().count("# end") == page.done().count("# short") == 1


def test_a_text_that_is_not_there_finds_no_place():
    with pytest.raises(NoPlaceError):
        Page(TOPIC).put_beside(2, "ru", "Другое", tag="ky", says="x")


def test_records_are_taken_out_whole():
    text = "signed:\n- key: a\n  who: X\n- key: b\n  who: Y\n- key: c\n  who: Z\n"
    made = Page(text).without_items("signed", lambda item: item["key"] == "b")
    assert [one["key"] for one in read(made)["signed"]] == ["a", "c"]
