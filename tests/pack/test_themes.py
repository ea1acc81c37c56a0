"""S35: which theme is spoken of where is read from the texts, and S39: what nobody knows, too."""

from __future__ import annotations

from bot.directory.completeness import completeness, share
from bot.directory.model import Access
from bot.pack.check_completeness import HALF
from bot.pack.sources import Sources
from bot.pack.themes import matrix, themes_of
from bot.workbench.tables import of_known, of_themes
from tests.pack.conftest import Folder
from tests.talk import CONTENT, real_pack

S35 = {
    "in_laws", "bride_kidnapping", "forced_marriage", "migrants", "stateless", "disability",
    "lgbtqi", "digital_abuse", "men_and_boys",
}  # fmt: skip
SAID_EVERYWHERE = S35 - {"in_laws", "stateless", "lgbtqi"}
"""The other three are owed: the check warns of each (docs/requirements.md)."""


def test_every_theme_of_s35_is_looked_up_and_most_are_spoken_of_everywhere() -> None:
    themes = themes_of(Sources(CONTENT))
    assert {theme.theme for theme in themes.themes} == S35
    spoken = matrix(real_pack(), themes)
    assert set(spoken) == {"KZ", "KG", "UZ", "TJ", "TM"}
    for country, places in spoken.items():
        assert {theme for theme, said in places.items() if said} >= SAID_EVERYWHERE, country
    assert all(len(line.split()) > 1 for line in of_themes(spoken))


def test_a_topic_that_goes_is_missed_where_a_theme_belongs_to_it(folder: Folder) -> None:
    folder.write("rights/kz/shelter.yaml", None)
    found = {issue.code: issue for issue in folder.issues()}["theme-topic"]
    assert (found.severity, found.file) == ("error", "themes.yaml")
    assert found.line == folder.line("themes.yaml", "men_and_boys||shelter")
    assert "rights/kz/shelter.yaml" in found.remedy


def test_a_paragraph_that_goes_leaves_its_theme_silent(folder: Folder) -> None:
    kept = folder.text("themes.yaml").replace("texts: [assault.first]", "texts: []")
    folder.write("themes.yaml", kept)
    text = folder.text("rights/kz/shelter.yaml")
    folder.write("rights/kz/shelter.yaml", text.replace("Some centres help men too.", "Some help."))
    silent = [issue.message for issue in folder.issues() if issue.code == "silent-theme"]
    assert any("men_and_boys in KZ" in message for message in silent)


def test_what_is_known_is_counted_question_by_question_s39() -> None:
    country = real_pack().directory.countries["KZ"]
    counts = {count.question: count for count in completeness(country)}
    for field in Access.__struct_fields__:
        answers = [getattr(service.access, field).value for service in country.services]
        count = counts[f"access.{field}"]
        said = [answers.count(answer) for answer in ("yes", "no", "unknown")]
        assert [count.yes, count.no, count.unknown] == said
    asked = len(country.numbers) + len(country.lines) + len(country.services)
    assert counts["when_you_call.cost"].asked == asked
    assert counts["languages"].asked == asked - len(country.numbers)
    assert 0 < share(counts.values()) < HALF
    assert share([]) == 1
    assert len(list(of_known("KZ", list(counts.values())))) == len(counts) + 1
