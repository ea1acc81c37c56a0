"""What a coordinator orders at her desk, or an operator by a command."""

from __future__ import annotations

from typing import Union

import msgspec


class Confirm(msgspec.Struct, frozen=True, tag="confirm"):
    """A counsellor said her code by voice: she is who she says."""

    code: str


class Remove(msgspec.Struct, frozen=True, tag="remove"):
    """She is no counsellor any more: her desk is wiped and closed at once."""

    alias: str


class EndDuty(msgspec.Struct, frozen=True, tag="end_duty"):
    """Her duty ends now; talks that go on stay hers."""

    alias: str


class Admit(msgspec.Struct, frozen=True, tag="admit"):
    """Whoever is in the staff group now is known to the coordinator: offers go on."""


Order = Union[Confirm, Remove, EndDuty, Admit]  # noqa: UP007
