"""``pana whatsapp sync``: make the templates that draw choices, and remove ours of older versions.

It is run once when WhatsApp is set up, and again after a new version. Templates of others in the
account are never touched. Without it everything works, with numbers to type instead of buttons.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable
from http import HTTPStatus
from typing import Final, TypeVar

from bot.channels.whatsapp import templates
from bot.channels.whatsapp.outcome import code_of
from bot.channels.whatsapp.transport import (
    HttpTransport,
    NoAnswerError,
    NotSentError,
    Reply,
    Transport,
    listed_contents,
)
from bot.commands import FINDINGS, OK
from bot.commands.arguments import Parser, UsageError, refuse
from bot.settings import SettingsError, Twilio, read_settings

Heard = TypeVar("Heard")
_ACTS: Final = ("sync",)
_GONE: Final = (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_FOUND)


class _Failed(Exception):  # noqa: N818 - it is the name of a fact
    """Nothing more can be done now; the message says what to mend."""


def run(argv: list[str]) -> int:
    """Bring the templates of the account to this version. 0; 1 when one was refused; 2 when nothing
    could be done, with one sentence.

    Raises ``SettingsError``.
    """
    parser = Parser(prog="pana whatsapp", description=__doc__)
    parser.add_argument("act", choices=_ACTS, help="sync: make the templates that draw choices")
    try:
        parser.parse_args(argv)
        twilio = read_settings(os.environ).twilio
        if twilio is None:
            raise SettingsError(
                "WhatsApp is not set up; set TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_FROM."
            )
        return asyncio.run(_sync(twilio))
    except UsageError as problem:
        return refuse("whatsapp", problem)
    except _Failed as problem:
        return refuse("whatsapp", UsageError(str(problem)))


async def _sync(twilio: Twilio) -> int:
    transport = HttpTransport(twilio.api, twilio.content_api, twilio.account, twilio.token)
    try:
        return await _bring(transport)
    finally:
        await transport.close()


async def _bring(transport: Transport) -> int:
    contents = await _heard(listed_contents(transport))
    if isinstance(contents, Reply):
        raise _failure(contents)
    missing, old = templates.missing(contents), templates.outdated(contents)
    refused = 0
    for one in missing:
        reply = await _heard(transport.make_content(one.body))
        if reply.status == HTTPStatus.BAD_REQUEST:
            refused += 1
            print(_refusal(one.name, code_of(reply.body)), file=sys.stderr)
        elif reply.status not in (HTTPStatus.OK, HTTPStatus.CREATED):
            raise _failure(reply)
    if refused:
        return FINDINGS  # a service that runs may still draw with the older ones
    for sid in old:
        reply = await _heard(transport.delete_content(sid))
        if reply.status not in _GONE:
            raise _failure(reply)
    print(
        f"{len(templates.definitions())} templates are there, {len(missing)} of them new; "
        f"{len(old)} old ones were removed. A running service uses them from its next start."
    )
    return OK


async def _heard(call: Awaitable[Heard]) -> Heard:
    try:
        return await call
    except (NotSentError, NoAnswerError):
        raise _Failed(
            "Twilio's server for templates cannot be reached; look at the network and at "
            "TWILIO_CONTENT_API_BASE, and run it again"
        ) from None


def _failure(reply: Reply) -> _Failed:
    match reply.status:
        case HTTPStatus.UNAUTHORIZED:
            return _Failed(
                "Twilio does not accept the account and the token; copy both from the first page "
                "of its console into TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN"
            )
        case HTTPStatus.FORBIDDEN:
            return _Failed(
                "this account may not manage templates; look in the Twilio console whether it is "
                "active and has messaging, and use its own primary token"
            )
        case HTTPStatus.NOT_FOUND:
            return _Failed(
                "there is no server for templates at TWILIO_CONTENT_API_BASE; remove it, or "
                "correct it"
            )
        case HTTPStatus.OK:
            return _Failed(
                "what answers is not Twilio's server for templates; remove "
                "TWILIO_CONTENT_API_BASE, or correct it"
            )
        case HTTPStatus.TOO_MANY_REQUESTS:
            return _Failed("Twilio is asked too much at once; run it again in a minute")
        case _:
            return _Failed(f"Twilio has a fault ({reply.status}); run it again in some minutes")


def _refusal(name: str, code: int) -> str:
    said = f" ({code}: twilio.com/docs/api/errors/{code})" if code else ""
    return (
        f"pana whatsapp: Twilio refused the template {name}{said}; run it again with the newest "
        "version of pana. Until then such choices are numbers to type."
    )
