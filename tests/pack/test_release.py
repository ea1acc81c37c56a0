"""The release gate: no production before people have read what must never be wrong."""

from __future__ import annotations

import dataclasses
import datetime

import msgspec
import pytest

from bot.content.reporting import Lawyer, Protocol, policy_hash
from bot.content.reviews import ROLES, SignOff, fingerprint
from bot.pack.check import examine
from bot.pack.check_critical import critical, needed
from bot.pack.model import Pack
from bot.pack.release import release
from tests.pack.conftest import LOCALES as SHORT
from tests.pack.conftest import NOW, Folder
from tests.talk import CONTENT, LOCALES, real_pack


def there(pack: Pack, tag: str) -> list[str]:
    """The critical texts that a language has: a policy is written in what its country speaks."""
    return [key for key in critical(pack) if pack.catalogue.entry(key, tag)]


def signed(pack: Pack, *, but: tuple[str, str, str] | None = None) -> Pack:
    """The pack as if all of it had been read: in the memory of a test only."""
    reviews = {
        tag: tuple(
            SignOff(key, fingerprint(pack.catalogue.entry(key, tag)), "test", NOW, role)
            for key in there(pack, tag)
            for role in ROLES
            if (tag, role, key) != but
        )
        for tag in LOCALES
    }
    return dataclasses.replace(pack, reviews=reviews)


def test_nobody_has_signed_anything_yet() -> None:
    assert not list((CONTENT / "reviews").glob("*.yaml"))  # second readings are no sign-offs
    now = release(real_pack(), NOW)
    assert not now.passes
    assert {(one.locale, one.role) for one in now.missing} == {
        (t, r) for t in LOCALES for r in ROLES
    }
    for one in now.missing:
        assert len(one.keys) == one.of == len(there(real_pack(), one.locale))


def test_it_passes_when_both_have_signed_everything() -> None:
    now = release(signed(real_pack()), NOW)
    assert (now.passes, now.missing, now.expired) == (True, (), ())
    assert "passes" in now.text()


@pytest.mark.parametrize("role", ROLES)
def test_one_text_without_one_of_the_two_refuses(role: str) -> None:
    now = release(signed(real_pack(), but=("kk", role, "door.safe")), NOW)
    assert not now.passes
    assert [(one.locale, one.role, one.keys) for one in now.missing] == [
        ("kk", role, ("door.safe",))
    ]
    assert "door.safe" in now.text()


def test_a_text_that_changes_loses_its_sign_off_in_its_language() -> None:
    pack = signed(real_pack())
    entry = pack.catalogue.entry("door.safe", "ru")
    other = type(entry)({"other": entry.forms["other"] + "!"}, entry.tags, entry.file, entry.line)
    changed = pack.catalogue.with_entries("ru", {"door.safe": other})
    now = release(dataclasses.replace(pack, catalogue=changed), NOW)
    assert {(one.locale, one.role, one.keys) for one in now.missing} == {
        ("ru", role, ("door.safe",)) for role in ROLES
    }


def test_a_sign_off_of_tomorrow_counts_tomorrow() -> None:
    pack = signed(real_pack())
    day = datetime.timedelta(days=1)
    assert not release(pack, NOW - day).passes
    assert release(pack, NOW + day).passes


def test_what_expired_is_said_and_does_not_end_a_service_that_restarts() -> None:
    now = release(signed(real_pack()), NOW + datetime.timedelta(days=500))
    assert not now.missing
    assert now.expired
    assert now.passes
    assert "Expired: " in now.text()
    numbers = {number.id for c in real_pack().directory.countries.values() for number in c.numbers}
    assert numbers.isdisjoint(now.expired)


def test_no_lawyer_has_signed_yet_which_closes_handoff_and_refuses_nothing() -> None:
    now = release(signed(real_pack()), NOW)
    unsigned = tuple((code, "unsigned") for code in ("KZ", "KG", "UZ", "TJ"))
    assert now.closed == (*unsigned, ("TM", "no_protocol"))
    assert now.passes
    assert "no lawyer signed in KZ, KG, UZ, TJ" in now.text()
    assert "no protocol is signed in TM" in now.text()


def lawful(pack: Pack) -> Pack:
    """The pack as if a lawyer of each country had signed: in the memory of a test only."""
    policies = {
        code: msgspec.structs.replace(
            policy,
            lawyer=Lawyer("test", NOW, "ru", policy_hash(policy, "ru")),
            protocol=Protocol("test", NOW) if policy.protocol else None,
        )
        for code, policy in pack.reporting.items()
    }
    return dataclasses.replace(pack, reporting=policies)


def test_handoff_opens_country_by_country() -> None:
    pack = lawful(signed(real_pack()))
    assert release(pack, NOW).closed == ()
    assert "Handoff" not in release(pack, NOW).text()
    old = msgspec.structs.replace(pack.reporting["KG"], expires_on=NOW)
    old = msgspec.structs.replace(old, lawyer=Lawyer("test", NOW, "ru", policy_hash(old, "ru")))
    without = {code: one for code, one in pack.reporting.items() if code != "TM"}
    unread = msgspec.structs.replace(pack.reporting["TJ"], lawyer=None)
    pack = dataclasses.replace(pack, reporting={**without, "KG": old, "TJ": unread})
    now = release(pack, NOW + datetime.timedelta(days=1))
    assert now.closed == (("KG", "expired"), ("TJ", "unsigned"), ("TM", "missing"))
    assert now.passes
    line = next(line for line in now.text().split("\n") if "Handoff" in line)
    reasons = "no policy in TM; expired in KG; no lawyer signed in TJ."
    assert line == f"Handoff stays closed (reporting policies): {reasons}"
    assert len(line) <= 120


def test_what_a_language_does_not_have_nobody_has_to_sign_in_it() -> None:
    pack = real_pack()
    assert "reporting.kg.consent" in critical(pack)
    assert "reporting.kg.consent" not in there(pack, "kk")
    refused = release(signed(pack, but=("ru", "speaker", "reporting.kg.consent")), NOW)
    assert [(one.locale, one.keys) for one in refused.missing] == [
        ("ru", ("reporting.kg.consent",))
    ]


def test_the_operator_reads_a_short_text() -> None:
    late = NOW + datetime.timedelta(days=500)
    for now in (release(real_pack(), NOW), release(real_pack(), late)):
        lines = now.text().split("\n")
        assert len(lines) <= 15
        assert all(len(line) <= 120 for line in lines)
        assert sum(line.startswith(tuple(f"  {tag}: " for tag in LOCALES)) for line in lines) > 5
        assert "a speaker" in now.text()
        assert "a GBV specialist" in now.text()


def test_the_text_stays_short_with_many_languages() -> None:
    one = release(real_pack(), NOW).missing[0]
    tags = ("kk", "ky", "uz", "uz_Cyrl", "tg", "tk", "kaa_Latn", "ru", "en")
    many = tuple(dataclasses.replace(one, locale=tag, role=role) for tag in tags for role in ROLES)
    now = dataclasses.replace(release(real_pack(), NOW), missing=many, expired=("a", "b", "c", "d"))
    assert len(now.text().split("\n")) <= 15
    assert "and 3 more languages" in now.text()


@pytest.mark.parametrize(
    "key",
    [
        "door.safe", "door.intro", "door.devices", "numbers.lead", "when.must_report.yes",
        "block.danger", "block.self_harm", "ui.exit", "assault.care", "plan.start",
        "own.help_text@KZ", "devices.careful", "ui.test_version", "pilot.closed",
        "number.kz-police.what", "line.kz-111.what", "warning.TM", "cover.useful.police",
        "reporting.kz.consent", "reporting.tm.child",
    ],
)  # fmt: skip
def test_what_must_never_be_wrong_is_critical(key: str) -> None:
    assert key in critical(real_pack())


def test_what_is_the_same_in_every_language_needs_no_reader() -> None:
    keys = critical(real_pack())
    assert "number.kz-police.phone" not in keys
    assert "digits.KZ" not in keys
    assert "cover.saying.1" not in keys


@pytest.mark.slow
def test_every_text_that_needs_the_tag_has_it() -> None:
    assert len(needed(real_pack())) > 100
    assert [i for i in examine(CONTENT, NOW).issues if i.code == "not-critical"] == []


def test_a_text_whose_tag_was_forgotten_is_found_and_counts_all_the_same(folder: Folder) -> None:
    name = "messages/en/door.yaml"
    text = folder.text(name)
    at = text.index("  tags: [critical]", text.index("door.safe:"))
    folder.write(name, text[:at] + text[at:].replace("  tags: [critical]\n", "", 1))
    found = [issue for issue in folder.issues() if issue.code == "not-critical"]
    assert [(i.file, i.line, i.severity) for i in found] == [
        (name, folder.line(name, "door.safe:"), "warning")
    ]
    assert "door.safe" in found[0].message


def test_a_variant_goes_with_its_plain_text(folder: Folder) -> None:
    for tag in LOCALES:
        name = f"messages/{tag}/door.yaml"
        folder.write(name, folder.text(name) + 'door.go@TM: "Go on: да"\n')
    loaded = examine(folder.root, NOW)
    assert "not-critical" not in {issue.code for issue in loaded.issues}
    assert "door.go@TM" in critical(loaded.pack)


def test_the_check_counts_what_is_left_in_each_language(folder: Folder) -> None:
    def unsigned() -> dict[str, str]:
        return {i.file: i.message for i in folder.issues() if i.code == "unsigned"}

    before = unsigned()
    assert set(before) == {f"reviews/{tag}.yaml" for tag in SHORT}
    entry = real_pack().catalogue.entry("door.safe", "ru")
    line = (
        f"{{key: door.safe, hash: {fingerprint(entry)}, who: test, when: 2026-11-20, as: speaker}}"
    )
    folder.write("reviews/ru.yaml", f"signed:\n- {line}\n")
    after = unsigned()
    assert before["reviews/kk.yaml"] == after["reviews/kk.yaml"]
    total = int(after["reviews/ru.yaml"].split()[0])
    assert f"{total - 1} by a speaker and {total} by a GBV" in after["reviews/ru.yaml"]
    assert not any(i.file == "reviews/ru.yaml" and i.code != "unsigned" for i in folder.issues())


def test_a_changed_text_is_named_with_its_new_hash(folder: Folder) -> None:
    line = "{key: door.safe, hash: old, who: V. M., when: 2026-11-20, as: gbv_specialist}"
    folder.write("reviews/ru.yaml", f"signed:\n- {line}\n")
    stale = next(i for i in folder.issues() if i.code == "stale-signature")
    assert (stale.file, stale.line) == ("reviews/ru.yaml", 2)
    assert "V. M." in stale.message
    assert fingerprint(real_pack().catalogue.entry("door.safe", "ru")) in stale.remedy


def test_a_text_in_a_file_with_an_error_is_not_called_unknown(folder: Folder) -> None:
    record = "who: test, when: 2026-11-20, as: speaker"
    listed = [
        f"- {{key: {key}, hash: a, {record}}}"
        for key in ("door.safe", "door.saef", "number.kz-police.what")
    ]
    folder.write("reviews/ru.yaml", "\n".join(["signed:", *listed]) + "\n")
    for name in ("messages/ru/door.yaml", "services/kz.yaml"):
        folder.write(name, folder.text(name) + "\tx: [\n")
    unknown = [issue for issue in folder.issues() if issue.code == "unknown-key"]
    assert [(issue.line, "door.saef" in issue.message) for issue in unknown] == [(3, True)]
