"""Which texts must never be wrong, and that each of them is tagged ``critical`` (section 2)."""

from __future__ import annotations

from collections.abc import Mapping

from bot.content.issue import Issue, warning
from bot.flows import keys as flow_keys
from bot.pack.model import Pack
from bot.pack.sources import Sources

CANONICAL = "en"
"""The language in which tags stand."""
CRITICAL = "critical"

FLOWS: Mapping[str, str] = {
    "door": "the door",
    "language": "the door",
    "numbers": "the numbers",
    "elsewhere": "the numbers",
    "silent": "the numbers",
    "talk": "the numbers",
    "safety_plan": "safety",
    "after_assault": "after an assault",
    "own_behaviour": "danger to another",
}
"""Flows of which every text counts, buttons too: they name what a press does."""
STEPS: Mapping[str, str] = {
    "main.menu": "the numbers",
    "main.traces": "the door",
    "main.devices": "the door",
    "minor.assault": "after an assault",
    "settings.word": "the exit",
    "settings.word_saved": "the exit",
    "settings.leaving": "the exit",
}
"""Single steps of other flows."""
SAID: Mapping[str, str] = {
    "block.": "danger and self-harm",
    "contact.": "the numbers",
    "door.": "the door",
    "language.": "the door",
    "numbers.": "the numbers",
    "outage.": "the exit",
    "pilot.": "the door",
    "ui.exit": "the exit",
    "ui.person": "danger and self-harm",
    "ui.silent": "danger and self-harm",
    "ui.test_version": "the door",
    "main.assault": "danger and self-harm",
    "when.": "the numbers",
}
"""How texts begin that the engine says by itself in these places."""
RECORDS = ("number.", "line.", "warning.", "papers.", "cover.useful.", "reporting.")
"""Texts beside numbers, and what is said of duties before she agrees: from ``services``, ``cover``
and ``reporting``, where there are no tags.
"""


def needed(pack: Pack) -> dict[str, str]:
    """Each text of ``messages`` that has to be tagged, and where it is said. No variants."""
    found: dict[str, str] = {}
    for flow in pack.flows.values():
        for step in flow.steps.values():
            if step.flow not in FLOWS and step.name not in STEPS:
                continue
            said = (*step.kind.keys(), *(choice.label for choice in step.choices))
            for key in filter(None, said):
                found.setdefault(key, f"the step {step.name}")
    for key in sorted(flow_keys.SAID | flow_keys.LABELS):
        place = next((where for start, where in SAID.items() if key.startswith(start)), "")
        if place:
            found.setdefault(key, f"the engine ({place})")
    return {key: where for key, where in found.items() if _in_messages(pack, key)}


def critical(pack: Pack) -> frozenset[str]:
    """Every text that needs a sign-off: tagged, needed or of a record; with variants."""
    keys: set[str] = set()
    plain = set(needed(pack))
    for locale in pack.locales.locales:
        for key in pack.catalogue.keys(locale.tag):
            entry = pack.catalogue.entry(key, locale.tag)
            if entry is not None and CRITICAL in entry.tags:
                plain.add(key.partition("@")[0])
    for locale in pack.locales.ready():
        for key in pack.catalogue.keys(locale.tag):
            if key.partition("@")[0] in plain or key.startswith(RECORDS):
                keys.add(key)
    return frozenset(keys)


def check_critical(pack: Pack, sources: Sources) -> list[Issue]:
    """A warning for every text that should be tagged and is not. It needs its sign-off anyway.

    A variant goes with its plain text; what stands in a file with an error may be misread.
    """
    found = []
    doubtful = sources.doubtful(f"messages/{CANONICAL}/")
    for key, where in sorted(needed(pack).items()):
        entry = pack.catalogue.entry(key, CANONICAL)
        if entry is None or CRITICAL in entry.tags or entry.file in doubtful:
            continue
        message = f"The text {key} is said by {where} and is not tagged critical."
        remedy = "Write its text behind text: and add tags: [critical]."
        found.append(warning("not-critical", entry.file, entry.line, message, remedy))
    return found


def _in_messages(pack: Pack, key: str) -> bool:
    entries = (pack.catalogue.entry(key, locale.tag) for locale in pack.locales.locales)
    return any(entry is not None and entry.file.startswith("messages/") for entry in entries)
