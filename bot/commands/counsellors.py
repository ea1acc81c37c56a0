"""``pana counsellors``: invite, confirm and remove counsellors, end a duty, list who there is.

Everything but ``list`` and ``invite`` is an order that the running service carries out, within two
seconds, or the next one at its start. Addresses are neither taken nor shown.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime
import os
import secrets
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from functools import partial
from typing import Final, get_args

from bot.commands import OK
from bot.commands.arguments import Parser, UsageError, number_to, refuse
from bot.commands.opening import pack_as_it_is
from bot.commands.rows import opened
from bot.content.locales import Locales, canonical
from bot.content.script import fold
from bot.handoff.case import TALKING, Skill
from bot.handoff.counsellor import CAP, Counsellor, Standing
from bot.handoff.desk import Desk
from bot.handoff.staff import Admit, Confirm, EndDuty, Remove
from bot.locator.gazetteer import Gazetteer
from bot.pack.model import Pack
from bot.settings import Settings, SettingsError, read_settings
from bot.shell.conversations import Conversations
from bot.shell.desks import is_alias, stored_desks
from bot.shell.joining import CODE_DIGITS, PREFIX, AliasTaken, invited, write_invite
from bot.shell.orders import awaits, write_order
from bot.shell.retention import LOG_DAYS
from bot.store.base import Tx

DAY_SECONDS: Final = 24 * 3600.0
HOURS: Final = 48
"""How long a link holds, when nothing else is said."""
MOST_HOURS: Final = 7 * 24
SHORTEST, LONGEST = 2, 24
"""Characters of an alias."""
SKILLS: Final[tuple[Skill, ...]] = get_args(Skill)
_SECRET_BYTES = 24
_HOUR = 3600.0
_CARRIED = (
    "Written down. The running service carries it out within seconds, or when it is started; "
    "`pana counsellors list` shows it."
)


Act = Callable[[Conversations, Tx], list[str]]


def run(argv: list[str]) -> int:
    """Do one of the deeds. 0; 2 for arguments that cannot be used, with one sentence.

    Raises ``SettingsError``, ``StoreError`` and ``KeysError``.
    """
    try:
        asked = _arguments().parse_args(argv)
        if asked.act is None:
            raise UsageError("say what to do: invite, confirm, remove, end-duty, admit or list")
        settings = read_settings(os.environ, stored=True)
        if asked.act is _invite:
            # Before the transaction: the content takes a second to read.
            asked.counsellor = _described(asked, _pack(settings))
            asked.hours = number_to(asked.hours, "--hours", MOST_HOURS)
        lines = asyncio.run(_transact(settings, partial(asked.act, asked)))
    except UsageError as problem:
        return refuse("counsellors", problem)
    print("\n".join(lines))
    return OK


async def _transact(settings: Settings, act: Act) -> list[str]:
    async with opened(settings) as (store, vault):
        conversations = Conversations(vault)
        return await store.transact(lambda tx: act(conversations, tx), durable=True)


def _arguments() -> argparse.ArgumentParser:
    parser = Parser(prog="pana counsellors", description=__doc__)
    parser.set_defaults(act=None)
    deeds = parser.add_subparsers(metavar="DEED", parser_class=Parser)

    invite = deeds.add_parser("invite", help="a one-time link for a new counsellor")
    invite.add_argument("alias", help="her call name, never a real name")
    invite.add_argument("--languages", required=True, metavar="kk,ru", help="she answers in these")
    invite.add_argument("--countries", default="", metavar="KZ", help="left out: all")
    invite.add_argument("--skills", default="", metavar=",".join(SKILLS), help="what she learnt")
    invite.add_argument("--region", default="", help="where she lives: id or name of a region")
    invite.add_argument("--cap", default=str(CAP), help=f"most talks at a time, {CAP} at most")
    invite.add_argument("--supervisor", action="store_true", help="hears alarms")
    invite.add_argument("--coordinator", action="store_true", help="hears alarms and gives orders")
    invite.add_argument("--locale", default="ru", help="the language of her desk")
    invite.add_argument("--hours", default=str(HOURS), help="how long the link holds")
    invite.set_defaults(act=_invite)

    confirm = deeds.add_parser("confirm", help="she said this code to you by voice")
    confirm.add_argument("code")
    confirm.set_defaults(act=_confirm)
    remove = deeds.add_parser("remove", help="her desk is wiped and closed, or her link is void")
    remove.add_argument("alias")
    remove.set_defaults(act=_remove)
    end_duty = deeds.add_parser("end-duty", help="nobody is offered to her any more today")
    end_duty.add_argument("alias")
    end_duty.set_defaults(act=_end_duty)
    admit = deeds.add_parser("admit", help="you know whoever is in the staff group: offers go on")
    admit.set_defaults(act=_admit)
    listing = deeds.add_parser("list", help="who there is, and who is on duty until when")
    listing.set_defaults(act=_list)
    log = deeds.add_parser("log", help="who had which talk and when, for a complaint; 90 days")
    log.add_argument("--days", default=str(LOG_DAYS), help="how far back")
    log.set_defaults(act=_log)
    return parser


# inviting


def _invite(asked: argparse.Namespace, conversations: Conversations, tx: Tx) -> list[str]:
    now, counsellor, hours = time.time(), asked.counsellor, asked.hours
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    try:
        write_invite(conversations, tx, counsellor, secret, now, now + hours * _HOUR)
    except AliasTaken:
        raise UsageError(
            f"{counsellor.alias} is taken by a counsellor or by a link that still holds; choose "
            "another call name, or remove that one first"
        ) from None
    return _link(tx, PREFIX + secret, counsellor, hours)


def _link(tx: Tx, payload: str, counsellor: Counsellor, hours: int) -> list[str]:
    name = tx.meta("staff_username") or tx.meta("username")
    link = f"https://t.me/{name}?start={payload}" if name else payload
    lines = [link, ""]
    if not name:
        lines += [
            "The service has not yet said what the bot is called, so this is only the end of the "
            "link. Before it comes: https://t.me/ and the bot's name and ?start=",
        ]
    return [
        *lines,
        f"It holds for {hours} hours and opens once. Give it to {counsellor.alias} yourself, on a "
        "way that only she reads.",
        "Whoever opens it is let in only when she has said the code that she then sees to a "
        "coordinator, by voice: `pana counsellors confirm CODE`.",
    ]


def _pack(settings: Settings) -> Pack:
    pack = pack_as_it_is(settings.content_dir)
    if pack is None:
        raise SettingsError("there is no usable content; run `pana check`.")
    return pack


def _described(asked: argparse.Namespace, pack: Pack) -> Counsellor:
    """The counsellor whom the arguments describe. Raises :class:`UsageError`."""
    languages = _locales(_words(asked.languages, "--languages"), pack.locales)
    if not languages:
        raise UsageError("--languages is empty; write those that she answers in, such as kk,ru")
    return Counsellor(
        id="",
        alias=_alias(asked.alias),
        standing=Standing.PENDING,
        locale=_locales([asked.locale], pack.locales)[0],
        languages=languages,
        countries=_countries(_words(asked.countries, "--countries"), pack.locales),
        skills=_skills(_words(asked.skills, "--skills")),
        region=_region(asked.region, pack.gazetteer),
        cap=number_to(asked.cap, "--cap", CAP),
        is_supervisor=asked.supervisor,
        is_coordinator=asked.coordinator,
    )


def _alias(written: str) -> str:
    alias = " ".join(unicodedata.normalize("NFC", written).split())
    plain = alias.replace(" ", "").replace("-", "")
    if not (SHORTEST <= len(alias) <= LONGEST and plain.isalnum()):
        raise UsageError(
            f"the call name has {SHORTEST} to {LONGEST} letters, digits, spaces or hyphens; "
            "use a call name, never a real name"
        )
    return alias


def _words(written: str, option: str) -> list[str]:
    words = [word.strip() for word in written.split(",")] if written.strip() else []
    if not all(words):
        raise UsageError(f"{option} has an empty place; put a word before and behind every comma")
    return words


def _locales(words: Iterable[str], known: Locales) -> tuple[str, ...]:
    tags = [locale.tag for locale in known.locales]
    return _known(words, tags, canonical, "language")


def _countries(words: Iterable[str], known: Locales) -> tuple[str, ...]:
    codes = {country.code.lower(): country.code for country in known.countries}
    return _known(words, [*codes.values()], lambda word: codes.get(word.lower(), word), "country")


def _skills(words: Iterable[str]) -> tuple[Skill, ...]:
    _known(words, SKILLS, lambda word: word.lower().replace("-", "_"), "skill")
    given = {word.lower().replace("-", "_") for word in words}
    return tuple(skill for skill in SKILLS if skill in given)


def _known(
    words: Iterable[str], known: Collection[str], spelled: Callable[[str], str], what: str
) -> tuple[str, ...]:
    """The words as the bot spells them, each once, in their order."""
    found: dict[str, None] = {}
    for word in words:
        if spelled(word) not in known:
            raise UsageError(f"{word} is no {what} of the bot; there are {', '.join(known)}")
        found[spelled(word)] = None
    return tuple(found)


def _region(written: str, gazetteer: Gazetteer) -> str:
    """The id of a region. A word that nobody's choice can meet would protect nobody."""
    if not written.strip():
        return ""
    regions = [place for place in gazetteer.places if place.kind == "region"]
    for place in regions:
        if fold(written) in {fold(name) for name in (place.id, *place.names.values())}:
            return place.id
    ids = ", ".join(place.id for place in regions)
    raise UsageError(
        f"{written} is no region of the bot; leave --region out, or write one of {ids}"
    )


# orders


def _confirm(asked: argparse.Namespace, conversations: Conversations, tx: Tx) -> list[str]:
    code, now = asked.code.replace(" ", "").replace("-", ""), time.time()
    if not (code.isascii() and code.isdigit() and len(code) == CODE_DIGITS):
        raise UsageError(f"a code has {CODE_DIGITS} digits; ask her to say it again")
    if not any(awaits(desk, code, now) for _, desk in stored_desks(conversations, tx)):
        raise UsageError(
            "nobody waits for this code; ask her to say it again. A code holds for 24 hours: after "
            "that, remove her and make a new link"
        )
    write_order(conversations, tx, Confirm(code), now)
    return [_CARRIED]


def _remove(asked: argparse.Namespace, conversations: Conversations, tx: Tx) -> list[str]:
    now = time.time()
    waiting = [counsellor.alias for _, counsellor in invited(tx, now)]
    _need(asked.alias, [*_aliases(conversations, tx), *waiting])
    write_order(conversations, tx, Remove(asked.alias), now)
    return [_CARRIED, "Her talks go to others; what stands in her chat is deleted."]


def _end_duty(asked: argparse.Namespace, conversations: Conversations, tx: Tx) -> list[str]:
    _need(asked.alias, _aliases(conversations, tx))
    write_order(conversations, tx, EndDuty(asked.alias), time.time())
    return [_CARRIED, "Talks that go on stay hers."]


def _admit(asked: argparse.Namespace, conversations: Conversations, tx: Tx) -> list[str]:
    del asked
    if not any(desk.kind == "group" for _, desk in stored_desks(conversations, tx)):
        raise UsageError("there is no staff group; make the bot an administrator of one first")
    write_order(conversations, tx, Admit(), time.time())
    return [_CARRIED]


def _aliases(conversations: Conversations, tx: Tx) -> list[str]:
    desks = (desk.counsellor for _, desk in stored_desks(conversations, tx))
    return [counsellor.alias for counsellor in desks if counsellor is not None]


def _need(alias: str, known: Collection[str]) -> None:
    if not any(is_alias(alias, other) for other in known):
        raise UsageError("nobody has this call name; `pana counsellors list` shows them all")


# listing


def _list(asked: argparse.Namespace, conversations: Conversations, tx: Tx) -> list[str]:
    del asked
    now = time.time()
    states = {state.value for state in TALKING}
    talks = Counter(row.owner for row in tx.cases() if row.state in states)
    desks = [desk for _, desk in stored_desks(conversations, tx)]
    lines = [_line(desk, who, talks[who.id], now) for desk in desks if (who := desk.counsellor)]
    lines += [
        f"{who.alias}: link not opened, holds until {_said(row.expires_at)}; {_can(who)}"
        for row, who in invited(tx, now)
    ]
    lines.sort(key=str.casefold)
    if any(desk.kind == "group" and desk.unknown for desk in desks):
        lines += [
            "Somebody unknown is in the staff group, so counsellors are asked about nobody. When "
            "you know who it is: `pana counsellors admit`."
        ]
    return lines or ["There are no counsellors yet: `pana counsellors invite --help`."]


def _log(asked: argparse.Namespace, conversations: Conversations, tx: Tx) -> list[str]:
    """The duty log: times, call names, and a case that can be told from others by nothing else."""
    del conversations
    days = number_to(asked.days, "--days", LOG_DAYS)
    rows = tx.duty(time.time() - days * DAY_SECONDS)
    lines = [f"{_said(row.at)}  {row.case.hex()[:8]}  {row.counsellor}: {row.what}" for row in rows]
    return lines or ["Nobody had a talk in that time."]


def _line(desk: Desk, who: Counsellor, talks: int, now: float) -> str:
    duty = f"on duty until {_said(who.duty_until)}" if now < who.duty_until else "not on duty"
    if now < who.duty_until and now < who.break_until:
        duty += f", on a break until {_said(who.break_until)}"
    if who.standing is Standing.PENDING:
        duty = (
            f"her code holds until {_said(desk.code_until)}"
            if now < desk.code_until
            else "her code has run out; remove her and make a new link"
        )
    carried = f"{talks} {'talk' if talks == 1 else 'talks'}"
    return f"{who.alias}: {who.standing.value}, {duty}, {carried}; {_can(who)}"


def _can(who: Counsellor) -> str:
    """What she may be asked about, in one piece of a line."""
    roles = ("supervisor" * who.is_supervisor, "coordinator" * who.is_coordinator)
    parts = (
        ", ".join(who.languages),
        ", ".join(who.countries) or "all countries",
        ", ".join(who.skills),
        who.region and f"lives in {who.region}",
        *roles,
    )
    return "; ".join(part for part in parts if part)


def _said(moment: float) -> str:
    """A moment by the clock of this computer, with the name of its zone."""
    local = datetime.datetime.fromtimestamp(moment, datetime.UTC).astimezone()
    return f"{local:%Y-%m-%d %H:%M %Z}"
