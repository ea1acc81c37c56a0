"""The preview page: every screen of a script in one language, as both messengers show it.

Beside each screen: its texts with their lengths, what the check says of them, the text that they
were translated from and who has signed them. Served to this computer only; no scripts.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from html import escape
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.channels.base import Message
from bot.channels.whatsapp import layout
from bot.content.issue import Issue
from bot.content.locales import EVERY
from bot.content.reviews import fingerprint
from bot.pack.check import examine
from bot.pack.load import Options
from bot.pack.model import Pack
from bot.workbench import readings
from bot.workbench.coverage import Reads
from bot.workbench.debts import SOURCES
from bot.workbench.screens import Sample, samples

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
}


class Content:
    """The content folder, read again when a file of it has changed."""

    def __init__(self, root: Path, now: Callable[[], datetime.datetime]) -> None:
        self.root = root
        self.now = now
        self.pack: Pack | None = None
        self.issues: tuple[Issue, ...] = ()
        self.broken = False
        """The newest state of the files cannot be read: the one before is shown."""
        self._seen: tuple[int, float] | None = None

    def read(self) -> Pack | None:
        """The content as it is now, else the last that could be read."""
        files = [file.stat().st_mtime for file in self.root.rglob("*.yaml")]
        seen = (len(files), max(files, default=0.0))
        if seen != self._seen:
            self._seen = seen
            options = Options(ready=frozenset({EVERY}))
            found = examine(self.root, self.now().date(), options)
            self.issues = found.issues
            self.broken = found.pack is None
            self.pack = found.pack or self.pack
        return self.pack


def app(content: Content) -> Starlette:
    """The page."""

    async def page(request: Request) -> Response:
        pack = content.read()
        if pack is None:
            said = "The content cannot be read; `pana check` says why.\n"
            return HTMLResponse(escape(said), 500, headers=_HEADERS)
        chosen = _Chosen(pack, request.query_params.get)
        return HTMLResponse(_page(content, pack, chosen), headers=_HEADERS)

    return Starlette(routes=[Route("/", page)])


class _Chosen:
    """What is to be shown: known values only, whatever the address says."""

    def __init__(self, pack: Pack, given: Callable[[str], str | None]) -> None:
        self.locales = [locale.tag for locale in pack.locales.locales]
        self.countries = [country.code for country in pack.locales.countries]
        self.flows = sorted(pack.flows)
        self.locale = _of(self.locales, given("locale"))
        self.country = _of(self.countries, given("country"))
        self.flow = _of(self.flows, given("flow") or "door")


def _of(known: list[str], given: str | None) -> str:
    return given if given in known else known[0]


def _page(content: Content, pack: Pack, chosen: _Chosen) -> str:
    locale = pack.locales.get(chosen.locale)
    reads = readings.reads(content.root, chosen.locale)
    if locale is not None and locale.derived:
        reads |= readings.reads(content.root, locale.derived)
    beside = _Beside(pack, content.issues, chosen.locale, reads)
    shown = samples(pack, chosen.locale, chosen.country, chosen.flow, content.now())
    rows = "".join(_row(sample, beside) for sample in shown)
    broken = '<p class="w">The files cannot be read now: this is the state before.</p>'
    return (
        f'<!doctype html>\n<html lang="{chosen.locale.partition("_")[0]}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>Preview: {escape(chosen.flow)}, {chosen.locale}, {chosen.country}</title>"
        f"<style>{_STYLE}</style><form>{_select('locale', chosen.locales, chosen.locale)}"
        f"{_select('country', chosen.countries, chosen.country)}"
        f"{_select('flow', chosen.flows, chosen.flow)}<button>Show</button>"
        f"</form>{broken if content.broken else ''}<main>{rows}</main></html>\n"
    )


def _select(name: str, known: list[str], chosen: str) -> str:
    options = "".join(
        f"<option{' selected' if one == chosen else ''}>{escape(one)}</option>" for one in known
    )
    return f'<label>{name} <select name="{name}">{options}</select></label> '


def _row(sample: Sample, beside: _Beside) -> str:
    about = f" · {escape(sample.about)}" if sample.about else ""
    page = f" · page {sample.page + 1}" if sample.page else ""
    texts = "".join(beside.text(key) for key in sample.keys)
    return (
        f'<section id="{escape(f"{sample.step}-{sample.about}-{sample.page}")}">'
        f"<h2>{escape(sample.step)}{about}{page}</h2><div class=c>"
        f"<div class=t><h3>Telegram</h3>{_telegram(sample.messages['telegram'])}</div>"
        f"<div class=a><h3>WhatsApp</h3>{_whatsapp(sample.messages['whatsapp'])}</div>"
        f"<details><summary>{len(sample.keys)} texts{beside.sum(sample.keys)}</summary>"
        f"<dl>{texts}</dl></details></div></section>\n"
    )


def _bubble(words: str) -> str:
    return f"<p class=b>{escape(words)}<small>{len(words)}</small></p>"


def _telegram(message: Message) -> str:
    rows = "".join(
        "<div class=r>" + "".join(f"<span>{escape(one.label)}</span>" for one in row) + "</div>"
        for row in message.rows
    )
    return _bubble(message.text) + rows


def _whatsapp(message: Message) -> str:
    found = layout.drawn(message, layout.SHAPES, message.opens)
    if found is None:
        return "".join(_bubble(part) for part in layout.plain(message))
    bubbles = "".join(_bubble(part) for part in (*found.before, found.variables["1"]))
    labels = [one.label for row in message.rows for one in row]
    kind = "list" if found.shape.kind == "list" else "quick"
    choices = "".join(f"<span>{escape(label)}</span>" for label in labels)
    return f"{bubbles}<div class='r {kind}'>{choices}</div>"


class _Beside:
    """What stands beside a screen: of each text its state, its source, what is wrong with it."""

    def __init__(self, pack: Pack, issues: tuple[Issue, ...], locale: str, reads: Reads) -> None:
        self._pack = pack
        self._locale = locale
        self._reads = reads
        self._wrong: dict[tuple[str, int | None], list[Issue]] = {}
        for issue in issues:
            self._wrong.setdefault((issue.file, issue.line), []).append(issue)

    def sum(self, keys: tuple[str, ...]) -> str:
        """How many of them have findings."""
        wrong = sum(bool(self._issues(key)) for key in keys)
        return f' · <span class="w">{wrong} with findings</span>' if wrong else ""

    def text(self, key: str) -> str:
        """One text."""
        catalogue = self._pack.catalogue
        entry = catalogue.entry(key, self._locale)
        if entry is not None and not entry.file:
            return ""
        said = " / ".join(entry.forms.values()) if entry else ""
        wrong = "".join(
            f'<li class="w">{escape(issue.message)} {escape(issue.remedy)}</li>'
            for issue in self._issues(key)
        )
        return (
            f"<dt>{escape(key)} <small>{len(said)} · {escape(self._state(key))}</small></dt>"
            f"<dd>{escape(said) or '<span class=w>borrowed</span>'}{self._source(key)}"
            f"{f'<ul>{wrong}</ul>' if wrong else ''}</dd>"
        )

    def _source(self, key: str) -> str:
        for tag in SOURCES:
            entry = self._pack.catalogue.entry(key, tag)
            if tag != self._locale and entry is not None:
                return f"<blockquote>{tag}: {escape(' / '.join(entry.forms.values()))}</blockquote>"
        return ""

    def _state(self, key: str) -> str:
        entry = self._pack.catalogue.entry(key, self._locale)
        if entry is None:
            return "not written"
        mark = fingerprint(entry)
        signed = [
            f"signed by {one.who} as {one.role}"
            for one in self._pack.reviews.get(self._locale, ())
            if (one.key, one.hash) == (key, mark)
        ]
        read = ["read twice"] if (key, mark) in self._reads else []
        return ", ".join([*signed, *read]) or "draft"

    def _issues(self, key: str) -> list[Issue]:
        entry = self._pack.catalogue.entry(key, self._locale)
        if entry is None or not entry.file:
            return []
        return self._wrong.get((entry.file, entry.line), [])


_STYLE = (
    "body{font:15px/1.45 system-ui,sans-serif;margin:1rem;color:#222;background:#fafafa}"
    "form{position:sticky;top:0;background:#fafafa;padding:.5rem 0;border-bottom:1px solid #ccc}"
    "h2{font-size:1rem;margin:1.2rem 0 .3rem}h3{font-size:.75rem;color:#666;margin:0}"
    ".c{display:grid;grid-template-columns:22rem 22rem 1fr;gap:1rem;align-items:start}"
    ".t,.a{padding:.6rem;border-radius:.6rem}.t{background:#d7e3ec}.a{background:#e8e0d5}"
    ".b{background:#fff;border-radius:.6rem;padding:.5rem .7rem;margin:.3rem 0;"
    "white-space:pre-wrap;overflow-wrap:anywhere}"
    ".b small{display:block;text-align:right;color:#999}"
    ".r{display:flex;gap:.3rem;margin:.25rem 0;flex-wrap:wrap}.r span{flex:1 0 auto;"
    "text-align:center;background:#fff;border-radius:.4rem;padding:.3rem .5rem;color:#2a6496}"
    ".quick,.list{flex-direction:column}.w{color:#a33}"
    "dt{font-family:monospace;font-size:.8rem;margin-top:.5rem}"
    "dd{margin:0 0 0 1rem;white-space:pre-wrap}"
    "blockquote{margin:.2rem 0;padding-left:.6rem;border-left:3px solid #ccc;color:#555}"
    "dt small{color:#777}@media(max-width:70rem){.c{grid-template-columns:1fr}}"
)
