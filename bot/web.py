"""The pages for whoever runs it: alive, ready, and counters that stand for nobody."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.directory.reports import is_report
from bot.store.base import Census, Store, StoreDown, Tx

STUCK_SECONDS = 300.0
"""A wipe that is overdue by more than this is stuck: somebody was promised that it is gone."""
_PROBE = "ready"
_HEADERS = {"Cache-Control": "no-store"}


@dataclass(frozen=True, slots=True)
class Health:
    """What the pages ask. ``loaded``: the content is there; ``waiting``: updates in the queue;
    ``refused``: what this process refused or passed over, by reason.
    """

    store: Store
    now: Callable[[], float]
    loaded: Callable[[], bool]
    waiting: Callable[[], int]
    metrics_token: str | None = None
    refused: Callable[[], Mapping[str, int]] = dict


def routes(health: Health) -> list[Route]:
    """``/healthz``, ``/readyz`` and ``/metrics``."""

    async def healthz(_: Request) -> Response:
        return PlainTextResponse("alive\n", headers=_HEADERS)

    async def readyz(_: Request) -> Response:
        found = await ready(health)
        status = 200 if all(found.values()) else 503
        return JSONResponse(found, status_code=status, headers=_HEADERS)

    async def metrics(request: Request) -> Response:
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        if not is_token(given, health.metrics_token):
            return PlainTextResponse("Not Found", status_code=404, headers=_HEADERS)
        try:
            text = await counters(health)
        except StoreDown:
            return PlainTextResponse("", status_code=503, headers=_HEADERS)
        return PlainTextResponse(text, headers=_HEADERS)

    return [Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", metrics)]


async def ready(health: Health) -> dict[str, bool]:
    """The store commits, the content is loaded, no wipe is stuck."""
    overdue = health.now() - STUCK_SECONDS

    def probe(tx: Tx) -> bool:
        tx.set_meta(_PROBE, "1")
        return all(wipe.due_at > overdue for wipe in tx.wipes())

    try:
        unstuck = await health.store.transact(probe)
    except StoreDown:
        return {"store": False, "content": health.loaded(), "wipes": False}
    return {"store": True, "content": health.loaded(), "wipes": unstuck}


async def counters(health: Health) -> str:
    """Row counts and the sums of each day, one a line; nothing in it stands for one person.

    Reports of what did not help are shown by month only, and not here.
    """

    def read(tx: Tx) -> tuple[Census, list[tuple[str, str, int]]]:
        return tx.census(), tx.counts()

    census, counts = await health.store.transact(read)
    rows = ("conversations", "outbox", "timers", "ledger", "wipes", "remains")
    lines = ["# TYPE pana_rows gauge"]
    lines += [f'pana_rows{{table="{name}"}} {getattr(census, name)}' for name in rows]
    lines += ["# TYPE pana_waiting gauge", f"pana_waiting {health.waiting()}"]
    lines += ["# TYPE pana_refused_total counter"]
    lines += [f'pana_refused_total{{kind="{name}"}} {n}' for name, n in health.refused().items()]
    lines += ["# TYPE pana_day_total counter"]
    lines += [
        f'pana_day_total{{day="{day}",name="{name}"}} {n}'
        for day, name, n in counts
        if not is_report(name)
    ]
    return "\n".join(lines) + "\n"


def is_token(given: str, token: str | None) -> bool:
    """Whether the token was given; takes the same time for every wrong one."""
    return bool(token) and hmac.compare_digest(given.encode(), (token or "").encode())
