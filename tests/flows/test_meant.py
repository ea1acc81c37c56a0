"""What she writes leads where she wants to go: at once when it is sure, by buttons when not."""

from __future__ import annotations

import pytest

from bot.channels.whatsapp.capabilities import CAPABILITIES as WHATSAPP
from bot.flows.meant import PREFIX, WAYS
from bot.flows.model import resolve
from bot.understanding.danger import NOTHING
from bot.understanding.intents import INTENTS, Guess
from tests.talk import HOME, LOCALES, Talk, real_pack, through_the_door

SHELTER = {
    "ru": "где можно пожить с детьми, приют есть?", "kk": "баспана керек, баратын жерім жоқ",
    "ky": "жашай турган жер керек, кризистик борбор барбы", "en": "is there a shelter near me",
    "uz": "boshpana kerak, boradigan joyim yoʻq", "tg": "паноҳгоҳ лозим, ҷои хобам нест",
    "tk": "gaçybatalga nirede, barara ýerim ýok", "kaa_Latn": "baspana kerek, baratuǵın jerim joq",
}  # fmt: skip
VAGUE = ("а что там насчет бумаги этой", "дети и дом что делать", "вопрос про мужа и документы",
         "кому сказать про начальника", "как мне дальше быть с этим всем")  # fmt: skip


@pytest.fixture(scope="module")
def vague() -> str:
    """Something of which several things may be meant, and none that comes first."""
    heard = (real_pack().listener.hear(said) for said in VAGUE)
    guesses = {
        said: one.guess for said, one in zip(VAGUE, heard, strict=True) if one.signals == NOTHING
    }
    return next(said for said, one in guesses.items() if one.suggestions and not one.is_sure)


def _suggested(talk: Talk) -> list[str]:
    return [choice.removeprefix(PREFIX) for choice in talk.buttons if choice.startswith(PREFIX)]


@pytest.mark.parametrize("locale", SHELTER)
def test_a_place_to_stay_is_found_in_her_own_words(locale: str) -> None:
    talk = through_the_door(locale, HOME[locale]).say(SHELTER[locale])
    assert talk.step in ("find_help.age", "find_help.place") or "shelter" in _suggested(talk)


def test_what_is_sure_is_done_at_once_and_back_leads_back() -> None:
    talk = through_the_door().say("хочу поговорить с живым человеком, есть оператор?")
    assert talk.step.startswith("talk.")
    assert talk.press("back").step == "main.menu"


def test_s25_what_is_only_guessed_is_offered_and_nothing_more(vague: str) -> None:
    talk = through_the_door().say(vague)
    offered = _suggested(talk)
    assert talk.step == "main.menu"
    assert 1 <= len(offered) <= 3
    assert talk.press(PREFIX + offered[0]).step != "main.menu"
    assert _suggested(talk) == []


def test_a_suggestion_is_gone_with_the_next_step(vague: str) -> None:
    talk = through_the_door().say(vague)
    assert _suggested(talk)
    assert _suggested(talk.press("plan")) == []


def test_a_guess_that_somebody_comes_hides_and_destroys_nothing() -> None:
    talk = through_the_door().say("он идет сюда, спрячь быстро")
    assert talk.covered
    assert talk.session is not None


def test_s10_nothing_for_survivors_is_offered_at_the_door_of_ones_own_behaviour() -> None:
    talk = through_the_door().press("for_whom").press("own")
    before = talk.step
    talk.say("где приют для женщин, хочу туда")
    assert not talk.step.startswith(("find_help.", "talk."))
    assert not {"shelter", "counsellor", "find_service"} & set(_suggested(talk)), before


def test_where_we_know_numbers_only_nothing_else_is_promised() -> None:
    talk = through_the_door("ru", "TR").say("где ближайший приют, дайте адрес")
    assert not talk.step.startswith(("find_help.", "rights."))
    assert set(_suggested(talk)) <= {name for name, way in WAYS.items() if way.anywhere}


def test_every_intent_has_a_way_that_is_there() -> None:
    pack = real_pack()
    assert set(WAYS) == set(INTENTS) - {"danger", "self_harm", "none"}
    for way in WAYS.values():
        if way.goto:
            flow, step = resolve(way.goto, "main")
            assert pack.step(flow, step or pack.flows[flow].start), way.goto
        for locale in LOCALES:
            assert not way.label or pack.catalogue.has(way.label), (locale, way.label)
        for country in ("KZ", "KG", "UZ", "TJ", "TM"):
            assert not way.topic or pack.topic(country, way.topic), (country, way.topic)


def test_what_a_button_says_is_chosen_and_no_cry_for_help() -> None:
    talk = through_the_door("kk").press("find").press("shelter")
    talk.say(talk.buttons["unsaid"])
    assert talk.session.blocks == ()
    assert talk.step == "find_help.place"


@pytest.mark.parametrize(
    "said",
    ["Жолымбетте тұрамын", "Талас облусунда жашайм", "Aravonda yashayman", "I live in Dortmund",
     "дар Исфара зиндагӣ мекунам", "Maryda ýaşaýaryn", "я дома", "uydaman", "не знаю"],
)  # fmt: skip
def test_where_she_lives_is_no_cry_for_help(said: str) -> None:
    found = real_pack().listener.signals(said)
    assert (found.danger, found.self_harm) == (False, False)


def test_names_of_places_are_no_cry_for_help() -> None:
    listener, places = real_pack().listener, real_pack().gazetteer.places
    names = {name for place in places for name in place.names.values()}
    signals = {name: listener.signals(name) for name in names}
    raised = [name for name, found in signals.items() if found.danger or found.self_harm]
    assert len(raised) <= len(names) / 200, raised


def test_nothing_is_guessed_where_nothing_was_learned() -> None:
    assert Guess().is_sure is False
    assert Guess().suggestions == ()


def test_the_language_that_she_types_is_offered_and_nothing_changes_by_itself() -> None:
    talk = through_the_door("ru").say("баспана керек еді, баратын жерім жоқ")
    assert talk.session.locale == "ru"
    assert talk.buttons["speak:kk"] == "Қазақша"
    there = talk.step
    assert talk.press("speak:kk").step == there
    assert talk.session.locale == "kk"
    assert "speak:kk" not in talk.buttons


@pytest.mark.parametrize("said", ["керек", "salom", "ok", "12", "да", "rahmat"])
def test_one_word_offers_no_other_language(said: str) -> None:
    assert not [one for one in through_the_door("ru").say(said).buttons if "speak:" in one]


def test_the_offer_of_a_language_is_gone_with_the_next_press() -> None:
    talk = through_the_door("ru").say("баспана керек еді, баратын жерім жоқ")
    assert "speak:kk" not in talk.press("menu").buttons


def test_s22_a_block_in_another_language_stays_whole_when_she_takes_it() -> None:
    talk = through_the_door("ru").say("күйеуім мені ұрып жатыр, қорқып отырмын")
    assert talk.session.block_open
    assert talk.press("speak:kk").session.block_open
    assert talk.session.locale == "kk"
    assert talk.session.blocks == ("danger",)


@pytest.mark.parametrize(("said", "tag"), [
    ("ассалом алайкум, менга маслаҳат керак эди", "uz_Cyrl"),
    ("салам, мага кеңеш керек эле", "ky"), ("салом, ба ман маслиҳат лозим аст", "tg"),
])  # fmt: skip
def test_before_she_chose_a_language_the_one_she_types_comes_first(said: str, tag: str) -> None:
    talk = Talk(able=WHATSAPP).say(said)
    assert next(iter(talk.buttons)) == f"language:{tag}"


def test_s24_what_was_asked_for_beside_a_disclosure_stands_below_the_numbers() -> None:
    talk = through_the_door("ru").say("он меня бьёт каждый день, как подать на развод и алименты?")
    assert talk.session.blocks == ("danger",)
    assert "divorce_children" in _suggested(talk)
    assert len(_suggested(talk)) <= 2
    assert talk.press(PREFIX + "divorce_children").step == "rights.topic"
    assert talk.session.blocks == ("danger",)


@pytest.mark.parametrize("said", ["привет, он меня бьёт", "он бьёт меня, спасибо, до свидания"])
def test_s24_no_noise_is_offered_beside_a_disclosure(said: str) -> None:
    offered = _suggested(through_the_door("ru").say(said))
    assert not {"greeting", "thanks", "menu", "using_violence", "counsellor"} & set(offered)


def test_a_number_typed_for_a_suggestion_is_that_suggestion(vague: str) -> None:
    talk = through_the_door("ru").say(vague)
    offered = _suggested(talk)
    number = 1 + list(talk.buttons).index(PREFIX + offered[0])
    pressed = through_the_door("ru").say(vague).press(PREFIX + offered[0])
    assert talk.say(str(number)).step == pressed.step
