"""Listings in pages. A page after the first is had only with the token of the one before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

from fakes.twilio.refusals import Refused

T = TypeVar("T")
USUAL = 50
SHOWN = ("Page", "PageSize", "PageToken")


@dataclass(frozen=True)
class Page(Generic[T]):
    """A part of a listing, and where its neighbours are."""

    items: Sequence[T]
    number: int
    size: int
    start: int
    here: str
    first: str
    previous: str | None
    next: str | None

    def as_uris(self, key: str, items: list) -> dict:
        """As the 2010 API shows it."""
        return {
            key: items,
            "page": self.number,
            "page_size": self.size,
            "start": self.start,
            "end": self.start + max(0, len(self.items) - 1),
            "uri": self.here,
            "first_page_uri": self.first,
            "previous_page_uri": self.previous,
            "next_page_uri": self.next,
        }

    def as_meta(self, base: str, key: str, items: list) -> dict:
        """As newer APIs show it: with whole addresses."""
        return {
            key: items,
            "meta": {
                "page": self.number,
                "page_size": self.size,
                "first_page_url": base + self.first,
                "previous_page_url": self.previous and base + self.previous,
                "url": base + self.here,
                "next_page_url": self.next and base + self.next,
                "key": key,
            },
        }


def page_of(path: str, params: dict, items: Sequence[T], orders: Sequence[int]) -> Page[T]:
    """The page that the parameters ask for.

    `orders` fall. A token says below which of them the page begins, so what is deleted or added
    between two pages neither hides nor repeats anything.
    """
    number, size = int(params.get("Page", 0)), int(params.get("PageSize", USUAL))
    token = params.get("PageToken", "")
    if number and not token:
        raise Refused(20001, "Page without the PageToken of the page before it")
    if token and not token.removeprefix("PA").isdigit():
        raise Refused(20001, "PageToken is not one of ours")
    below = int(token.removeprefix("PA")) if token else None
    start = next((at for at, order in enumerate(orders) if below is None or order < below), None)
    shown = items[start : start + size] if start is not None else []
    more = start is not None and start + size < len(items)
    kept = {name: value for name, value in params.items() if name not in SHOWN}

    def at(page: int, token: str = "") -> str:
        where = kept | {"PageSize": size, "Page": page} | ({"PageToken": token} if token else {})
        return f"{path}?{urlencode(where)}"

    return Page(
        shown,
        number,
        size,
        number * size,
        at(number, token),
        at(0),
        at(number - 1) if number == 1 else None,
        at(number + 1, f"PA{orders[start + size - 1]}") if more and start is not None else None,
    )
