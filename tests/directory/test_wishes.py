"""What she may need at a place: what is known, what is left out, what always stays (S39, S40)."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.issue import Severity
from bot.directory.card import Section
from bot.directory.cards import cards
from bot.directory.model import Need, YesNoUnknown
from bot.directory.wishes import Wish, is_refused, known, unanswered, wishes_from
from tests.talk import NOW, real_pack

YES, NO, UNKNOWN = YesNoUnknown
ALMA = (45.0, 70.0)
ACCESS = ("step_free", "sign_language", "children", "men", "papers_needed")


@pytest.fixture
def find(home, made):
    """Cards of the made country after `change` was applied to its file."""

    def found(change, *wishes, need="talk", **more):
        data = made.sample()
        change(data)
        directory, _ = home.load(data)
        assert not [i for i in home.issues if i.severity is Severity.ERROR], home.issues
        return cards(
            directory, made.Towns(), "KZ", Need(need), ALMA, made.NOW, wishes=wishes, **more
        )

    return found


def says(record, **answers):
    """The record with these answers, each with its entry of facts."""
    for name, answer in answers.items():
        field = "access" if name in ACCESS else "when_you_call"
        record.setdefault(field, {})[name] = answer
        origin = "access_from" if name in ACCESS else "when_from"
        record.setdefault(origin, {})[name] = record["from"]


def of(found):
    return {card.id: card for card in found}


def ids(found):
    return [card.id for card in found]


def nothing(_):
    return


def test_stored_wishes_are_read_in_their_order_and_strange_ones_left_out():
    assert wishes_from("men,free,flying") == (Wish.FREE, Wish.MEN)
    assert wishes_from("") == ()


@pytest.mark.parametrize(
    ("wish", "name", "answer", "expected"),
    [
        (Wish.STEP_FREE, "step_free", "yes", YES),
        (Wish.SIGN_LANGUAGE, "sign_language", "no", NO),
        (Wish.CHILDREN, "children", "yes", YES),
        (Wish.MEN, "men", "unknown", UNKNOWN),
        (Wish.FREE, "cost", "no", YES),
        (Wish.FREE, "cost", "yes", NO),
        (Wish.NO_PAPERS, "papers_needed", "no", YES),
        (Wish.NO_PAPERS, "papers_needed", "yes", NO),
        (Wish.NO_PAPERS, "papers", "yes", NO),
        (Wish.NO_PAPERS, "papers", "no", UNKNOWN),
    ],
)
def test_what_is_known_of_a_service_s39(find, wish, name, answer, expected):
    def change(data):
        if answer == "unknown":
            return
        says(data["services"][0], **{name: answer})

    card = of(find(change)).get("kz-alma-centre")
    assert card is not None
    assert known(card, wish) is expected


def test_papers_asked_for_on_the_phone_outweigh_a_door_without_them_s39(find):
    card = of(find(lambda data: says(data["services"][0], papers="yes", papers_needed="no")))
    assert known(card["kz-alma-centre"], Wish.NO_PAPERS) is NO


def test_a_line_has_no_door_and_is_asked_only_for_what_happens_on_it_s39(find):
    line = of(find(lambda data: says(data["lines"][1], cost="no", papers="no")))["kz-two"]
    for wish in (Wish.STEP_FREE, Wish.SIGN_LANGUAGE, Wish.CHILDREN, Wish.MEN):
        assert known(line, wish) is None
    assert [known(line, wish) for wish in (Wish.FREE, Wish.NO_PAPERS, Wish.WRITE)] == [YES] * 3
    other = of(find(nothing))["kz-one"]
    assert known(other, Wish.WRITE) is UNKNOWN, "a way that we do not know may be there"


def test_a_line_that_can_be_written_to_leads_by_text_to_a_place_s39(find):
    def change(data):
        data["services"][0]["reach"] = ["kz-two"]

    assert known(of(find(change))["kz-alma-centre"], Wish.WRITE) is YES


def test_a_known_no_is_left_out_and_a_yes_stands_before_unknown_s39(find):
    def change(data):
        says(data["services"][0], step_free="no")
        says(data["services"][1], step_free="yes")

    found = find(change, Wish.STEP_FREE)
    places = [card.id for card in found if card.section is Section.SERVICE]
    assert places == ["kz-dala-office", "kz-birlik-police-way"]
    assert "kz-alma-centre" in ids(find(change)), "without the wish it is there"


def test_who_wishes_to_write_gets_the_ways_by_text_first(find):
    assert ids(find(nothing, Wish.WRITE))[0] == "kz-two"


def test_two_that_answer_stay_whatever_she_wishes_and_what_refuses_stands_last_s40(find):
    def change(data):
        says(data["lines"][0], cost="yes")
        for service in data["services"]:
            says(service, cost="yes")

    found = find(change, Wish.FREE)
    assert ids(found)[:2] == ["kz-two", "kz-single"]
    assert ids(found)[-1] == "kz-one"
    assert is_refused(found[-1], [Wish.FREE])


def test_a_line_that_costs_is_left_out_where_two_others_answer_s40(find, made):
    def change(data):
        says(data["lines"][0], cost="yes")
        data["lines"].append(made.line("kz-three", "99903"))

    assert not {"kz-one"} & set(ids(find(change, Wish.FREE)))


def test_what_did_not_help_is_left_out_and_two_others_answer_s40(find):
    found = find(nothing, without={"kz-one", "kz-two", "kz-alma-centre"})
    assert not {"kz-one", "kz-two", "kz-alma-centre"} & set(ids(found))
    lines = [card for card in found if card.section is not Section.SERVICE]
    assert len(lines) >= 2


CHOSEN = st.sets(st.sampled_from(Wish))
FULL = [country.code for country in real_pack().locales.countries if country.full]


@given(st.data(), st.sampled_from(FULL), st.sampled_from(Need), CHOSEN)
def test_of_the_real_list_two_always_answer_and_no_known_no_is_shown_s39_s40(
    data: st.DataObject, country: str, need: Need, wishes: set[Wish]
) -> None:
    pack = real_pack()
    directory = pack.directory.countries[country]
    every = [record.id for record in (*directory.lines, *directory.services)]
    without = data.draw(st.sets(st.sampled_from(every), max_size=8)) if every else set()
    now = datetime.datetime.fromtimestamp(NOW, datetime.UTC)
    found = cards(
        pack.directory, pack.gazetteer, country, need, None, now, 20, wishes=wishes, without=without
    )
    services = [card for card in found if card.section is Section.SERVICE]
    assert len(found) - len(services) >= 2
    assert not without & {card.id for card in found}
    assert not any(is_refused(card, wishes) for card in services)
    reachable = [c for c in services if (c.intake_phones or c.has_texts)]
    by_police = [c for c in reachable if c.only_through_police]
    fair = [unanswered(card, wishes) for card in reachable if card not in by_police]
    assert fair == sorted(fair)
