"""A counsellor as the queue sees her: what she can take, and why she may not take this one.

The worst mistakes here: a child with somebody who was not trained for it, and a counsellor with
more than she can carry (S52).
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from bot.handoff.case import Case, Skill

CAP = 2
"""Most talks at the same time."""
URGENT_CAP = 1
"""Most talks at the same time while one of them is about danger or self-harm."""
PAUSE_SECONDS = 600.0
"""Between the end of one talk and the next offer that may be taken."""
DUTY_SECONDS = 8 * 3600.0
"""Duty ends by itself after so long."""


class Standing(StrEnum):
    """How far a counsellor is trusted."""

    PENDING = "pending"
    """The link was used; a coordinator has not heard the code yet."""
    ACTIVE = "active"
    REMOVED = "removed"


class Counsellor(msgspec.Struct, frozen=True, omit_defaults=True):
    """A trained human who answers. ``alias`` is what colleagues and she see; never a name."""

    id: str
    alias: str
    standing: Standing = Standing.PENDING
    locale: str = "ru"
    """The language of her own desk."""
    languages: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    skills: tuple[Skill, ...] = ()
    region: str = ""
    """Where she lives, as ``CC`` or a region's name, for people who want nobody from there."""
    cap: int = CAP
    is_supervisor: bool = False
    is_coordinator: bool = False
    duty_until: float = 0.0
    break_until: float = 0.0


class Load(msgspec.Struct, frozen=True):
    """What she carries now, counted from the cases themselves."""

    talks: int = 0
    urgent: int = 0
    last_ended: float = 0.0


class Obstacle(StrEnum):
    """Why a case cannot be taken by this counsellor now."""

    TAKEN = "taken"
    NOT_ACTIVE = "not_active"
    NOT_ON_DUTY = "not_on_duty"
    ON_BREAK = "on_break"
    LANGUAGE = "language"
    COUNTRY = "country"
    SKILL = "skill"
    NOT_AGAIN = "not_again"
    FULL = "full"
    PAUSE = "pause"


def on_duty(counsellor: Counsellor, now: float) -> bool:
    """Whether she may be asked at all now."""
    return (
        counsellor.standing is Standing.ACTIVE
        and now < counsellor.duty_until
        and now >= counsellor.break_until
    )


def unsuited(case: Case, counsellor: Counsellor) -> Obstacle | None:
    """What about this case she cannot do, however much time she has."""
    if case.locale not in counsellor.languages:
        return Obstacle.LANGUAGE
    if counsellor.countries and case.country not in counsellor.countries:
        return Obstacle.COUNTRY
    if not set(case.skills) <= set(counsellor.skills):
        return Obstacle.SKILL
    near = bool(case.region) and case.region == counsellor.region
    return Obstacle.NOT_AGAIN if near or counsellor.id in case.not_again else None


def obstacle(case: Case, counsellor: Counsellor, load: Load, now: float) -> Obstacle | None:
    """Why she may not take this case now; None: she may."""
    if counsellor.standing is not Standing.ACTIVE:
        return Obstacle.NOT_ACTIVE
    if now >= counsellor.duty_until:
        return Obstacle.NOT_ON_DUTY
    if now < counsellor.break_until:
        return Obstacle.ON_BREAK
    if (cannot := unsuited(case, counsellor)) is not None:
        return cannot
    urgent = load.urgent + bool(case.urgency)
    cap = min(counsellor.cap, URGENT_CAP) if urgent else counsellor.cap
    if load.talks >= cap:
        return Obstacle.FULL
    # Danger does not wait for a counsellor's tea; she may refuse it.
    if not case.urgency and now < load.last_ended + PAUSE_SECONDS:
        return Obstacle.PAUSE
    return None
