"""Mistakes in reporting policies."""

from __future__ import annotations

from tests.pack.making import Change, Mistake, drop_line, swap, whole

_KZ, _KG, _UZ, _TJ, _TM = (f"reporting/{code}.yaml" for code in ("kz", "kg", "uz", "tj", "tm"))
_LAWYER = "{who: A. K., when: 2026-11-20, language: ru, hash: abc}"


def _lawyer(old: str = "", new: str = "") -> Change:
    assert old in _LAWYER
    return swap("lawyer: null", f"lawyer: {_LAWYER.replace(old, new)}")


REPORTING = [
    Mistake("no policy of a country", _TM, whole(None), "no-policy", None, "warning",
            "docs/authors/reporting.md"),
    Mistake("a policy of another country", _KZ, swap("country: KZ", "country: KG"),
            "unknown-country", "country: KG", said="country: KZ"),
    Mistake("the policies in a misspelt folder", "report/kz.yaml", whole("country: KZ\n"),
            "unread-file", None, "warning", "reporting"),
    Mistake("an unknown field of a policy", _KZ, swap("country: KZ", "country: KZ\ncolour: red"),
            "unknown-field", "colour: red", said="colour"),
    Mistake("an unknown field of a duty", _KG, swap("  duty: unknown", "  duty: unknown\n  must: no"),
            "unknown-field", "  must: no", said="must"),
    Mistake("a duty that is no answer", _UZ, swap("duty: unknown", "duty: maybe", after="\nchild:"),
            "shape", "child:||duty: maybe", said="unknown"),
    Mistake("a duty left out", _TJ, drop_line("duty: unknown", after="\nchild:"), "missing-field",
            "\nchild:", said="duty"),
    Mistake("a duty without an entry of facts", _KZ,
            swap("duty: unknown", "duty: yes", after="\ncourt_order:"), "no-source",
            "court_order:||duty: yes", said="unknown"),
    Mistake("a duty without a source", _KG, drop_line("source: [unfpa]", after="\nthreat_to_other:"),
            "no-source", "threat_to_other:||from:", said="source"),
    Mistake("a duty with an unknown source", _UZ, swap("source: [code, ", "source: [codex, "),
            "unknown-source", "source: [codex, ", said="codex"),
    Mistake("a policy without a ready language of its country", _KZ,
            drop_line("    kk:", after="\nchild:"), "missing-text", "child:||line:", said="kk"),
    Mistake("a policy in a language that there is not", _TJ, swap("    ru:", "    rus:",
            after="\nadult:"), "unknown-locale", "    rus:", said="rus", follow=1),
    Mistake("a long line of consent", _TJ, swap('    en: "', f'    en: "{"Longer, " * 5}'),
            "too-long", "    en:", said="160"),
    Mistake("a long duty", _KG, swap('    en: "', f'    en: "{"Longer, " * 9}', after="\nchild:"),
            "too-long", "child:||    en:", said="240"),
    Mistake("a duty that begins with what betrays her", _UZ,
            swap('    en: "', '    en: "Police and courts: ', after="\ncourt_order:"), "preview",
            "court_order:||    en:", said="police"),
    Mistake("a duty with a phone number", _TJ,
            swap('    en: "About', '    en: "+992 37 000 00 00. About', after="\nchild:"),
            "unsourced-number", "child:||    en:", said="+992"),
    Mistake("a policy with a bad date", _KG, swap("expires_on: 2027-11-21", "expires_on: soon"),
            "shape", "expires_on: soon", said="2026-11-21", follow=1),
    Mistake("a policy that expires before it was checked", _UZ,
            swap("expires_on: 2027-11-21", "expires_on: 2025-11-21"), "bad-date",
            "expires_on: 2025-11-21"),
    Mistake("a policy that expired", _TJ, swap("checked_on: 2026-11-21\nexpires_on: 2027-11-21",
            "checked_on: 2025-11-19\nexpires_on: 2026-11-20"), "expired", "expires_on: 2026-11-20",
            "warning", "The policy"),
    Mistake("a source of a policy that expired", _KZ,
            swap("  checked_on: 2026-11-21\n  expires_on: 2027-11-21",
                 "  checked_on: 2025-11-19\n  expires_on: 2026-11-20"), "expired",
            "  expires_on: 2026-11-20", "warning", "unfpa"),
    Mistake("a policy checked tomorrow", _KG, swap("checked_on: 2026-11-21",
            "checked_on: 2026-11-22"), "future-date", "checked_on: 2026-11-22", "warning"),
    Mistake("a lawyer without a name", _KZ, _lawyer("A. K.", '""'), "no-name", "lawyer:",
            said="who", follow=1),
    Mistake("a lawyer who read another policy", _KG, _lawyer(), "stale-signature", "lawyer:",
            "warning", "hash:"),
    Mistake("a lawyer who read it in no language", _UZ, _lawyer("ru", "kk"), "unknown-locale",
            "lawyer:", said="kk", follow=1),
    Mistake("a lawyer of tomorrow", _TJ, _lawyer("2026-11-20", "2026-11-22"), "future-date",
            "lawyer:", "warning", follow=1),
    Mistake("a lawyer with a wrong field", _UZ, _lawyer("when", "date"), "unknown-field", "lawyer:",
            said="Known are", follow=2),
    Mistake("a protocol that nobody has signed", _KZ,
            swap("lawyer: null", "protocol: {who: null, when: null}\nlawyer: null"), "no-protocol",
            "protocol:", "warning", "who:"),
]  # fmt: skip
