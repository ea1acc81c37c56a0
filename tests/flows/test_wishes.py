"""What she may need there: turned on and off, said again, on both messengers, in every language."""

from __future__ import annotations

import dataclasses

import pytest
from msgspec.structs import replace

from bot.channels.base import Capabilities
from bot.channels.whatsapp import layout
from bot.channels.whatsapp.capabilities import CAPABILITIES as WHATSAPP
from bot.channels.whatsapp.layout import SHAPES
from bot.directory.model import Directory, YesNoUnknown
from bot.directory.wishes import Wish
from bot.pack.check_texts import sensitive_word
from bot.pack.model import Pack
from tests.talk import HOME, LOCALES, TELEGRAM, Talk, real_pack, through_the_door

SERVICES, NATIONAL, WISHES = "find_help.services", "find_help.national", "find_help.wishes"


def at_services(
    locale: str = "ru",
    country: str = "KZ",
    need: str = "talk",
    town: str = "Шымкент",
    able: Capabilities = TELEGRAM,
    pack: Pack | None = None,
) -> Talk:
    """On the list of what is known near a town; without one, for the whole country."""
    talk = through_the_door(locale, country, pack, able=able)
    if talk.step == "elsewhere.warning":
        talk.press("go")
    talk.press("find").press(need)
    if talk.step == "find_help.age":
        talk.press("over")
    talk.say(town) if town else talk.press("skip")
    assert talk.step in (SERVICES, NATIONAL)
    return talk


def for_women_only() -> Pack:
    """The content with a Kazakhstan in which no place takes men."""
    pack = real_pack()
    country = pack.directory.countries["KZ"]
    refusing = tuple(
        replace(service, access=replace(service.access, men=YesNoUnknown.NO))
        for service in country.services
    )
    countries = {**pack.directory.countries, "KZ": replace(country, services=refusing)}
    return dataclasses.replace(pack, directory=Directory(countries))


def wish(talk: Talk, *wishes: Wish) -> Talk:
    talk.press("wishes")
    for one in wishes:
        talk.press(f"wish:{one.value}")
    return talk.press("back")


def test_a_press_turns_a_wish_on_and_another_one_off() -> None:
    talk = at_services().press("wishes")
    assert talk.step == WISHES
    plain = talk.buttons["wish:free"]
    talk.press("wish:free")
    assert talk.step == WISHES
    assert talk.buttons["wish:free"] == f"✓ {plain}"
    talk.press("wish:free")
    assert talk.buttons["wish:free"] == plain
    assert "wishes" not in talk.session.answers


def test_what_she_chose_is_said_again_and_of_each_card_what_is_known_s39() -> None:
    talk = wish(at_services(need="shelter"), Wish.FREE, Wish.STEP_FREE)
    assert talk.step == SERVICES
    assert "Что Вам там важно: Бесплатно · Вход без ступеней." in talk.text
    cards = [part for part in talk.text.split("\n\n") if "Связаться можно через" in part]
    assert cards
    for card in cards:
        assert "Неизвестно, можно сначала спросить: Вход без ступеней" in card
    assert "есть: Бесплатно" in talk.text


def test_wishes_survive_going_back_and_another_need_and_go_when_she_leaves_s39() -> None:
    talk = wish(at_services(), Wish.CHILDREN)
    talk.press("need").press("lawyer")
    talk.say("Шымкент")
    assert talk.session.answers["wishes"] == "children"
    talk.press("wishes")
    assert talk.buttons["wish:children"].startswith("✓")
    talk.press("back").press("back")
    assert talk.step == "find_help.place"
    talk.say("Шымкент")
    assert "Дети со мной" in talk.text
    talk.say("/x")
    assert talk.session is None


def test_show_leads_back_to_where_she_was_also_without_a_town() -> None:
    talk = at_services(town="")
    assert talk.step == NATIONAL
    wish(talk, Wish.WRITE)
    assert talk.step == NATIONAL
    assert "Можно написать" in talk.text


def test_nothing_left_is_said_with_the_lines_and_a_way_to_take_the_wishes_away_s40() -> None:
    nowhere = "Among the places that we know there, none has all that you chose."
    talk = wish(at_services("en", pack=for_women_only()), Wish.MEN)
    assert talk.text.startswith(nowhere)
    assert "\n111\n" in talk.text
    assert "\n150\n" in talk.text
    talk.press("wishes:none")
    assert talk.step == SERVICES
    assert "wishes" not in talk.session.answers
    assert nowhere not in talk.text
    assert "wishes:none" not in talk.buttons


def test_where_nothing_is_known_at_all_the_wishes_are_not_to_blame() -> None:
    talk = wish(at_services("en", town=""), Wish.WRITE)
    talk.press("report:")
    talk.press(next(name for name in talk.buttons if name.startswith("tried:")))
    talk.press("reason:closed")
    assert "For this we know no checked place there." in talk.text
    assert "wishes:none" not in talk.buttons


def test_typed_numbers_and_labels_choose_too_on_whatsapp() -> None:
    talk = at_services(able=WHATSAPP)
    numbers = {name: str(at) for at, name in enumerate(talk.buttons, 1)}
    talk.say(numbers["wishes"])
    assert talk.step == WISHES
    talk.say("2").say("Жестовый язык")
    assert talk.session.answers["wishes"] == "free,sign_language"
    talk.say("2").say("Показать")
    assert talk.step == SERVICES
    assert talk.session.answers["wishes"] == "sign_language"
    assert "Что Вам там важно: Жестовый язык." in talk.text


def test_all_wishes_can_be_pressed_in_one_list_of_whatsapp() -> None:
    talk = at_services(able=WHATSAPP).press("wishes")
    drawn = layout.drawn(talk.message, SHAPES, talk.message.opens)
    assert drawn is not None
    assert drawn.shape.kind == "list"


def test_a_made_up_wish_changes_nothing() -> None:
    talk = at_services().press("wishes").press("wish:flying")
    assert talk.step == WISHES
    assert "wishes" not in talk.session.answers


def test_another_country_keeps_the_wishes_and_forgets_what_failed_there() -> None:
    talk = wish(at_services(), Wish.MEN)
    talk.press("report:").press("tried:kz-150").press("reason:no_answer")
    assert talk.session.answers["failed"] == "kz-150"
    talk.press("menu").press("more").press("place")
    talk.press("country:KG")
    assert talk.session.country == "KG"
    assert talk.session.answers.get("wishes") == "men"
    assert "failed" not in talk.session.answers


@pytest.mark.parametrize("able", [TELEGRAM, WHATSAPP], ids=["telegram", "whatsapp"])
@pytest.mark.parametrize("locale", LOCALES)
def test_with_every_wish_screens_keep_the_limits_and_a_harmless_first_line_s16(
    locale: str, able: Capabilities
) -> None:
    for need in ("shelter", "talk", "doctor", "lawyer", "anything"):
        for region in (True, False):
            talk = at_services(locale, HOME[locale], need, "", able)
            if region:
                talk.press("place").press("list")
                while talk.step != SERVICES:
                    listed = ("region:", "place:")
                    talk.press(next(name for name in talk.buttons if name.startswith(listed)))
            wish(talk, *Wish)
            words = talk.pack.words[locale]
            while True:
                assert len(talk.text) < able.text_limit, (locale, need, len(talk.text))
                for part in (talk.text, *layout.plain(talk.message)):
                    found = sensitive_word(part, words)
                    assert able is TELEGRAM or found is None, (locale, need, found)
                assert sensitive_word(talk.text, words) is None
                if "more" not in talk.buttons:
                    break
                talk.press("more")
