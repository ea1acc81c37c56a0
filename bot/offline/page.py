"""A booklet as HTML: one file without scripts, and a page to print. Pure."""

from __future__ import annotations

import re
from html import escape

from bot.offline.booklet import Booklet, Chapter

_DIGITS = re.compile(r"(?<![\d\w/.])(\+?\d[\d ]{1,16}\d)(?![\d\w/.%])")


def page(booklet: Booklet) -> str:
    """Everything, in one file: numbers first, each topic folded up until it is opened."""
    chapters = (booklet.lines, booklet.services, *booklet.steps)
    body = "".join(_folded(chapter) for chapter in chapters if chapter.paragraphs or chapter.parts)
    rights = "".join(_folded(part) for part in booklet.rights.parts)
    return _html(
        booklet,
        f"<h1>{escape(booklet.numbers.heading)}</h1><p class=n>{escape(booklet.note)}</p>"
        f"{_paragraphs(booklet.numbers)}{body}"
        f"<h2>{escape(booklet.rights.heading)}</h2>{rights}"
        f"<p class=n>{escape(booklet.made)}</p>",
    )


def sheet(booklet: Booklet) -> str:
    """The page to print: numbers, lines and the first steps, on both sides of one sheet."""
    lines = "".join(
        f"<li><b>{escape(line.heading)}</b> {_lines(' '.join(line.paragraphs[:1]))}</li>"
        for line in booklet.lines.parts
    )
    first = "".join(f"<p>{_lines(said)}</p>" for said in booklet.first)
    return _html(
        booklet,
        f"<h1>{escape(booklet.numbers.heading)}</h1>{_paragraphs(booklet.numbers)}"
        f"{f'<ul>{lines}</ul>' if lines else ''}{first}<p class=n>{escape(booklet.made)}</p>",
        sheet=True,
    )


def _html(booklet: Booklet, body: str, *, sheet: bool = False) -> str:
    language = booklet.locale.replace("_", "-")
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta name="robots" content="noindex">'
        f"<title>{escape(booklet.title)}</title><style>{_STYLE}{_SHEET if sheet else ''}</style>"
        f"</head><body>{body}</body></html>\n"
    )


def _folded(chapter: Chapter) -> str:
    inner = "".join(
        _folded(part) if part.parts else f"<h3>{escape(part.heading)}</h3>{_paragraphs(part)}"
        for part in chapter.parts
    )
    return (
        f"<details><summary>{escape(chapter.heading)}</summary>{_paragraphs(chapter)}{inner}"
        "</details>"
    )


def _paragraphs(chapter: Chapter) -> str:
    return "".join(f"<p>{_lines(said)}</p>" for said in chapter.paragraphs)


def _lines(said: str) -> str:
    """Lines and numbers that can be pressed."""
    made = _DIGITS.sub(_call, escape(said))
    return made.replace("\n", "<br>")


def _call(found: re.Match[str]) -> str:
    written = found.group(1)
    digits = written.replace(" ", "")
    if not written.startswith("+"):
        return written
    return f'<a href="tel:{digits}">{written}</a>'


_STYLE = (
    "body{font:17px/1.5 sans-serif;max-width:40em;margin:0 auto;padding:1em;color:#222}"
    "h1{font-size:2em;margin:.2em 0}h2{font-size:1.2em;margin:1.4em 0 .4em}"
    "h3{font-size:1em;margin:1em 0 .2em}.n{color:#666;font-size:.9em}"
    "summary{padding:.5em 0;font-weight:bold;cursor:pointer}"
    "details{border-top:1px solid #ddd}details details{margin-left:1em}"
)
_SHEET = (
    "@page{size:A4;margin:9mm}body{font:9pt/1.32 sans-serif;padding:0;max-width:none}"
    "body{columns:2;column-gap:6mm}"
    "h1{column-span:all}p,li{break-inside:avoid;margin:.3em 0}"
)
