"""The buttons under a message, and under the text field: what Telegram takes."""

from __future__ import annotations

from typing import Any

from fakes.telegram.parameters import names, refuse_unknown
from fakes.telegram.refusals import BadRequest, bad

BUTTON = names(
    "text icon_custom_emoji_id style url callback_data web_app login_url switch_inline_query "
    "switch_inline_query_current_chat switch_inline_query_chosen_chat copy_text callback_game pay "
    "request_users request_chat request_managed_bot request_contact request_location "
    "request_poll"
)
LOOKS = frozenset({"text", "style", "icon_custom_emoji_id"})  # what a button does not do
KINDS = frozenset({"inline_keyboard", "keyboard", "remove_keyboard", "force_reply"})
MARKUP = KINDS | names(
    "is_persistent resize_keyboard one_time_keyboard input_field_placeholder selective"
)
FLAGS = names(
    "is_persistent resize_keyboard one_time_keyboard selective remove_keyboard force_reply"
)
PRIVATE_ONLY = {
    "request_location": "location can be requested in private chats only",
    "request_contact": "phone number can be requested in private chats only",
    "request_poll": "poll can be requested in private chats only",
}
MOST_BUTTONS, MOST_DATA = 100, 64  # buttons of a message; bytes of a callback


def check_markup(markup: Any, inline_only: bool, private: bool = True) -> None:  # noqa: ANN401
    """Refuse a keyboard that Telegram refuses."""
    if not isinstance(markup, dict):
        raise bad("object expected as reply markup")
    if inline_only and "inline_keyboard" not in markup:
        raise bad("inline keyboard expected")
    refuse_unknown(markup.keys(), MARKUP)
    if len(markup.keys() & KINDS) > 1:
        raise bad("more than one kind of keyboard (Telegram would take the first)")
    for flag in markup.keys() & FLAGS:
        if not isinstance(markup[flag], bool):
            raise bad(f'field "{flag}" must be of type Boolean')
    count = 0
    for field, kind in (("inline_keyboard", "inline keyboard"), ("keyboard", "keyboard")):
        rows = markup.get(field, [])
        if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
            of = " of the InlineKeyboardMarkup" if field == "inline_keyboard" else ""
            raise bad(f'field "{field}"{of} must be an Array of Arrays')
        for button in (button for row in rows for button in row):
            count += 1
            check_button(button, kind, private)
    if count > MOST_BUTTONS:
        raise bad("reply markup is too long")


def check_button(button: Any, kind: str, private: bool = True) -> None:  # noqa: ANN401
    """Refuse a button that Telegram refuses; `kind` is "inline keyboard" or "keyboard"."""

    def wrong(description: str) -> BadRequest:
        return bad(f"can't parse {kind} button: {description}")

    inline = kind == "inline keyboard"
    if isinstance(button, str) and not inline:
        button = {"text": button}
    if not isinstance(button, dict):
        raise wrong(
            "InlineKeyboardButton must be an Object"
            if inline
            else "KeyboardButton must be a String or an Object"
        )
    refuse_unknown(button.keys(), BUTTON)
    if "text" not in button:
        raise wrong('Can\'t find field "text"')
    for field in ("text", "url", "callback_data"):
        if not isinstance(button.get(field, ""), str):
            raise wrong(f'Field "{field}" must be of type String')
    if not button["text"]:
        raise bad(f"{kind} button text must be non-empty")
    deeds = [field for field in button.keys() - LOOKS if button[field] not in (None, "")]
    if inline and not deeds:
        raise wrong("Text buttons are unallowed in the inline keyboard")
    if len(deeds) > 1:
        raise wrong("it does more than one thing (Telegram would take the first)")
    if not inline and not private:
        for field in deeds:
            if field in PRIVATE_ONLY:
                raise bad(PRIVATE_ONLY[field])
    if len(button.get("callback_data", "").encode()) > MOST_DATA:
        raise bad("BUTTON_DATA_INVALID")
