"""PO files: out and in again is the identity, and a broken file changes nothing and says why."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.commands import FINDINGS, OK, USAGE, content
from bot.pack.load import load
from bot.workbench.debts import debts
from bot.workbench.exchange import brought, exported, plural_header

REAL = Path(__file__).parents[2] / "content_yaml"
LOCALES = ("kk", "ky", "uz", "uz_Cyrl", "tg", "tk", "kaa_Latn", "ru", "en")


@pytest.fixture(scope="module")
def real():
    return load(REAL).pack


def po_of(pack, tag, only=""):
    chosen = [debt for debt in debts(pack, tag) if debt.key.startswith(only)]
    return exported(chosen, pack.locales.get(tag), {})


def plain(forms):
    return forms if len(set(forms.values())) > 1 else {"other": forms["other"]}


@pytest.mark.parametrize("tag", LOCALES)
def test_out_and_in_again_is_the_identity(real, tag):
    issues = []
    found = brought(po_of(real, tag), "x.po", real.locales, issues)
    assert not issues
    assert found.locale == tag
    there = {debt.key: debt.entry for debt in debts(real, tag) if debt.entry is not None}
    assert {said.key: plain(said.forms) for said in found.said} == {
        key: plain(entry.forms) for key, entry in there.items()
    }


@pytest.mark.parametrize(
    ("tag", "forms"), [("tg", 1), ("kaa_Latn", 1), ("ky", 2), ("uz", 2), ("uz_Cyrl", 2), ("ru", 4)]
)
def test_plural_headers_are_those_of_cldr(real, tag, forms):
    assert plural_header(real.locales.get(tag)).startswith(f"nplurals={forms};")


@pytest.mark.slow
def test_nothing_is_written_where_nothing_is_new(folder, tmp_path, capsys):
    file = tmp_path / "kk.po"
    assert content.run(["export", "kk", "--out", str(file)]) == OK
    assert content.run(["import", str(file)]) == OK
    assert "0 texts changed" in capsys.readouterr().out
    assert folder.is_same()


def test_what_a_translator_wrote_stands_where_it_belongs(folder, tmp_path, real):
    key = "rights.kz.divorce.label"
    file = tmp_path / "kk.po"
    content.run(["export", "kk", "--only", "door.safe", "--only", key, "--out", str(file)])
    text = file.read_text("utf-8")
    label = real.catalogue.entry(key, "kk").forms["other"]
    text = text.replace(f'msgstr "{label}"', 'msgstr "Басқаша"')
    file.write_text(text, "utf-8")
    assert content.run(["import", str(file)]) == OK
    made = load(folder.root).pack
    assert made.catalogue.entry(key, "kk").forms["other"] == "Басқаша"
    changed = (folder.root / "rights/kz/divorce.yaml").read_text("utf-8").splitlines()
    before = folder.before["rights/kz/divorce.yaml"].decode().splitlines()
    assert sum(a != b for a, b in zip(changed, before, strict=True)) == 1


@pytest.mark.slow
def test_a_fuzzy_text_never_ships(folder, tmp_path, capsys):
    file = tmp_path / "kk.po"
    content.run(["export", "kk", "--only", "door.safe.yes", "--out", str(file)])
    text = re.sub(
        r'msgstr "(?!")[^"]+"\n\Z', 'msgstr "Басқаша"\n', file.read_text("utf-8").rstrip() + "\n"
    )
    file.write_text(text.replace("msgctxt", "#, fuzzy\nmsgctxt"), "utf-8")
    assert "Басқаша" in file.read_text("utf-8")
    assert content.run(["import", str(file)]) == OK
    assert "1 fuzzy" in capsys.readouterr().out
    assert folder.is_same()


@pytest.mark.slow
def test_what_somebody_else_changed_meanwhile_is_left_alone(folder, tmp_path, capsys):
    file = tmp_path / "kk.po"
    content.run(["export", "kk", "--only", "door.", "--out", str(file)])
    exported_ = file.read_text("utf-8")
    message = folder.root / "messages/kk/door.yaml"
    text = message.read_text("utf-8")
    yes, no = (real_text(folder, f"door.safe.{one}") for one in ("yes", "no"))
    message.write_text(text.replace(f'"{yes}"', '"Әбден"'), "utf-8")
    # The translator changed another one only: the first stays as it was changed here.
    file.write_text(exported_.replace(f'msgstr "{no}"', 'msgstr "Кейін"'), "utf-8")
    assert content.run(["import", str(file)]) == OK
    assert "1 texts changed" in capsys.readouterr().out
    assert real_text(folder, "door.safe.yes") == "Әбден"
    assert real_text(folder, "door.safe.no") == "Кейін"
    # Both changed the same one: what stands here is kept, and it is said.
    file.write_text(exported_.replace(f'msgstr "{yes}"', 'msgstr "Мейлі"'), "utf-8")
    assert content.run(["import", str(file)]) == OK
    assert "door.safe.yes or its source has changed" in capsys.readouterr().out
    assert real_text(folder, "door.safe.yes") == "Әбден"
    # A translation of a source that has changed is none any more.
    content.run(["export", "kk", "--only", "door.safe.no", "--out", str(file)])
    source = folder.root / "messages/ru/door.yaml"
    source.write_text(source.read_text("utf-8").replace('door.safe.no: "', 'door.safe.no: "x'))
    file.write_text(file.read_text("utf-8").replace('msgstr "Кейін"', 'msgstr "Жоқ"'), "utf-8")
    assert content.run(["import", str(file)]) == OK
    assert "door.safe.no or its source" in capsys.readouterr().out


def real_text(folder, key):
    return load(folder.root).pack.catalogue.entry(key, "kk").forms["other"]


BROKEN = {
    "the language": (lambda text: text.replace("X-Pana-Locale: kk", "X-Pana-Locale: zz"), "zz"),
    "a quote": (lambda text: text.replace('msgstr "И', "msgstr И", 1), "quote"),
    "an argument": (lambda text: text.replace("{minutes}", "{minute}"), "{minutes}"),
    "a key": (lambda text: text.replace('"door.safe"', '"door.saf"'), "door.saf"),
    "a key twice": (lambda text: text + '\nmsgctxt "door.safe"\nmsgid "x"\nmsgstr "y"\n', "twice"),
    "no key": (lambda text: text.replace('msgctxt "door.safe"\n', ""), "msgctxt"),
    "a long label": (
        lambda text: re.sub(
            r'(msgctxt "door.safe.no"\nmsgid .*\nmsgstr ").*"', r'\1%s"' % ("ұ" * 30), text
        ),
        "30",
    ),
    "a plural form": (lambda text: text.replace("msgstr[1]", "msgstr[2]"), "plural"),
    "no header": (lambda _: 'msgid "x"\nmsgstr "y"\n', "X-Pana-Locale"),
    "nothing": (lambda _: "", "X-Pana-Locale"),
    "another alphabet": (lambda text: text.replace('msgstr "Ж', 'msgstr "Zж', 1), "alphabet"),
}


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.slow
def test_a_broken_file_changes_nothing_and_says_why(folder, tmp_path, capsys, name):
    change, said = BROKEN[name]
    file = tmp_path / "kk.po"
    only = ["--only", "door.", "--only", "desk.panel.waits", "--only", "ui."]
    content.run(["export", "kk", *only, "--out", str(file)])
    text = file.read_text("utf-8")
    broken = change(text)
    assert broken != text
    file.write_text(broken, "utf-8")
    capsys.readouterr()
    assert content.run(["import", str(file)]) == FINDINGS
    told = capsys.readouterr().err
    assert "nothing was changed" in told
    assert said in told
    assert folder.is_same()


@pytest.mark.slow
def test_other_bytes_than_utf_8_and_other_line_ends(folder, tmp_path, capsys):
    file = tmp_path / "kk.po"
    content.run(["export", "kk", "--only", "door.", "--out", str(file)])
    good = file.read_bytes()
    file.write_bytes(b"\xef\xbb\xbf" + good.replace(b"\n", b"\r\n"))
    assert content.run(["import", str(file)]) == OK
    assert folder.is_same()
    file.write_bytes(good.decode().encode("utf-16"))
    assert content.run(["import", str(file)]) == FINDINGS
    assert "UTF-8" in capsys.readouterr().err


@pytest.mark.slow
def test_arguments_that_cannot_be_used_are_one_sentence(folder, capsys):
    for words in ("export zz", "export kk --only nothing.", "import none.po", "what", "",
                  "review kk --sign --who A", "calls xx"):  # fmt: skip
        argv = words.split()
        assert content.run(argv) == USAGE
        told = capsys.readouterr().err
        assert told.startswith("pana content: ")
        assert told.count("\n") == 1
    assert folder.is_same()
