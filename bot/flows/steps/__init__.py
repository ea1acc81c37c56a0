"""The step kinds: one file each, found here by the word that authors write."""

from __future__ import annotations

from collections.abc import Mapping

from bot.flows.model import StepKind
from bot.flows.steps.ask import Ask
from bot.flows.steps.consent import Consent
from bot.flows.steps.country import ChooseCountry
from bot.flows.steps.language import ChooseLanguage
from bot.flows.steps.lines import Lines
from bot.flows.steps.not_from import NotFrom
from bot.flows.steps.numbers import Numbers
from bot.flows.steps.place import AskPlace
from bot.flows.steps.queue import Queue
from bot.flows.steps.read import Read
from bot.flows.steps.regions import Regions
from bot.flows.steps.relay import Relay
from bot.flows.steps.report import Report
from bot.flows.steps.services import Services
from bot.flows.steps.topic import ShowTopic
from bot.flows.steps.topics import Topics
from bot.flows.steps.warning import Warn
from bot.flows.steps.windows import Windows
from bot.flows.steps.wishes import Wishes
from bot.flows.steps.word import ChooseWord

KINDS: Mapping[str, type[StepKind]] = {
    "ask": Ask,
    "consent": Consent,
    "country": ChooseCountry,
    "language": ChooseLanguage,
    "lines": Lines,
    "not_from": NotFrom,
    "numbers": Numbers,
    "place": AskPlace,
    "queue": Queue,
    "read": Read,
    "regions": Regions,
    "relay": Relay,
    "report": Report,
    "services": Services,
    "topic": ShowTopic,
    "topics": Topics,
    "warning": Warn,
    "windows": Windows,
    "wishes": Wishes,
    "word": ChooseWord,
}
"""The word in YAML, and the kind that it names."""
