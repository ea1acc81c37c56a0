"""Every mistake that the tests know."""

from __future__ import annotations

from tests.pack.making import Mistake
from tests.pack.mistakes_in_files import FILES, FLOWS, SYNTAX
from tests.pack.mistakes_in_records import PLACES, RIGHTS, SERVICES
from tests.pack.mistakes_in_reporting import REPORTING
from tests.pack.mistakes_in_reviews import REVIEWS
from tests.pack.mistakes_in_texts import TEXTS
from tests.pack.mistakes_in_themes import THEMES
from tests.pack.mistakes_in_words import COVER, LOCALES, PROFILE, WORDS

MISTAKES: list[Mistake] = [
    *SYNTAX, *FILES, *FLOWS, *TEXTS, *RIGHTS, *SERVICES, *PLACES, *WORDS, *COVER, *PROFILE, *LOCALES,
    *REVIEWS, *REPORTING, *THEMES,
]  # fmt: skip
