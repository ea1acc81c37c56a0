"""Who we are at Telegram, and where it sends updates: asked and told at the start.

What cannot work is one sentence with its remedy. The worst mistake here: to let the token into
one of these sentences.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

import msgspec

from bot.channels.base import AccountError
from bot.channels.telegram.incoming import ALLOWED
from bot.channels.telegram.transport import NoAnswerError, NotSentError, Reply, Transport
from bot.channels.telegram.unreadable import UNREADABLE
from bot.clock import Clock

if TYPE_CHECKING:
    from telegram import Bot

CLOCK_SECONDS: Final = 60.0
"""A clock that is wrong by more would take fresh messages for old ones."""
AGAIN_SECONDS: Final = 2.0
LONGEST_SECONDS: Final = 30.0
WEBHOOK_CONNECTIONS: Final = 100

TOKEN: Final = "TELEGRAM_TOKEN"  # noqa: S105 - the name of a setting
STAFF_TOKEN: Final = "STAFF_TELEGRAM_TOKEN"  # noqa: S105


def refused(setting: str) -> str:
    """The sentence about a token that Telegram does not know."""
    return (
        f"Telegram refuses {setting}: it is not the token of a bot, or it was revoked. Copy it "
        "anew from BotFather."
    )


REFUSED: Final = refused(TOKEN)
WEBHOOK_ELSEWHERE: Final = (
    "Telegram sends the updates of this token to a webhook, so they cannot be fetched. Set "
    "PUBLIC_URL to receive them here, or end the other installation and remove its webhook: open "
    "the address of the Bot API with /bot, the token and /deleteWebhook in a browser."
)
TWO_PROCESSES: Final = (
    "Another process fetches the updates of this token. Only one may: end the other one, or use "
    "another bot."
)
_log = logging.getLogger(__name__)


class _Me(msgspec.Struct):
    id: int
    username: str = ""
    has_topics_enabled: bool = False


class _Answer(msgspec.Struct):
    ok: bool
    result: _Me | None = None


_answer = msgspec.json.Decoder(_Answer)


class Account(msgspec.Struct, frozen=True):
    """Our bot."""

    id: int
    username: str
    topics: bool = False
    """Private chats with it may have topics."""


async def identify(transport: Transport, clock: Clock, setting: str = TOKEN) -> Account:
    """Ask until Telegram answers. ``setting``: where the token stands.

    Raises :class:`AccountError`.
    """
    wait = AGAIN_SECONDS
    while True:
        account = await _ask(transport, clock.now(), setting)
        if account is not None:
            return account
        _log.warning("Telegram does not answer yet, it is asked again.")
        await clock.sleep_until(clock.now() + wait)
        wait = min(LONGEST_SECONDS, wait * 2)


async def _ask(transport: Transport, now: float, setting: str) -> Account | None:
    try:
        reply = await transport.post("getMe", b"{}")
    except (NotSentError, NoAnswerError):
        return None
    problem = problem_of(reply.status, setting=setting)
    if problem is not None:
        raise problem
    _compare_clocks(reply, now)
    try:
        me = _answer.decode(reply.body).result
    except UNREADABLE:
        return None
    if me is None:
        return None
    return Account(me.id, me.username, me.has_topics_enabled)


def problem_of(status: int, description: str = "", setting: str = TOKEN) -> AccountError | None:
    """What a refusal means for the whole process; None: it may pass by itself."""
    match status:
        case HTTPStatus.UNAUTHORIZED | HTTPStatus.NOT_FOUND:
            return AccountError(refused(setting))
        case HTTPStatus.CONFLICT if "webhook" in description:
            return AccountError(WEBHOOK_ELSEWHERE)
        case HTTPStatus.CONFLICT:
            return AccountError(TWO_PROCESSES)
        case _:
            return None


def _compare_clocks(reply: Reply, now: float) -> None:
    """Raises when ours is wrong: every message would look old, or would never expire."""
    try:
        theirs = parsedate_to_datetime(reply.date).timestamp()
    except ValueError:
        return
    off = now - theirs
    if abs(off) > CLOCK_SECONDS:
        way = "ahead" if off > 0 else "behind"
        raise AccountError(
            f"The clock of this computer is {abs(off) / 60:.0f} minutes {way}, compared with "
            "Telegram's. Set it right (on Linux: timedatectl set-ntp true), then start again."
        )


async def point_webhook(
    bot: Bot,
    url: str,
    secret: str,
    clock: Clock,
    allowed: Sequence[str] = ALLOWED,
    setting: str = TOKEN,
) -> None:
    """Have updates of the kinds ``allowed`` sent to ``url``; asks until Telegram agrees.

    Raises :class:`AccountError`.
    """
    from telegram.error import BadRequest, InvalidToken, RetryAfter, TelegramError

    wait = AGAIN_SECONDS
    while True:
        try:
            before = await bot.get_webhook_info()
            if before.url and before.url != url:
                _log.warning("The webhook stood elsewhere, it is taken over.")
            await bot.set_webhook(
                url,
                secret_token=secret,
                allowed_updates=list(allowed),
                max_connections=WEBHOOK_CONNECTIONS,
            )
        except BadRequest:
            raise AccountError(
                "Telegram does not take PUBLIC_URL as a webhook: it must begin with https://, be "
                "reachable from outside with a valid certificate, and use port 443, 80, 88 or 8443."
            ) from None
        except RetryAfter as error:
            wait = float(error._retry_after.total_seconds())
        except InvalidToken:
            raise AccountError(refused(setting)) from None
        except TelegramError:
            pass
        else:
            return
        _log.warning("Telegram did not take the webhook yet, it is told again.")
        await clock.sleep_until(clock.now() + wait)
        wait = min(LONGEST_SECONDS, wait * 2)
