"""The steps of a talk, which no button of hers alone reaches: each keeps the same promises."""

from __future__ import annotations

import msgspec
import pytest

from bot.channels.render import press_of, render
from bot.effects import Tone
from bot.events import Outlook, Pressed
from bot.flows import stage
from bot.flows.engine import decide
from bot.flows.turning import place
from bot.handoff.effects import News
from bot.pack.check_texts import sensitive_word
from bot.session import Talk
from tests.talk import HOME, LOCALES, NOW, TELEGRAM, real_pack, through_the_door

STEPS = tuple(name for name in real_pack().flows["talk"].steps if name not in ("start", "text"))
TALKS = {
    "waiting": Talk(stage="waiting", outlook=Outlook(on_duty=True, ahead=2, minutes=30)),
    "truth": Talk(stage="waiting", news=News.WAITING, outlook=Outlook(on_duty=True)),
    "night": Talk(stage="waiting", news=News.GONE_ON, outlook=Outlook(opens=NOW + 7200)),
    "nobody": Talk(stage="waiting", news=News.MISSED),
    "live": Talk(stage="live"),
    "checked": Talk(stage="live", asks="check"),
    "phrase": Talk(stage="live", asks="check", has_phrase=True),
    "transfer": Talk(stage="live", asks="transfer"),
    "media": Talk(stage="live", asks="media"),
    "referral": Talk(stage="live", asks="referral", service="line.kz-150"),
    "away": Talk(stage="live", away=True),
    "after": Talk(stage="after", service="line.kz-150"),
    "callback": Talk(stage="callback", window=(NOW, NOW + 3600)),
}


def screens(locale: str):
    pack = real_pack()
    talk = through_the_door(locale, HOME[locale])
    inside = msgspec.structs.replace(talk.session, locale=locale)
    lines = pack.directory.countries[HOME[locale]].lines
    service = f"line.{lines[0].id}" if lines else ""
    for step in STEPS:
        for name, case in TALKS.items():
            told = msgspec.structs.replace(case, service=service if case.service else "")
            session = msgspec.structs.replace(inside, talk=told)
            standing = place(pack, session, f"talk.{step}")
            session, show = stage.show(pack, standing, NOW)
            yield f"{step}/{name}", session, show.screen


@pytest.mark.parametrize("locale", LOCALES)
def test_each_has_the_exit_the_numbers_a_way_on_and_a_harmless_first_line(locale: str) -> None:
    pack = real_pack()
    for name, _, screen in screens(locale):
        message = render(screen, TELEGRAM, pack.catalogue)
        buttons = {press_of(b.data)[1] for row in message.rows for b in row}
        assert {"exit", "numbers"} < buttons, name
        assert buttons - {"exit", "numbers", "language"}, name
        assert sensitive_word(message.text, pack.words[locale]) is None, (name, message.text[:80])
        assert screen.tone is Tone.SENSITIVE
        assert "{" not in message.text, (name, message.text)
        assert len(message.text) < TELEGRAM.text_limit
        for paragraph in screen.paragraphs:
            assert not pack.catalogue.say(paragraph, locale).borrowed, (name, paragraph.key)


@pytest.mark.parametrize("locale", LOCALES)
def test_every_button_leads_somewhere_and_the_exit_out_of_each(locale: str) -> None:
    pack = real_pack()
    for name, session, screen in screens(locale):
        for row in screen.rows:
            for button in row:
                press = Pressed(button.id, screen.token, "1", NOW, locale)
                decision = decide(pack, session, press, NOW)
                assert decision.effects or decision.leave, (name, button.id)
        left = decide(pack, session, Pressed("exit", "old", "1", NOW, locale), NOW)
        assert left.leave is not None, name
        assert left.session is None
