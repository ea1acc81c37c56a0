"""Mistakes that editors make, each as a change of the real content, and what should be said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Change = Callable[[str], str | bytes | None]
"""The text of a file, after the mistake; None removes the file."""


@dataclass(frozen=True)
class Mistake:
    """One mistake.

    `mark`: words of the line that is to be named; `a||b` means the first `b` behind `a`, a number
    that line, None that there is no line.
    """

    name: str
    file: str
    change: Change
    code: str
    mark: str | None = None
    severity: str = "error"
    said: str = ""
    """Words that the message or the remedy has to say."""
    where: str = ""
    """The file that is to be named, where it is not the one that was changed."""
    follow: int = 0
    """How many further findings of the same mistake are fair."""


def swap(old: str, new: str, *, after: str = "") -> Change:
    """Replace the first `old` (behind the first `after`) by `new`."""

    def change(text: str) -> str:
        start = text.index(after)
        at = text.index(old, start)
        return text[:at] + new + text[at + len(old) :]

    return change


def drop_line(part: str, *, after: str = "") -> Change:
    """Remove the first line with `part` (behind the first `after`)."""

    def change(text: str) -> str:
        at = text.index(part, text.index(after))
        begin, end = text.rindex("\n", 0, at) + 1, text.index("\n", at) + 1
        return text[:begin] + text[end:]

    return change


def add(lines: str) -> Change:
    """Append lines."""
    return lambda text: f"{text.rstrip()}\n{lines}\n"


def whole(content: str | bytes | None) -> Change:
    """Replace the file."""
    return lambda _: content


def value(key: str, new: str) -> Change:
    """Give a top-level key of a message file another value."""

    def change(text: str) -> str:
        lines = text.split("\n")
        at = next(n for n, line in enumerate(lines) if line.startswith(f"{key}:"))
        end = at + 1
        while end < len(lines) and (lines[end].startswith(" ") or not lines[end].strip()):
            end += 1
        kept = [f"{key}: {new}"] if new else []
        return "\n".join([*lines[:at], *kept, *lines[end:]])

    return change


LONG = "слово " * 260

SYNTAX = [
    Mistake("a quote that is never closed", "flows/talk.yaml",
            add('  x: "open'), "yaml", 'x: "open'),
    Mistake("a colon in a text without quotes", "messages/ru/find.yaml",
            value("need.doctor", "Врач: любой"), "yaml", "need.doctor:", said="quotes"),
    Mistake("a tab", "messages/kk/talk.yaml", add("x.y:\n\ttext: z"), "tab", "\ttext",
            said="spaces"),
    Mistake("wrong indentation", "flows/numbers.yaml",
            swap("    numbers:", "   numbers:"), "yaml", "    sensitive"),
    Mistake("a key twice", "messages/en/talk.yaml",
            lambda text: f'{text}talk.lead: "Again, the first line is long enough and says little"\n',
            "duplicate-key", 'talk.lead: "Again', said="talk.lead"),
    Mistake("a key twice in a step", "flows/settings.yaml",
            swap("    ask: settings.start\n", "    ask: settings.start\n    ask: settings.idle_ask\n"),
            "duplicate-key", "    ask: settings.idle_ask"),
    Mistake("not UTF-8", "messages/ru/silent.yaml",
            lambda text: text.encode("cp1251", "ignore"), "encoding", "2", said="UTF-8"),
    Mistake("an empty file", "messages/en/rights.yaml", whole(""), "empty-file", "1"),
    Mistake("only a comment", "cover/kk.yaml", whole("# later\n"), "empty-file", "1"),
    Mistake("a control character", "rights/kz/divorce.yaml",
            lambda text: text.replace("topic: divorce", "topic: div\x07orce"), "yaml", "topic: div"),
    Mistake("two documents", "services/pl.yaml", add("---\ncountry: PL"), "yaml", "---",
            said="---"),
    Mistake("a reference", "understanding/en.yaml", add("x: &a [b]\ny: *a"), "alias", "x: &a",
            follow=2),
    Mistake("a list where texts stand", "messages/kk/rights.yaml", whole("- a\n- b\n"), "shape",
            "- a"),
    Mistake("only a word", "flows/language.yaml", whole("later\n"), "shape", "later"),
]  # fmt: skip

FILES = [
    Mistake("no locales.yaml", "locales.yaml", whole(None), "missing-file"),
    Mistake("no cover of a ready language", "cover/en.yaml", whole(None), "missing-file",
            said="cover/en.yaml"),
    Mistake("no words of a ready language", "understanding/kk.yaml", whole(None), "missing-file",
            said="understanding/kk.yaml"),
    Mistake("yml instead of yaml", "flows/extra.yml", whole("flow: x\n"), "unread-file",
            severity="warning", said="extra.yaml"),
    Mistake("a misspelt folder", "messsages/ru/door.yaml", whole("a.b: c\n"), "unread-file",
            severity="warning", said="messages"),
    Mistake("a file too deep", "flows/old/door.yaml", whole("flow: x\n"), "unread-file",
            severity="warning"),
    Mistake("a file at the top", "door.yaml", whole("a.b: c\n"), "unread-file",
            severity="warning"),
    Mistake("a folder of no language", "messages/fr/door.yaml", whole('door.safe: "Oui"\n'),
            "unknown-locale", "1", said="fr"),
    Mistake("words of no language", "understanding/fr.yaml", whole("exit_words: [a]\n"),
            "unknown-locale", "1"),
    Mistake("a cover of no language", "cover/fr.yaml", whole("word: a\n"), "unknown-locale", "1"),
    Mistake("a country without services", "services/tr.yaml", whole(None), "missing-file",
            "code: TR", where="locales.yaml", said="services/tr.yaml"),
]  # fmt: skip

FLOWS = [
    Mistake("an unknown field of a step", "flows/talk.yaml",
            swap("    choices:", "    colour: red\n    choices:"), "unknown-field", "colour: red",
            said="colour"),
    Mistake("an unknown kind", "flows/evidence.yaml", swap("    read:", "    reed:"),
            "unknown-field", "    reed:", said="Did you mean read"),
    Mistake("two kinds", "flows/minor.yaml",
            swap("    ask: minor.talk_text", "    ask: minor.talk_text\n    read: [minor.rights]"),
            "step-kind", "    read: [minor.rights]", said="one"),
    Mistake("no kind", "flows/settings.yaml", drop_line("ask: settings.saved"), "step-kind",
            "  saved:", follow=3),
    Mistake("an unknown field of a flow", "flows/silent.yaml", swap("lost: start", "lots: start"),
            "unknown-field", "lots:", said="Did you mean lost"),
    Mistake("an unknown field of a choice", "flows/professional.yaml",
            swap("goto: duties}", "goto: duties, colour: red}"), "unknown-field", "goto: duties"),
    Mistake("an unknown field of a kind", "flows/rights.yaml",
            swap("topic: {none: topics}", "topic: {none: topics, page: 2}"), "unknown-field",
            "topic: {none"),
    Mistake("a kind without what it needs", "flows/elsewhere.yaml",
            swap(", elsewhere: elsewhere.more", ""), "missing-field", "numbers: {lead",
            said="elsewhere", follow=3),
    Mistake("a goto to no step", "flows/talk.yaml", swap("goto: text}", "goto: txet}"),
            "unknown-goto", "goto: txet", said="Did you mean text", follow=0),
    Mistake("a goto to no flow", "flows/main.yaml", swap("goto: evidence.}", "goto: evidnce.}"),
            "unknown-goto", "goto: evidnce", follow=2),
    Mistake("a kind that leads to no step", "flows/find_help.yaml",
            swap("goto: services\n", "goto: servces\n"), "unknown-goto", "goto: servces"),
    Mistake("a start that is no step", "flows/own_behaviour.yaml",
            swap("start: now", "start: begin"), "unknown-step", "start: begin"),
    Mistake("a step that nothing leads to", "flows/safety_plan.yaml",
            add("  alone:\n    ask: plan.children_text"), "unreachable", "  alone:"),
    Mistake("a flow that nothing leads to", "flows/alone.yaml",
            whole("flow: alone\nversion: 1\nstart: a\nsteps:\n  a:\n    ask: main.menu\n"),
            "unreachable", "  a:"),
    Mistake("a flow twice", "flows/zz.yaml",
            whole("flow: main\nversion: 1\nstart: a\nsteps:\n  a:\n    ask: main.menu\n"),
            "duplicate-flow", "flow: main"),
    Mistake("a choice that leads nowhere", "flows/someone_else.yaml",
            swap(", goto: self}", "}"), "choice-leads", "someone.self", said="goto", follow=1),
    Mistake("a choice that leads and does", "flows/settings.yaml",
            swap("goto: leaving}", "goto: leaving, does: leave}"), "choice-leads", "does: leave"),
    Mistake("a choice that does something unknown", "flows/door.yaml",
            swap("does: not_safe", "does: not_save"), "shape", "not_save", said="not_safe",
            follow=1),
    Mistake("a choice twice", "flows/silent.yaml", swap("id: message", "id: text"),
            "duplicate-choice", "label: silent.message,"),
    Mistake("a reserved choice", "flows/evidence.yaml", swap("id: exam", "id: exit"),
            "reserved-choice", "id: exit"),
    Mistake("a choice id with a sign", "flows/evidence.yaml", swap("id: exam", '"id": "a:b"'),
            "reserved-choice", '"a:b"'),
    Mistake("only on what nobody answers", "flows/main.yaml",
            swap("only: {where: full}", "only: {were: full}"), "unknown-answer", "were: full",
            said="were"),
    Mistake("only on a value that is never set", "flows/minor.yaml",
            swap("only: {where: full}", "only: {where: abroad}"), "unknown-value", "abroad",
            said="elsewhere"),
    Mistake("a topic that there is not", "flows/after_assault.yaml",
            swap("topic: forensic_exam", "topic: forensic"), "unknown-value", "topic: forensic}",
            said="forensic_exam"),
    Mistake("a need that there is not", "flows/find_help.yaml",
            swap("need: lawyer", "need: lawer"), "unknown-value", "need: lawer", said="lawyer"),
    Mistake("a sensitive screen before the notice", "flows/door.yaml",
            drop_line("sensitive: false", after="  safe:"), "before-notice", "  safe:", said="S04"),
    Mistake("one choice at the door", "flows/door.yaml",
            drop_line("{id: intro, label: door.to_intro", after="  traces:"), "one-choice",
            "  traces:||choices:", said="two"),
    Mistake("a step that the service needs", "flows/own_behaviour.yaml",
            swap("  help:\n", "  helped:\n"), "missing-step", said="own_behaviour.help", follow=2),
    Mistake("a version in words", "flows/numbers.yaml", swap("version: 1", "version: one"),
            "shape", "version: one", said="number"),
    Mistake("a choice without a label", "flows/professional.yaml",
            swap(", label: professional.duties", ""), "missing-field", "goto: duties",
            said="label", follow=4),
    Mistake("a step name with a dot", "flows/professional.yaml",
            swap("  duties:\n", "  du.ties:\n"), "step-name", "  du.ties:", follow=2),
]  # fmt: skip

TEXTS = [
    Mistake("missing in one language", "messages/ru/door.yaml", value("door.go", ""),
            "missing-text", said="door.go"),
    Mistake("missing in all languages", "flows/minor.yaml",
            swap("minor.shelter_text", "minor.shelter_txt"), "missing-text",
            "minor.shelter_txt", said="minor.shelter_txt", follow=6),
    Mistake("more in one language", "messages/kk/talk.yaml", add('talk.more: "Тағы біраз"'),
            "unused-text", "talk.more", severity="warning"),
    Mistake("a variant in one language", "messages/en/door.yaml",
            add('door.go@TM: "Go on"'), "missing-text", where="messages/ru/door.yaml",
            said="door.go@TM", follow=1),
    Mistake("a variant of no country", "messages/en/door.yaml",
            add('door.go@XX: "Go on"'), "bad-key", "door.go@XX", follow=2),
    Mistake("the same text in two files", "messages/en/talk.yaml", add('door.go: "Go on"'),
            "duplicate-text", "door.go", said="door.yaml", where="messages/en/talk.yaml"),
    Mistake("an argument left out", "messages/ru/numbers.yaml",
            value("contact.number", '"{name}: {what}"'), "argument", "contact.number",
            said="{phone}"),
    Mistake("an argument that nothing fills", "messages/kk/settings.yaml",
            value("settings.saved", '"Сақталды: {minutes} {minuts}."'), "argument",
            "settings.saved", said="{minuts}"),
    Mistake("a common argument left out", "messages/en/ui.yaml",
            lambda text: text.replace("{digits}", "", 1), "argument", "ui.not_understood_again",
            said="{digits}"),
    Mistake("an argument that only one has", "messages/en/talk.yaml",
            lambda text: text.replace("talk.all: \"", "talk.all: \"{place} ", 1), "argument",
            "talk.all", said="no other", follow=1),
    Mistake("a translated argument", "messages/ru/settings.yaml",
            value("settings.saved", '"Сохранено: {minutes} {минут}."'), "brace", "settings.saved"),
    Mistake("a plural form left out", "messages/ru/talk.yaml",
            value("talk.all", '{one: "Линия", many: "Линий", other: "Линии"}'), "plural",
            "talk.all", said="few", follow=2),
    Mistake("a long label", "messages/ru/main.yaml",
            value("main.find", '"Найти место, где помогут прямо сейчас"'), "label", "main.find",
            said="24"),
    Mistake("a label that is long for a button", "messages/ru/main.yaml",
            value("main.find", '"Найти помощь поблизости"'),
            "label", "main.find", severity="warning", said="20"),
    Mistake("a long text", "messages/ru/silent.yaml", value("silent.card_text", f'"{LONG}"'),
            "too-long", "silent.card_text", follow=2),
    Mistake("an empty text", "messages/ru/door.yaml", value("door.to_intro", '""'), "empty-text",
            "door.to_intro"),
    Mistake("a key without text", "messages/ru/door.yaml", value("door.to_intro", "~"),
            "empty-text", "door.to_intro"),
    Mistake("a text that is a key", "messages/en/door.yaml", value("door.to_intro", '"door.intro"'),
            "looks-like-key", "door.to_intro"),
    Mistake("a text for later", "messages/en/door.yaml", value("door.to_intro", '"TODO"'),
            "placeholder", "door.to_intro"),
    Mistake("a text without quotes in braces", "messages/en/door.yaml",
            value("door.to_intro", "{place}"), "unknown-field", "door.to_intro", said="quotes",
            follow=1),
    Mistake("a number as text", "messages/en/door.yaml", value("door.to_intro", "112"), "shape",
            "door.to_intro", said="quotes"),
    Mistake("an unknown field of a text", "messages/en/door.yaml",
            value("door.to_intro", '{text: "How to leave", comment: "x"}'), "unknown-field",
            "door.to_intro", said="comment"),
    Mistake("an unknown tag", "messages/en/door.yaml",
            value("door.to_intro", '{text: "How to leave", tags: [urgent]}'), "unknown-tag",
            "door.to_intro", said="critical"),
    Mistake("a tag without a list", "messages/en/door.yaml",
            value("door.to_intro", '{text: "How to leave", tags: critical}'), "unknown-tag",
            "door.to_intro"),
    Mistake("letters of two alphabets", "messages/ru/talk.yaml",
            value("talk.all", '"Все линии cвязи"'), "mixed-script", "talk.all", said="cвязи"),
    Mistake("a Cyrillic letter in English", "messages/en/talk.yaml",
            value("talk.all", '"All linеs"'), "mixed-script", "talk.all"),
    Mistake("not translated", "messages/kk/someone.yaml",
            value("someone.self_text", '"This is a text that nobody has translated so far, sorry."'),
            "untranslated", "someone.self_text", severity="warning"),
    Mistake("a phrase that we never use", "messages/en/someone.yaml",
            value("someone.self_text", '"You also need some rest. It was your own fault."'),
            "banned", "someone.self_text", follow=1),
    Mistake("a why question", "messages/ru/someone.yaml",
            value("someone.self_text", '"Забота о себе тоже важна. Почему Вы молчали?"'), "why",
            "someone.self_text", follow=1),
    Mistake("a word that betrays her", "messages/ru/settings.yaml",
            value("settings.start", '"Насилие: настройки. Через {minutes} минут экран закроется."'),
            "preview", "settings.start", said="насил"),
    Mistake("a word that betrays her in a variant", "messages/ru/main.yaml",
            add('main.menu@KZ: "Полиция и насилие. {digits}"'), "preview", "main.menu@KZ",
            follow=2),
    Mistake("a number that no service has", "messages/en/someone.yaml",
            value("someone.self_text", '"You can call +7 700 123 45 67 at any time of day."'),
            "unsourced-number", "someone.self_text", said="+7 700 123 45 67"),
    Mistake("a number dialled at home", "messages/ru/someone.yaml",
            value("someone.self_text", '"Можно позвонить 8 (700) 123-45-67 в любое время."'),
            "unsourced-number", "someone.self_text"),
    Mistake("a short number that no service has", "messages/en/someone.yaml",
            value("someone.self_text", '"You can call 1777 at any time of the day or night."'),
            "unsourced-number", "someone.self_text", severity="warning", said="1777"),
    Mistake("a handle that no service has", "messages/en/someone.yaml",
            value("someone.self_text", '"Write to @some_help_bot at any time of day or night."'),
            "unsourced-address", "someone.self_text", said="@some_help_bot"),
    Mistake("a claim of deleting in WhatsApp", "messages/en/someone.yaml",
            value("someone.self_text", '"In WhatsApp we delete all the messages from your phone."'),
            "whatsapp-deletion", "someone.self_text", severity="warning", said="S14"),
]  # fmt: skip

RIGHTS_FILE = "rights/kz/religious_marriage_and_inheritance.yaml"
RIGHTS = [
    Mistake("law without a source", RIGHTS_FILE, drop_line("source: family-2"), "no-source",
            "- id: rite-only", said="source"),
    Mistake("law without an entry of facts", RIGHTS_FILE,
            drop_line("from: kz.inheritance_and_religious_marriage.1"), "no-source",
            "- id: rite-only", said="from"),
    Mistake("an unknown source", RIGHTS_FILE, swap("source: family-2", "source: family-9"),
            "unknown-source", "source: family-9", said="family-9"),
    Mistake("law without a next step", RIGHTS_FILE,
            lambda text: text[: text.index("\nnext:")] + "\nnext: []\n", "no-step", "next: []"),
    Mistake("nothing for today", RIGHTS_FILE,
            lambda text: text[: text.index("\ntoday:")] + text[text.index("\nlaw:") :],
            "missing-field", said="today", mark="1", follow=1),
    Mistake("a bad date", RIGHTS_FILE, swap("checked_on: 2026-11-21", "checked_on: 21.11.2026"),
            "bad-date", "21.11.2026", said="2026-11-21"),
    Mistake("a day that there is not", RIGHTS_FILE,
            swap("expires_on: 2027-11-21", "expires_on: 2027-02-30"), "bad-date", "2027-02-30"),
    Mistake("expired before it was checked", RIGHTS_FILE,
            swap("expires_on: 2027-11-21", "expires_on: 2025-11-21"), "bad-date",
            "expires_on: 2025-11-21"),
    Mistake("a language left out", RIGHTS_FILE, drop_line("    kk:", after="- id: rite-only"),
            "missing-text", "- id: rite-only||text:", said="kk"),
    Mistake("a language that there is not", RIGHTS_FILE,
            swap("  ru:", "  rus:", after="label:"), "unknown-locale", "  rus:", said="rus",
            follow=1),
    Mistake("a long label of a topic", RIGHTS_FILE,
            lambda text: _label(text, "Religious marriage and what she inherits"), "label",
            "Religious marriage and what", said="24"),
    Mistake("a short lead", RIGHTS_FILE, lambda text: _lead(text, "Short."), "short-lead",
            'en: "Short."', said="60"),
    Mistake("an unknown field of a source", RIGHTS_FILE,
            swap("  kind: secondary", "  kind: secondary\n  page: 3"), "unknown-field",
            "  page: 3", said="page"),
    Mistake("an unknown kind of source", RIGHTS_FILE,
            swap("kind: secondary", "kind: blog"), "shape", "kind: blog", said="law_text"),
    Mistake("low confidence", RIGHTS_FILE, swap("confidence: medium", "confidence: low"), "shape",
            "confidence: low", said="medium"),
    Mistake("a url that is none", RIGHTS_FILE, swap('url: "https://', 'url: "htp:/'), "bad-url",
            "htp:/"),
    Mistake("another topic than the file's", RIGHTS_FILE,
            swap("topic: religious_marriage_and_inheritance", "topic: marriage"), "topic-name",
            "topic: marriage"),
    Mistake("another country than the folder's", RIGHTS_FILE, swap("country: KZ", "country: KG"),
            "unknown-country", "country: KG"),
    Mistake("an item twice", RIGHTS_FILE, swap("- id: protection", "- id: rite-only"),
            "duplicate-id", "- id: rite-only\n  from: kz.inheritance_and_religious_marriage.3"),
    Mistake("advice as law", RIGHTS_FILE,
            swap("- id: rite-only\n", "- id: rite-only\n  kind: advice\n"), "advice-as-law",
            "- id: rite-only||kind: advice"),
]  # fmt: skip


def _field(text: str, field: str, words: str) -> str:
    start = text.index(f"\n{field}:")
    at = text.index("  en:", start)
    end = text.index("\n", at)
    return f'{text[:at]}  en: "{words}"{text[end:]}'


def _label(text: str, words: str) -> str:
    return _field(text, "label", words)


def _lead(text: str, words: str) -> str:
    return _field(text, "lead", words)


KZ = "services/kz.yaml"
KOMEK = "- id: kz-shymkent-komek"
LINE = "- id: kz-150"


def _in(record: str, old: str, new: str) -> Change:
    return swap(old, new, after=f"{record}\n")


SERVICES = [
    Mistake("a bad phone", KZ, _in(LINE, 'number: "150"', 'number: "15O"'), "bad-phone", "15O",
            said="150"),
    Mistake("a phone without quotes", KZ, _in(LINE, 'number: "150"', "number: 150"), "shape",
            "number: 150,", said="quotes"),
    Mistake("a phone of another country", KZ, _in(LINE, 'number: "150"', 'number: "+996 312 111111"'),
            "bad-phone", "+996"),
    Mistake("yes without a fact", KZ, _in(KOMEK, "papers: unknown", "papers: yes"), "no-basis",
            "papers: yes", said="papers"),
    Mistake("an answer that is none", KZ, _in(KOMEK, "papers: unknown", "papers: maybe"), "shape",
            "papers: maybe", said="unknown"),
    Mistake("a fact for an unknown answer", KZ, _in(KOMEK, "when_from: {", "when_from: {fee: kz-111, "),
            "unknown-answer", "fee: kz-111", said="fee"),
    Mistake("a confidential place with an address", KZ,
            _in(KOMEK, "address: null", 'address: "ул. Абая, 1"'), "confidential-place",
            f"{KOMEK}||confidential: true",
            said="S36"),
    Mistake("a confidential place with a pin", KZ,
            _in(KOMEK, "lat: null\n  lon: null", "lat: 42.3\n  lon: 69.6"), "confidential-place",
            f"{KOMEK}||confidential: true", said="coordinates"),
    Mistake("verified hours without a call", KZ, _in(KOMEK, "hours: unknown", "hours: verified"),
            "hours-not-called", "hours: verified", follow=1),
    Mistake("hours that are none", KZ,
            _in(LINE, "00:00-24:00", "00:00-25:00"), "bad-hours", "00:00-25:00"),
    Mistake("a town that there is not", KZ, _in(KOMEK, "town: kz-shymkent", "town: kz-shimkent"),
            "unknown-town", "town: kz-shimkent"),
    Mistake("a way that there is not", KZ, _in(KOMEK, "reach: [kz-111", "reach: [kz-999"),
            "unknown-reach", "kz-999"),
    Mistake("a shelter through the police alone", KZ,
            _in(KOMEK, "reach: [kz-111, kz-150]", "reach: [kz-police]"), "police-only",
            "reach: [kz-police]"),
    Mistake("a pin outside the country", KZ,
            _in(KOMEK, "confidential: true\n  position: settlement\n  address: null\n  lat: null\n  lon: null",
                'confidential: false\n  position: address\n  address: "ул. Абая, 1"\n  lat: 69.6\n  lon: 42.3'),
            "outside-country", "lat: 69.6"),
    Mistake("an id twice", KZ, swap("- id: kz-shymkent-komek", "- id: kz-111"), "duplicate-id",
            "Shymkent and Turkistan||- id: kz-111",
            said="own id"),
    Mistake("no when_you_call", KZ, drop_line("when_you_call", after=KOMEK), "missing-field",
            KOMEK, said="when_you_call", follow=1),
    Mistake("digits that are no number", KZ, swap('digits: ["112"', 'digits: ["911"'),
            "unknown-number", '"911"'),
    Mistake("a number of the cover that there is not", KZ, swap("kz-gas,", "kz-gaz,"),
            "unknown-number", "kz-gaz"),
    Mistake("an unknown field of a service", KZ, _in(KOMEK, "phones: []", "phone: []"),
            "unknown-field", "  phone: []", said="Did you mean phones"),
    Mistake("an unknown field of the file", KZ, swap("timezone:", "time_zone:"), "unknown-field",
            "time_zone:", said="Did you mean timezone"),
    Mistake("a zone that there is not", KZ, swap("Asia/Almaty", "Asia/Alma-Ata"), "bad-timezone",
            "Asia/Alma-Ata"),
    Mistake("a need that is none", KZ, _in(KOMEK, "needs: [shelter", "needs: [shelters"), "shape",
            "needs: [shelters", said="Did you mean shelter"),
    Mistake("a language of a name left out", KZ, drop_line("    kk:", after=KOMEK),
            "missing-language", f"{KOMEK}||name:", said="kk"),
    Mistake("low confidence of a service", KZ, _in(KOMEK, "confidence: high", "confidence: low"),
            "low-confidence", "confidence: low", said="withheld"),
    Mistake("a bad date of a service", KZ, _in(KOMEK, "checked_on: 2026-11-21", "checked_on: soon"),
            "shape", "checked_on: soon", said="2026-11-21"),
    Mistake("a country that is not the file's", "services/kg.yaml",
            swap("country: KG", "country: KZ"), "unknown-country", "country: KZ", follow=2),
    Mistake("called without a caller", KZ, _in(KOMEK, "called_on: null", "called_on: 2026-11-20"),
            "bad-call", "called_on: 2026-11-20"),
]  # fmt: skip

PLACES = [
    Mistake("a name left out", "places/kz.yaml",
            swap("names: {kk: Астана қаласы, ", "names: {"), "missing-text", "names: {ru", said="kk"),
    Mistake("no names", "places/kz.yaml", drop_line("names: {kk: Астана қаласы"), "missing-field",
            "- id: kz-r-astana", said="names", follow=3),
    Mistake("a place twice", "places/kz.yaml", swap("- id: kz-r-astana", "- id: kz-astana"),
            "duplicate-place", "- id: kz-astana||- id: kz-astana", said="kz-astana", follow=60),
    Mistake("a place of another file", "places/abroad.yaml",
            swap("- id: kg-bishkek", "- id: kz-astana"), "duplicate-place", "- id: kz-astana\n",
            where="places/kz.yaml", follow=3),
    Mistake("a latitude that there is not", "places/kz.yaml", swap("lat: 51.1801", "lat: 511801"),
            "bad-position", "lat: 511801"),
    Mistake("degrees changed about", "places/kz.yaml",
            swap("lat: 51.1801\n  lon: 71.4460", "lat: 71.4460\n  lon: 51.1801"),
            "outside-country", "lat: 71.4460", said="first"),
    Mistake("degrees in words", "places/kz.yaml", swap("lat: 51.1801", "lat: 51,1801"), "shape",
            "lat: 51,1801", said="number", follow=1),
    Mistake("a kind that there is not", "places/kz.yaml", swap("kind: region", "kind: oblast"),
            "shape", "kind: oblast", said="region"),
    Mistake("a region that there is not", "places/kz.yaml",
            swap("region: kz-r-astana", "region: kz-r-nowhere"), "unknown-region", "kz-r-nowhere"),
    Mistake("an unknown field of a place", "places/kz.yaml",
            swap("  population: 0", "  people: 0"), "unknown-field", "people: 0"),
]  # fmt: skip

WORDS = [
    Mistake("an exit word that is a label", "understanding/en.yaml",
            swap("exit_words: [", 'exit_words: [\n  "My phone",'), "exit-word", '"My phone"',
            said="plan.phone"),
    Mistake("an exit word that is a place", "understanding/ru.yaml",
            swap("exit_words: [", 'exit_words: [\n  "Астана",'), "exit-word", '"Астана"',
            said="place"),
    Mistake("an exit word that means something else", "understanding/en.yaml",
            swap("exit_words: [", 'exit_words: [\n  "menu",'), "exit-word", '"menu",\n'),
    Mistake("a long exit word", "understanding/en.yaml",
            swap("exit_words: [", 'exit_words: [\n  "please leave this chat at once",'),
            "exit-word", "please leave", said="24"),
    Mistake("no danger words", "understanding/kk.yaml", lambda text: _emptied(text, "danger"),
            "empty-list", "danger: []", said="danger"),
    Mistake("no exit words", "understanding/kk.yaml", lambda text: _emptied(text, "exit_words"),
            "exit-word", "exit_words: []"),
    Mistake("an unknown list", "understanding/kk.yaml", add("dangers: [a]"), "unknown-field",
            "dangers:", said="Did you mean danger"),
    Mistake("an unknown choice", "understanding/kk.yaml",
            swap("  menu: [", '  food: ["ас"]\n  menu: ['), "unknown-field", "  food:"),
    Mistake("a number among words", "understanding/en.yaml",
            swap("exit_words: [", "exit_words: [\n  112,"), "shape", "  112,", said="quotes",
            follow=1),
    Mistake("a text instead of a list", "understanding/en.yaml",
            lambda text: _emptied(text, "why").replace("why: []", "why: why"), "shape", "why: why",
            said="list"),
    Mistake("a word of signs alone", "understanding/en.yaml",
            swap("exit_words: [", 'exit_words: [\n  "!!!",'), "empty-word", '"!!!"'),
]  # fmt: skip


def _emptied(text: str, name: str) -> str:
    start = text.index(f"\n{name}:") + 1
    rest = text[start:]
    end = start + rest.index("]") + 1
    return f"{text[:start]}{name}: []{text[end:]}"


COVER = [
    Mistake("no useful numbers", "cover/ru.yaml", drop_line("{id: useful"), "cover", "items:",
            said="useful"),
    Mistake("no way in", "cover/ru.yaml", drop_line("{id: other"), "cover", "items:",
            said="other"),
    Mistake("an item that there is not", "cover/ru.yaml", swap("id: sayings", "id: proverbs"),
            "shape", "id: proverbs", said="sayings", follow=1),
    Mistake("an opening word that is an exit word", "cover/en.yaml",
            lambda text: _line(text, "word", '"exit"'), "opening-word", "word:"),
    Mistake("an opening word that is a place", "cover/en.yaml",
            lambda text: _line(text, "word", '"Shymkent"'), "opening-word", "word:", said="place"),
    Mistake("no opening word", "cover/en.yaml", lambda text: _line(text, "word", '""'), "cover",
            "word:", follow=1),
    Mistake("a useful number without a name", "cover/en.yaml", drop_line("  gas:"), "cover",
            "useful:", said="gas"),
    Mistake("no reply", "cover/en.yaml", drop_line("reply:"), "missing-field", "word:", said="reply",
            follow=1),
    Mistake("a recipe twice", "cover/ru.yaml",
            lambda text: text.replace("recipes:\n- id: plov",
                                      'recipes:\n- {id: plov, name: "Рис", text: "Варить."}\n- id: plov'),
            "cover", "- id: plov", said="plov"),
    Mistake("few sayings", "cover/ru.yaml",
            lambda text: text[: text.index("sayings:\n")] + 'sayings: ["Хлеб всему голова."]\n'
            + text[text.index("recipes:\n- ") :],
            "cover-thin", "sayings: [", severity="warning", said="20"),
    Mistake("a cover that betrays her", "cover/ru.yaml",
            lambda text: _line(text, "lead", '"Книжка о насилии. Что открыть?"'), "preview",
            "lead:", said="насил"),
    Mistake("a word in a cover that is long", "cover/ru.yaml",
            swap('label: "Другие вопросы"', 'label: "Другие вопросы обо всём на свете"'), "label",
            "Другие вопросы обо", said="24"),
]  # fmt: skip


def _line(text: str, key: str, new: str) -> str:
    start = text.index(f"{key}:") if text.startswith(f"{key}:") else text.index(f"\n{key}:") + 1
    return f"{text[:start]}{key}: {new}{text[text.index(chr(10), start) :]}"


LOCALES = [
    Mistake("a fallback that there is not", "locales.yaml", swap("fallback: [ru]", "fallback: [rus]"),
            "unknown-locale", "tag: kk", said="rus"),
    Mistake("nothing is ready", "locales.yaml",
            lambda text: text.replace("ready: true", "ready: false"), "no-locale", "locales:"),
    Mistake("a language twice", "locales.yaml", swap("{tag: ky,", "{tag: kk,"),
            "duplicate-locale", "Кыргызча", follow=2),
    Mistake("an unknown field of a language", "locales.yaml", swap("script: Cyrl", "skript: Cyrl"),
            "unknown-field", "tag: kk", said="Did you mean script", follow=1),
    Mistake("ready in quotes", "locales.yaml", swap("ready: true", 'ready: "true"'), "shape",
            "tag: kk", said="true or false", follow=2000),
    Mistake("an unknown plural word", "locales.yaml", swap("[one, few, many, other]", "[one, some, other]"),
            "plural", "tag: ru"),
    Mistake("a country without a name", "locales.yaml", swap("{kk: Ресей, ru:", "{ru:"),
            "missing-text", "code: RU", said="kk"),
    Mistake("a country twice", "locales.yaml", swap("{code: TR,", "{code: RU,"),
            "duplicate-country", "Түркия", follow=1),
    Mistake("ready without texts", "locales.yaml",
            swap("ready: false", "ready: true", after="{tag: ky"), "missing-file", "tag: ky",
            said="messages/ky", follow=2000),
]  # fmt: skip

MISTAKES = [*SYNTAX, *FILES, *FLOWS, *TEXTS, *RIGHTS, *SERVICES, *PLACES, *WORDS, *COVER, *LOCALES]
