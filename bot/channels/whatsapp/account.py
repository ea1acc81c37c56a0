"""Whether the account at Twilio can be used, and which templates it has: asked at the start.

What cannot work is one sentence with its remedy, which shows no value.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from bot.channels.base import AccountError
from bot.channels.whatsapp import templates
from bot.channels.whatsapp.layout import SHAPES, Shape
from bot.channels.whatsapp.transport import (
    NoAnswerError,
    NotSentError,
    Reply,
    Transport,
    listed_contents,
)
from bot.clock import Clock

AGAIN_SECONDS: Final = 2.0
LONGEST_SECONDS: Final = 60.0

REFUSED: Final = (
    "Twilio does not accept TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN. Copy both anew from the "
    "first page of its console; the token is the primary one of the account, not an API key."
)
FORBIDDEN: Final = (
    "Twilio accepts the account and lets it do nothing: it is suspended, has no messaging, or "
    "these are test credentials. Look at the first page of its console."
)
NOT_THERE: Final = (
    "At TWILIO_CONTENT_API_BASE there is no Twilio. Remove the setting, or correct it."
)
NO_TEMPLATES: Final = (
    "WhatsApp has no buttons yet: choices are numbered lines. Run `pana whatsapp sync` and start "
    "again."
)
NO_SENDER: Final = (
    "TWILIO_FROM is no WhatsApp sender of this account, so nobody is answered. In the Twilio "
    "console look at Messaging, Senders, WhatsApp senders: the number has to be online there."
)
WRONG_SIGNATURE: Final = (
    "A message came that was signed for another address or with another token, so it was refused. "
    "Compare the webhook of the sender in the Twilio console with the address that was printed at "
    "the start, letter by letter, and TWILIO_AUTH_TOKEN with the primary token."
)
_log = logging.getLogger(__name__)


async def templates_of(transport: Transport, clock: Clock) -> Mapping[Shape, str]:
    """The account's templates by shape, asked until Twilio answers.

    Raises :class:`AccountError`.
    """
    wait = AGAIN_SECONDS
    while True:
        contents = await _ask(transport)
        if contents is not None:
            return contents
        _log.warning(
            "Twilio does not answer yet, it is asked again; choices are numbered until then."
        )
        await clock.sleep_until(clock.now() + wait)
        wait = min(LONGEST_SECONDS, wait * 2)


def are_whole(known: Mapping[Shape, str]) -> bool:
    """Whether every shape can be drawn."""
    return all(shape in known for shape in SHAPES)


async def _ask(transport: Transport) -> Mapping[Shape, str] | None:
    try:
        contents = await listed_contents(transport)
    except (NotSentError, NoAnswerError):
        return None
    if not isinstance(contents, Reply):
        return templates.known(contents)
    match contents.status:
        case HTTPStatus.UNAUTHORIZED:
            raise AccountError(REFUSED)
        case HTTPStatus.FORBIDDEN:
            raise AccountError(FORBIDDEN)
        case HTTPStatus.NOT_FOUND:
            raise AccountError(NOT_THERE)
        case _:
            return None
