"""Updates that a bot may get although nobody planned for them.

Each function makes one, without its update id: give it to `World.deliver`.
"""

from __future__ import annotations

from collections.abc import Callable

from fakes.telegram.media import poll as poll_content
from fakes.telegram.person import Person

SECOND = 1_700_000_000  # any date
STRANGE_CHAT = {"id": -1001777, "type": "supergroup", "title": "Strange"}
CHANNEL = {"id": -1001888, "type": "channel", "title": "News"}
BUSINESS = "business-connection"


def inline_query(person: Person) -> dict:
    """She types the bot's name and something in another chat."""
    query = {"id": "1", "from": person.user, "query": "help", "offset": "", "chat_type": "sender"}
    return {"inline_query": query}


def chosen_inline_result(person: Person) -> dict:
    """She picks an inline result."""
    return {"chosen_inline_result": {"result_id": "1", "from": person.user, "query": "help"}}


def message_reaction(person: Person) -> dict:
    """She puts a heart under a message."""
    return {
        "message_reaction": {
            "chat": person.chat.brief,
            "message_id": 1,
            "user": person.user,
            "date": SECOND,
            "old_reaction": [],
            "new_reaction": [{"type": "emoji", "emoji": "❤"}],
        }
    }


def message_reaction_count(person: Person) -> dict:  # noqa: ARG001 - all take a person
    """Anonymous reactions in a channel."""
    heart = {"type": {"type": "emoji", "emoji": "❤"}, "total_count": 2}
    counted = {"chat": CHANNEL, "message_id": 1, "date": SECOND, "reactions": [heart]}
    return {"message_reaction_count": counted}


def poll(person: Person) -> dict:  # noqa: ARG001
    """A poll that the bot sent has changed."""
    return {"poll": poll_content()["poll"]}


def poll_answer(person: Person) -> dict:
    """She answers a poll."""
    answer = {
        "poll_id": "5000000001",
        "user": person.user,
        "option_ids": [0],
        "option_persistent_ids": ["a"],
    }
    return {"poll_answer": answer}


def chat_join_request(person: Person) -> dict:
    """She asks to join a group that the bot keeps."""
    request = {
        "chat": STRANGE_CHAT,
        "from": person.user,
        "user_chat_id": person.id,
        "date": SECOND,
    }
    return {"chat_join_request": request}


def chat_member(person: Person) -> dict:
    """Somebody's standing in a group has changed."""
    changed = {
        "chat": STRANGE_CHAT,
        "from": person.user,
        "date": SECOND,
        "old_chat_member": {"user": person.user, "status": "member"},
        "new_chat_member": {"user": person.user, "status": "left"},
    }
    return {"chat_member": changed}


def business_connection(person: Person) -> dict:
    """She connects the bot to her business account."""
    connection = {
        "id": BUSINESS,
        "user": person.user,
        "user_chat_id": person.id,
        "date": SECOND,
        "is_enabled": True,
    }
    return {"business_connection": connection}


def business_message(person: Person) -> dict:
    """Somebody writes to a business account that the bot is connected to."""
    return {"business_message": _message(person) | {"business_connection_id": BUSINESS}}


def edited_business_message(person: Person) -> dict:
    """Such a message is edited."""
    edited = {"business_connection_id": BUSINESS, "edit_date": SECOND + 1}
    return {"edited_business_message": _message(person) | edited}


def deleted_business_messages(person: Person) -> dict:
    """Such messages are deleted."""
    deleted = {
        "business_connection_id": BUSINESS,
        "chat": person.chat.brief,
        "message_ids": [1, 2],
    }
    return {"deleted_business_messages": deleted}


def shipping_query(person: Person) -> dict:
    """She buys something that has to be sent."""
    address = {
        "country_code": "KZ",
        "state": "",
        "city": "Shymkent",
        "street_line1": "Main street 1",
        "street_line2": "",
        "post_code": "160000",
    }
    query = {
        "id": "2",
        "from": person.user,
        "invoice_payload": "x",
        "shipping_address": address,
    }
    return {"shipping_query": query}


def pre_checkout_query(person: Person) -> dict:
    """She pays."""
    query = {
        "id": "3",
        "from": person.user,
        "currency": "XTR",
        "total_amount": 1,
        "invoice_payload": "x",
    }
    return {"pre_checkout_query": query}


def purchased_paid_media(person: Person) -> dict:
    """She buys media."""
    return {"purchased_paid_media": {"from": person.user, "paid_media_payload": "x"}}


def chat_boost(person: Person) -> dict:
    """She boosts a channel."""
    boost = {
        "boost_id": "b",
        "add_date": SECOND,
        "expiration_date": SECOND + 1,
        "source": {"source": "premium", "user": person.user},
    }
    return {"chat_boost": {"chat": CHANNEL, "boost": boost}}


def removed_chat_boost(person: Person) -> dict:
    """She boosts it no more."""
    removed = {
        "chat": CHANNEL,
        "boost_id": "b",
        "remove_date": SECOND,
        "source": {"source": "premium", "user": person.user},
    }
    return {"removed_chat_boost": removed}


def channel_post(person: Person) -> dict:  # noqa: ARG001
    """A post in a channel that the bot does not know."""
    return {"channel_post": _post()}


def edited_channel_post(person: Person) -> dict:  # noqa: ARG001
    """It is edited."""
    return {"edited_channel_post": _post() | {"edit_date": SECOND + 1, "text": "More news"}}


def guest_message(person: Person) -> dict:
    """The bot is called in a chat that it does not belong to."""
    message = _message(person) | {"chat": STRANGE_CHAT, "guest_query_id": "guest-1"}
    return {"guest_message": message}


def managed_bot(person: Person) -> dict:
    """A bot was made that ours is to keep."""
    other = {"id": 4243, "is_bot": True, "first_name": "Other", "username": "other_bot"}
    return {"managed_bot": {"user": person.user, "bot": other}}


def from_the_future(person: Person) -> dict:
    """A kind of update that does not exist yet."""
    return {"dream_shared": {"id": "4", "from": person.user, "vividness": 7}}


def inaccessible_message(person: Person, message_id: int = 1, data: str = "x") -> dict:
    """The content of a press under a message that is too old or gone: its date is 0. For
    `Person.press_arrives`.
    """
    message = {"chat": person.chat.brief, "message_id": message_id, "date": 0}
    return {"message": message, "data": data}


def inline_press(person: Person, data: str = "x") -> dict:  # noqa: ARG001
    """The content of a press under a message that was sent inline: the bot gets no message."""
    return {"inline_message_id": "inline-1", "data": data}


def game_press(person: Person) -> dict:  # noqa: ARG001
    """The content of a press that opens a game: there is no data."""
    return {"inline_message_id": "inline-1", "game_short_name": "race"}


def _message(person: Person) -> dict:
    return {
        "message_id": 1,
        "from": person.user,
        "chat": person.chat.brief,
        "date": SECOND,
        "text": "hello",
    }


def _post() -> dict:
    return {
        "message_id": 1,
        "sender_chat": CHANNEL,
        "chat": CHANNEL,
        "date": SECOND,
        "text": "News",
    }


RARITIES: dict[str, Callable[[Person], dict]] = {
    make.__name__: make
    for make in (
        inline_query,
        chosen_inline_result,
        message_reaction,
        message_reaction_count,
        poll,
        poll_answer,
        chat_join_request,
        chat_member,
        business_connection,
        business_message,
        edited_business_message,
        deleted_business_messages,
        shipping_query,
        pre_checkout_query,
        purchased_paid_media,
        chat_boost,
        removed_chat_boost,
        channel_post,
        edited_channel_post,
        guest_message,
        managed_bot,
        from_the_future,
    )
}
