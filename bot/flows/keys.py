"""The texts that the engine and the step kinds say by name, and the labels that must be short."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.desk import keys as desk
from bot.directory.model import App
from bot.directory.reports import Reason
from bot.directory.wishes import Wish
from bot.flows.case import hands_over
from bot.flows.model import Step
from bot.flows.news import HEADERS as CASE_HEADERS
from bot.flows.news import LABELS as CASE_LABELS
from bot.flows.news import SAYS as CASE_SAYS
from bot.flows.steps.contact import WHEN
from bot.flows.steps.place import AskPlace
from bot.flows.steps.queue import SAYS as QUEUE_SAYS
from bot.pack.model import Pack

SAID = frozenset({
    "ui.not_understood", "ui.not_understood_again", "ui.stale", "ui.fallback", "ui.pin_unasked",
    "ui.point", "door.nobody", "language.lead", "outage.neutral",
    "block.danger", "block.self_harm", "block.after",
    "media.ask", "media.unread", "media.live_location", "ui.foot", "ui.choose",
    "ui.goes_on", "exit.ok",
    "contact.number", "contact.line", "contact.hours_claimed", "contact.hours_unsure",
    "contact.hours_unknown", "contact.not_called",
    "when.ask", *(f"when.{name}.{value}" for name in WHEN for value in ("yes", "no", "ask")),
    *(f"contact.app.{app.value}" for app in App),
    "numbers.bare", "cover.line",
    "rights.none", "rights.today", "rights.law", "rights.next", "rights.withheld",
    "rights.expired", "rights.checked", "rights.source", "rights.source_article",
    "source.law_text", "source.official", "source.press", "source.secondary",
    "services.card", "services.in_town", "services.near", "services.country", "services.km",
    "services.by", "services.open_now", "services.opens", "services.only_police",
    "services.no_way", "services.wished",
    "wish.chosen", "wish.yes", "wish.unknown", "wish.no", "report.name",
    "offline.note", "offline.made",
    "door.safe", "ui.test_version", "pilot.closed", "pilot.not_open", "talk.window.slot",
    *CASE_SAYS, *QUEUE_SAYS, *desk.SAID,
})  # fmt: skip
"""Texts beyond those that flows name."""

LABELS = frozenset({
    "ui.exit", "ui.back", "ui.menu", "ui.language", "ui.more", "ui.previous", "ui.person",
    "ui.silent", "main.assault", "door.go", "media.delete", "media.keep", "block.danger.no",
    "block.self_harm.no", "ui.to_talk", "report.open", "wish.none",
    *(f"wish.{wish.value}" for wish in Wish), *(f"report.{reason.value}" for reason in Reason),
    *CASE_LABELS, *desk.LABELS,
})  # fmt: skip
"""Labels of the buttons that the engine adds."""

OF_HANDOFF = frozenset({
    "ui.to_talk", "talk.window.slot", *CASE_SAYS, *QUEUE_SAYS, *CASE_LABELS, *desk.SAID,
    *desk.LABELS,
})  # fmt: skip
"""Those of all these that nobody says where no counsellor is offered."""

LEADS = frozenset({
    "ui.not_understood", "ui.not_understood_again", "ui.pin_unasked", "block.danger",
    "block.self_harm", "media.ask", "media.live_location", "outage.neutral", "rights.none",
    "ui.test_version", "pilot.closed", *CASE_HEADERS, *desk.HEADERS,
})  # fmt: skip
"""Texts of the engine that can be the first line of a screen (S16)."""

COMMON = frozenset({"digits", "country", "place", "operator", "minutes", "service"})
"""Arguments that every text may use without being given them."""

ARGUMENTS: Mapping[str, frozenset[str]] = {
    "ui.fallback": frozenset({"language", "other"}),
    "ui.point": frozenset({"text"}),
    "contact.number": frozenset({"phone", "name", "what"}),
    "contact.line": frozenset({"name", "ways", "about"}),
    "contact.hours_claimed": frozenset({"hours"}),
    "contact.hours_unsure": frozenset({"hours"}),
    **{f"contact.app.{app.value}": frozenset({"address"}) for app in App},
    "when.ask": frozenset({"list"}),
    "numbers.bare": frozenset({"country", "digits"}),
    "pilot.closed": frozenset({"digits", "number"}),
    "pilot.not_open": frozenset({"digits"}),
    "rights.checked": frozenset({"kind", "day"}),
    "offline.made": frozenset({"day"}),
    "rights.source": frozenset({"law", "checked"}),
    "rights.source_article": frozenset({"law", "article", "checked"}),
    "services.card": frozenset({"name", "where", "ways", "about"}),
    "services.in_town": frozenset({"town"}),
    "services.near": frozenset({"town", "km"}),
    "services.km": frozenset({"km"}),
    "services.by": frozenset({"ways"}),
    "services.opens": frozenset({"day"}),
    "services.wished": frozenset({"wishes"}),
    **{f"wish.{answer}": frozenset({"wishes"}) for answer in ("yes", "unknown", "no")},
    "wish.chosen": frozenset({"wish"}),
    "report.name": frozenset({"number", "name"}),
    "cover.line": frozenset({"label", "phone"}),
    "talk.wait.ahead": frozenset({"count"}),
    "talk.wait.usual": frozenset({"wait"}),
    "talk.wait.opens": frozenset({"moment"}),
    "talk.window.slot": frozenset({"begins", "ends"}),
    **desk.ARGUMENTS,
}
"""Arguments that a text is given, all of which it has to use: a number left out helps nobody."""


def leads_of(step: Step) -> tuple[str, ...]:
    """The keys of a step that can be the first paragraph of its screen."""
    keys = step.kind.keys()
    several = type(step.kind).__name__ in ("Read", "AskPlace", "Regions", "Services", "Lines",
                                           "ChooseWord", "Windows", "Relay", "Report")  # fmt: skip
    return keys if several else keys[:1]


def labels(pack: Pack) -> frozenset[str]:
    """The keys of all labels: of choices, of the engine's buttons, of keys under a text field."""
    steps = [step for flow in pack.flows.values() for step in flow.steps.values()]
    found = {choice.label for step in steps for choice in step.choices}
    for step in steps:
        if isinstance(step.kind, AskPlace) and step.kind.here is not None:
            found |= {step.kind.here.label, step.kind.here.key}
    return LABELS | found


def used(pack: Pack) -> Iterator[tuple[str, Step | None]]:
    """Every key of ``messages`` that can be said, with the step that says it."""
    for flow in pack.flows.values():
        for step in flow.steps.values():
            for key in step.kind.keys():  # noqa: SIM118 - not a table
                yield key, step
            for choice in step.choices:
                yield choice.label, step
    hands = hands_over(pack.flows)
    for key in sorted(SAID | LABELS):
        # Without counsellors these texts need not be there, and are no clutter if they are.
        if hands or key not in OF_HANDOFF or pack.catalogue.has(key):
            yield key, None
