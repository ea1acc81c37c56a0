"""Uzbek in Cyrillic from Uzbek in Latin letters: against pairs that others wrote (the facts)."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.content.transliteration import Exceptions, Transliteration, mapped

ROOT = Path(__file__).parents[2]
FILE = ROOT / "content_yaml" / "transliteration" / "uz_Cyrl.yaml"
SAME = Transliteration(
    msgspec.convert(yaml.load(FILE.read_text("utf-8"), yaml.BaseLoader), Exceptions)
)
OTHERWISE = {
    # The pair of the facts says it in other words, or shorter.
    "FHDYo (fuqarolik holati dalolatnomalarini yozish) organi",
    "Ombudsman (Akiykatchi)",
    "majburiy nikoh (nikohga majburlash)",
    "nikoh uchun qiz oʻgʻirlash (olib qochish)",
    "qiz oʻgʻirlash (kelin oʻgʻirlash)",
    "“Inson” ijtimoiy xizmatlar markazi",
}


def _pairs() -> list[tuple[str, str]]:
    found: set[tuple[str, str]] = set()

    def walk(node: object) -> None:
        if isinstance(node, dict):
            latin, cyrillic = node.get("uz"), node.get("uz_cyrl") or node.get("uz_Cyrl")
            if isinstance(latin, str) and isinstance(cyrillic, str):
                found.add((latin, cyrillic))
        for inner in node.values() if isinstance(node, dict) else node:
            if isinstance(inner, dict | list):
                walk(inner)

    for file in sorted((ROOT / "facts").glob("*.yaml")):
        walk(yaml.safe_load(file.read_text("utf-8")))
    return sorted(pair for pair in found if pair[0] not in OTHERWISE)


@pytest.mark.parametrize(("latin", "cyrillic"), _pairs())
def test_terms_of_the_facts(latin, cyrillic):
    assert SAME.cyrillic(latin) == cyrillic


@pytest.mark.parametrize(
    ("latin", "cyrillic"),
    [
        ("Oʻzbekiston", "Ўзбекистон"),
        ("YOʻQ", "ЙЎҚ"),
        ("Yoʻl", "Йўл"),
        ("yomgʻir", "ёмғир"),
        ("Isʼhoq", "Исҳоқ"),
        ("eʼlon", "эълон"),
        ("ketsa", "кетса"),
        ("aytsin", "айтсин"),
        ("militsiyada", "милицияда"),
        ("konstitutsiyaviy", "конституциявий"),
        ("boʻyicha", "бўйича"),
        ("uyushma", "уюшма"),
        ("dunyo", "дунё"),
        ("sayyora", "сайёра"),
        ("Siz yeyapsiz", "Сиз еяпсиз"),
        ("aeroportga", "аэропортга"),
        ("5-oktabrda", "5-октябрда"),
        ("oktabr", "октябрь"),
        ("Telegramda", "Телеграмда"),
        ("Telegram orqali", "Telegram орқали"),
        ("{digits} raqami", "{digits} рақами"),
        ("https://example.org/sahifa", "https://example.org/sahifa"),
        ("advice.uz va StopNCII.org", "advice.uz ва StopNCII.org"),
        ("Ha. Keling.", "Ҳа. Келинг."),
        ("258-IV-son, II guruh", "258-IV-сон, II гуруҳ"),
        ("BMTning, ZAGSda, OʻRQ-561", "БМТнинг, ЗАГСда, ЎРҚ-561"),
        ("IIV, III, XIV, FHDYo", "ИИВ, III, XIV, ФҲДЁ"),
        ("VPNdan, VPN orqali", "ВПНдан, VPN орқали"),
        ("Shahar, SHAHAR, Choʻl", "Шаҳар, ШАҲАР, Чўл"),
        ("“x” harfi", "“x” ҳарфи"),
        ("/x yoki /delete", "/x ёки /delete"),
        ("o'zingiz, o‘zi, oʼzi, g’alaba", "ўзингиз, ўзи, ўзи, ғалаба"),
    ],
)
def test_letters_and_exceptions(latin, cyrillic):
    assert SAME.cyrillic(latin) == cyrillic


@given(st.text(max_size=60))
def test_any_text_is_welcome_and_twice_is_once(text):
    once = SAME.cyrillic(text)
    assert SAME.cyrillic(once) == once or re.search(r"[A-Za-z]", once)


def test_keys_are_left_alone():
    data = {"label": "Salom", "items": [{"menu": "non"}, 3, None]}
    assert mapped(data, SAME.cyrillic) == {"label": "Салом", "items": [{"menu": "нон"}, 3, None]}
