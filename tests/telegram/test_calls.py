"""Our calls as bytes: the same fields as python-telegram-bot posts, and no markup language ever."""

from __future__ import annotations

import json

import pytest
import telegram
from hypothesis import given
from hypothesis import strategies as st
from telegram.request import BaseRequest, RequestData

from bot.channels.base import MapPin, Message, MessageButton, PositionKeyboard
from bot.channels.telegram import calls

ADDRESS, HER = "700000001", 700_000_001
TEXT = "Помощь рядом 🌷🧿\n\n<b>*x*</b> _y_ `z` & http://example.org"
ROWS = (
    (MessageButton("Иә ✓", "t|yes"), MessageButton("Жоқ", "t|no")),
    (MessageButton("→", "t|next|2"),),
)
OFF = telegram.LinkPreviewOptions(is_disabled=True)
EMOJI = st.text(st.sampled_from("aя🌷👩🏽‍🍳\n ") | st.characters(exclude_categories=("Cs",)))


class Recorded(BaseRequest):
    """Keeps what would be posted."""

    def __init__(self) -> None:
        self.method = ""
        self.fields: dict[str, object] = {}

    @property
    def read_timeout(self) -> float:
        return 1.0

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(self, url: str, method: str, request_data: RequestData, **_: object):
        self.method = url.rpartition("/")[2]
        self.fields = json.loads(json.dumps(request_data.parameters))
        message = {"message_id": 5, "date": 1, "chat": {"id": HER, "type": "private"}}
        result = message if self.method.startswith(("send", "edit")) else True
        return 200, json.dumps({"ok": True, "result": result}).encode()


@pytest.fixture
def posted() -> Recorded:
    return Recorded()


@pytest.fixture
def bot(posted: Recorded) -> telegram.Bot:
    return telegram.Bot("4242:token", request=posted, get_updates_request=posted)


def keyboard() -> telegram.InlineKeyboardMarkup:
    return telegram.InlineKeyboardMarkup(
        [
            [telegram.InlineKeyboardButton(b.label, callback_data=b.data) for b in row]
            for row in ROWS
        ]
    )


@pytest.mark.parametrize("silent", [True, False])
@pytest.mark.parametrize("spoiler", [True, False])
@pytest.mark.parametrize("rows", [ROWS, ()])
async def test_s17_send_message(bot, posted, silent, spoiler, rows):
    length = len(TEXT.encode("utf-16-le")) // 2
    await bot.send_message(
        HER,
        TEXT,
        entities=[telegram.MessageEntity("spoiler", 0, length)] if spoiler else None,
        disable_notification=silent,
        link_preview_options=OFF,
        reply_markup=keyboard() if rows else None,
    )
    ours = calls.send_message(ADDRESS, Message(TEXT, rows, silent=silent, spoiler=spoiler))
    assert (posted.method, posted.fields) == ("sendMessage", json.loads(ours))


@pytest.mark.parametrize("rows", [ROWS, ()])
async def test_edit_message_text(bot, posted, rows):
    await bot.edit_message_text(
        TEXT,
        HER,
        77,
        link_preview_options=OFF,
        reply_markup=keyboard() if rows else None,
    )
    ours = calls.edit_message_text(ADDRESS, "77", Message(TEXT, rows, spoiler=True))
    assert (posted.method, posted.fields) == ("editMessageText", json.loads(ours))


async def test_s43_words_of_another_person_are_masked_below_a_neutral_line(bot, posted):
    text = "🌷 Жаңа хабар\n\nкеш алтыда 🙂"
    start = len("🌷 Жаңа хабар\n\n")
    units = [len(part.encode("utf-16-le")) // 2 for part in (text[:start], text[start:])]
    masked = [telegram.MessageEntity("spoiler", *units)]
    message = Message(text, ROWS, silent=False, spoiler=True, masked_from=start, protected=True)
    await bot.send_message(
        HER,
        text,
        entities=masked,
        disable_notification=False,
        link_preview_options=OFF,
        protect_content=True,
        reply_markup=keyboard(),
    )
    ours = calls.send_message(ADDRESS, message)
    assert posted.fields == json.loads(ours)
    await bot.edit_message_text(
        text, HER, 77, entities=masked, link_preview_options=OFF, reply_markup=keyboard()
    )
    ours = calls.edit_message_text(ADDRESS, "77", message)
    assert posted.fields == json.loads(ours)


async def test_delete_messages(bot, posted):
    await bot.delete_messages(HER, [7, 8, 9])
    ours = calls.delete_messages(ADDRESS, ("7", "8", "9"))
    assert (posted.method, posted.fields) == ("deleteMessages", json.loads(ours))


async def test_s16_a_map_pin_has_no_title(bot, posted):
    await bot.send_location(HER, 42.34, 69.59, disable_notification=True)
    ours = calls.send_location(ADDRESS, MapPin(42.34, 69.59, "Дағдарыс орталығы"))
    assert (posted.method, posted.fields) == ("sendLocation", json.loads(ours))


async def test_the_key_that_sends_her_position(bot, posted):
    key = telegram.KeyboardButton("Мен осындамын", request_location=True)
    await bot.send_message(
        HER,
        "Қайда?",
        disable_notification=True,
        link_preview_options=OFF,
        reply_markup=telegram.ReplyKeyboardMarkup(
            [[key]], one_time_keyboard=True, resize_keyboard=True
        ),
    )
    ours = calls.send_keyboard(ADDRESS, PositionKeyboard("Қайда?", "Мен осындамын"))
    assert (posted.method, posted.fields) == ("sendMessage", json.loads(ours))


async def test_the_keyboard_goes(bot, posted):
    await bot.send_message(
        HER,
        "·",
        disable_notification=True,
        link_preview_options=OFF,
        reply_markup=telegram.ReplyKeyboardRemove(),
    )
    ours = calls.remove_keyboard(ADDRESS)
    assert (posted.method, posted.fields) == ("sendMessage", json.loads(ours))


@pytest.mark.parametrize("alert", ["", "Сақталды 🌷"])
async def test_answer_callback_query(bot, posted, alert):
    await bot.answer_callback_query("8912", text=alert or None)
    assert posted.fields == calls.answer_callback_query("8912", alert)


@given(EMOJI)
def test_a_spoiler_covers_the_whole_text_in_telegrams_units(text):
    body = json.loads(calls.send_message(ADDRESS, Message(text, spoiler=True)))
    (spoiler,) = body["entities"]
    assert spoiler == {"type": "spoiler", "offset": 0, "length": len(text.encode("utf-16-le")) // 2}
    entity = telegram.MessageEntity("spoiler", 0, spoiler["length"])
    if text:
        whole = telegram.Message(
            1, None, telegram.Chat(1, "private"), text=text, entities=(entity,)
        )
        assert whole.parse_entity(entity) == text


@given(EMOJI, st.booleans(), st.booleans())
def test_text_goes_out_as_it_is_and_nothing_reads_markup_in_it(text, spoiler, silent):
    message = Message(text, ROWS, spoiler=spoiler, silent=silent)
    for body in (
        calls.send_message(ADDRESS, message),
        calls.edit_message_text(ADDRESS, "5", message),
    ):
        assert json.loads(body)["text"] == text
        assert b"parse_mode" not in body
