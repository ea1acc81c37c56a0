"""S14: on WhatsApp nothing goes from her phone, and the check hears who claims it, in any language.

What Telegram is told of deleting is the proof: said on WhatsApp, each of it would be untrue.
"""

from __future__ import annotations

import pytest

from bot.content.catalogue import Entry
from bot.pack.check_deletion import OWN, Deletion, check_deletion
from tests.talk import real_pack

LANGUAGES = [locale.tag for locale in real_pack().locales.ready()]

CLAIMING = (
    "block.after", "canned.end", "door.leaving", "media.live_location", "settings.word_ask",
    "talk.check_phrase", "talk.closed", "talk.consent.more_log", "talk.finish_ask", "talk.live",
    "talk.phrase_ask", "talk.phrase_check", "traces.gone", "ui.pin_unasked",
)  # fmt: skip
"""Texts that say on Telegram that something is deleted, in each language."""

HONEST = {
    "en": [
        "We cannot delete anything on your phone.",
        "What you wrote cannot be deleted by us; it is not deleted when you leave.",
        "Nothing is deleted here. “Archive chat” deletes nothing.",
        "To delete the chat, press and hold it.",
        "The counsellors’ copies are deleted then.",
        "Telegram leaves fewer traces: there, leaving deletes messages.",
    ],
    "ru": [
        "Мы не можем ничего удалить с телефона: сообщения не удаляются.",
        "Если Вы удалите чат, он не вернётся. Чтобы удалить его, удерживайте.",
        "Прежде чем удалять, можно подумать: удаление заметят сотрудники.",
        "Копии у консультантов удаляются сразу.",
    ],
    "kk": ["Біз ештеңе өшіре алмаймыз, хабарламалар өшірілмейді.", "Чатты өшіру: басып тұрыңыз."],
    "ky": ["Биз эч нерсени өчүрө албайбыз, билдирүүлөр өчүрүлбөйт.", "Чатты өчүрүңүз."],
    "uz": ["Biz hech narsani oʻchira olmaymiz, xabarlar oʻchirilmaydi.", "Chatni oʻchiring."],
    "uz_Cyrl": ["Биз ҳеч нарсани ўчира олмаймиз, хабарлар ўчирилмайди.", "Чатни ўчиринг."],
    "tg": ["Мо чизеро нест карда наметавонем, паёмҳо нест намешаванд.", "Чатро нест кунед."],
    "tk": ["Biz hiç zat pozup bilmeýäris, habarlar pozulmaýar.", "Çaty pozuň. Siz pozýarsyňyz."],
    "kaa_Latn": ["Biz hesh nárseni óshire almaymız, xabarlar óshirilmeydi.", "Chattı óshiriń."],
}
"""What denies it, tells her how to delete, or speaks of another place."""


def deletion(locale: str) -> Deletion:
    return Deletion(real_pack().words[locale])


def whole(key: str, locale: str) -> str:
    entry = real_pack().catalogue.entry(key, locale)
    assert entry is not None, (key, locale)
    return "\n".join(entry.forms.values())


@pytest.mark.parametrize("locale", LANGUAGES)
def test_what_telegram_is_told_is_a_claim_on_whatsapp_s14(locale: str) -> None:
    heard = deletion(locale)
    assert [key for key in CLAIMING if not heard.claim(whole(key, locale))] == []


@pytest.mark.parametrize("locale", LANGUAGES)
def test_what_is_said_on_whatsapp_claims_nothing_s14(locale: str) -> None:
    pack, heard = real_pack(), deletion(locale)
    own = [key for key in pack.catalogue.keys(locale) if key.endswith(OWN)]
    assert len(own) > 30
    assert [key for key in own if heard.claim(whole(key, locale))] == []


@pytest.mark.parametrize("locale", LANGUAGES)
def test_who_denies_it_or_says_how_she_deletes_claims_nothing_s14(locale: str) -> None:
    heard = deletion(locale)
    assert [text for text in HONEST[locale] if heard.claim(text)] == []


@pytest.mark.parametrize(
    ("key", "text", "found"),
    [
        ("talk.closed@whatsapp", "It is deleted at once.", 1),
        ("ui.menu", "It is deleted at once.", 1),
        ("talk.closed", "It is deleted at once.", 0),
        ("talk.closed", "In WhatsApp it is deleted at once.", 1),
        ("desk.over", "It is deleted at once.", 0),
        ("ui.menu", "In Telegram it is deleted at once.", 0),
    ],
)
def test_a_text_is_held_to_what_it_says_where_it_is_said(key: str, text: str, found: int) -> None:
    entry = Entry({"other": text}, file="messages/en/talk.yaml", line=7)
    line = f" {text.lower().rstrip('.')} "
    issues = list(check_deletion(real_pack(), key, entry, line, deletion("en")))
    assert len(issues) == found
    assert all((issue.severity, issue.line) == ("error", 7) for issue in issues)
