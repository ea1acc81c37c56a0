"""Mistakes in rights, services and places."""

from __future__ import annotations

from tests.pack.making import Change, Mistake, drop_line, swap

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
NOWHERE = "  address: null\n  lat: null\n  lon: null"
ABROAD = '  address: "ул. Абая, 1"\n  lat: 69.6\n  lon: 42.3'
LINE = "- id: kz-150"


def _in(record: str, old: str, new: str) -> Change:
    return swap(old, new, after=f"{record}\n")


SERVICES = [
    Mistake("a bad phone", KZ, _in(LINE, 'number: "150"', 'number: "15O"'), "bad-phone", "15O",
            said="150"),
    Mistake("a phone without quotes", KZ, _in(LINE, 'number: "150"', "number: 150"), "shape",
            "number: 150,", said="quotes"),
    Mistake("a phone of another country", KZ,
            _in(LINE, 'number: "150"', 'number: "+996 312 111111"'), "bad-phone", "+996"),
    Mistake("yes without a fact", KZ, _in(KOMEK, "papers: unknown", "papers: yes"), "no-basis",
            "papers: yes", said="papers"),
    Mistake("an answer that is none", KZ, _in(KOMEK, "papers: unknown", "papers: maybe"), "shape",
            "papers: maybe", said="unknown"),
    Mistake("a fact for an unknown answer", KZ,
            _in(KOMEK, "when_from: {", "when_from: {fee: kz-111, "), "unknown-answer", "fee: kz-111", said="fee"),
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
            _in(KOMEK, f"confidential: true\n  position: settlement\n{NOWHERE}",
                f"confidential: false\n  position: address\n{ABROAD}"),
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
            swap("names: {kk: Астана қаласы, ", "names: {"), "missing-text", "names: {ru",
            said="kk"),
    Mistake("no names", "places/kz.yaml", drop_line("names: {kk: Астана қаласы"), "missing-field",
            "- id: kz-r-astana", said="names", follow=3),
    Mistake("a place twice", "places/kz.yaml", swap("- id: kz-r-astana", "- id: kz-astana"),
            "duplicate-place", "- id: kz-astana||- id: kz-astana", said="kz-astana", follow=60),
    Mistake("a place of another file", "places/abroad.yaml",
            swap("- id: ru-moscow", "- id: kz-astana"), "duplicate-place", "- id: kz-astana\n",
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
