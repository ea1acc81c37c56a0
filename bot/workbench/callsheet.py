"""A sheet to print for volunteers who ring the numbers: one page for each, with what to ask.

Nobody's name and no reason is given on the phone; what is heard goes back into the file of the
country as ``called_on``, ``called_by`` and corrected fields.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from html import escape

from bot.directory.model import Contact, CountryDirectory, Line, Number, Service
from bot.pack.model import Pack
from bot.text import Text

BEFORE = (
    "Ring in the language that is asked about, from a phone of your own. Say that you update a list"
    " of services; give no name of a person and no story.",
    "Do not ring emergency numbers (police, ambulance, 112): ask their office instead.",
    "Where you hear that a place is secret, write down nothing about where it is.",
    "If nobody answers: try again at another hour and on another day before you write it down.",
)
ASKED = (
    ("Who answers, under which name?", "name, what"),
    ("On which days and at which hours? On holidays?", "hours, weekly, on_holidays"),
    ("Which languages are spoken on the phone?", "languages"),
    ("Does a call cost anything? Does it stand on the bill?", "when_you_call: cost, on_bill"),
    ("Are calls recorded?", "when_you_call: recorded"),
    ("What is passed on, to whom: police, mahalla, social service?", "when_you_call: must_report"),
    ("Does the police come when somebody calls?", "when_you_call: police_come"),
    ("Which papers are asked for? Without papers, without registration?", "papers_needed, papers"),
    ("Are children taken in, boys too, up to which age?", "access: children"),
    ("Are girls under 18 taken without a parent? Men?", "access: minors_alone, men"),
    ("Can one get in without steps? Is there sign language? Can one write?", "access, texts"),
    ("May this number be given to people in need?", "phones, withheld"),
)


def sheet(
    pack: Pack, country: CountryDirectory, locale: str, reported: Collection[str] = ()
) -> str:
    """One HTML file without scripts, to be printed. Entries come first that are reported (ids) not
    to have helped somebody, then those that nobody called.
    """

    def said(key: str) -> str:
        return escape(pack.catalogue.say(Text(key), locale).text)

    contacts: list[Contact] = [*country.lines, *country.services]
    contacts.sort(key=lambda contact: (contact.called_on is not None, str(contact.called_on)))
    contacts.sort(key=lambda contact: contact.id not in reported)
    pages = "".join(
        _page(contact, said, reported=contact.id in reported)
        for contact in contacts
        if contact.phones
    )
    numbers = "".join(
        f"<li>{escape(number.phone)}: {said(_key(number))}</li>" for number in country.numbers
    )
    silent = "".join(
        f"<li>{said(_key(contact))} ({escape(contact.id)})</li>"
        for contact in contacts
        if not contact.phones
    )
    withheld = "".join(
        f"<li>{escape(one.origin)}{f' ({escape(one.field)})' if one.field else ''}:"
        f" {escape(one.why)}</li>"
        for one in country.withheld
    )
    rules = "".join(f"<li>{escape(rule)}</li>" for rule in BEFORE)
    return (
        f'<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>Calls: {country.country}'
        f"</title><style>{_STYLE}</style>\n<h1>Numbers to ring: {country.country}</h1>"
        f"<ul>{rules}</ul>"
        f"<h2>Not to be rung</h2><ul>{numbers}</ul>"
        f"<h2>No number is known</h2><ul>{silent}</ul>"
        f"<h2>Withheld: a call may bring them back</h2><ul>{withheld}</ul>\n{pages}</html>\n"
    )


def _key(record: Number | Contact) -> str:
    sections = {Number: "number", Line: "line", Service: "service"}
    return f"{sections[type(record)]}.{record.id}.name"


def _page(contact: Contact, said: Callable[[str], str], *, reported: bool) -> str:
    phones = ", ".join(escape(phone.number) for phone in contact.phones)
    last = f"last called on {contact.called_on}" if contact.called_on else "nobody has called yet"
    rows = "".join(
        f"<tr><td>{escape(question)}<td><td class=f>{escape(fields)}</tr>"
        for question, fields in ASKED
    )
    kind = "line" if isinstance(contact, Line) else contact.kind
    marked = " · <b>somebody reported that it did not help</b>" if reported else ""
    return (
        f"<section><h2>{said(_key(contact))}</h2>"
        f"<p><b>{phones}</b> · {escape(kind)} · {escape(contact.id)} · {last}{marked}</p>"
        "<p>Day and hour: ____________ Language: ____________ Who rang: ____________</p>"
        f"<table>{rows}</table><p>Other words that were said:</p></section>\n"
    )


_STYLE = (
    "body{font:12pt/1.4 serif;max-width:46em;margin:1em auto;padding:0 1em}"
    "section{break-before:page}table{border-collapse:collapse;width:100%}"
    "td{border:1px solid #999;padding:.4em;height:2.2em;vertical-align:top;width:45%}"
    "td.f{width:10%;color:#555;font-size:9pt}"
)
