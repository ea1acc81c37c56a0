"""Mistakes in recognised words, covers and the list of languages."""

from __future__ import annotations

from tests.pack.making import Change, Mistake, add, drop_line, swap

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
    Mistake("no claims of deletion", "understanding/ru.yaml",
            lambda text: _emptied(text, "deletion"), "empty-list", "\ndeletion: []",
            said="deletion"),
    Mistake("claims of deletion left out", "understanding/kk.yaml",
            lambda text: text[: text.index("\ndeletion: [") + 1], "empty-list",
            "exit_words: [", said="deletion"),
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
    Mistake("no reply", "cover/en.yaml", drop_line("reply:"), "missing-field", "word:",
            said="reply", follow=1),
    Mistake("a recipe twice", "cover/ru.yaml",
            swap("- id: plov", '- {id: plov, name: "Рис", text: "Варить."}\n- id: plov'),
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
    Mistake("an opening word that is a command", "cover/ru.yaml",
            lambda text: _line(text, "word", '"Measures"'), "opening-word", "word:",
            said="/measures"),
]  # fmt: skip


def _said(key: str, new: str) -> Change:
    """Give a text of the profile another value."""

    def change(text: str) -> str:
        start = text.index(f"\n  {key}:", text.index("\nprofile:")) + 1
        end = text.index("\n  ", text.index(":", start))
        while text[end + 1 : end + 4].isspace():
            end = text.index("\n  ", end + 1)
        return f"{text[:start]}  {key}: {new}{text[end:]}"

    return change


PROFILE = [
    Mistake("no profile", "cover/en.yaml", lambda text: text[: text.index("\nprofile:") + 1],
            "profile", "word:", severity="warning", said="stood there before"),
    Mistake("a profile that speaks of violence", "cover/ru.yaml",
            _said("short_description", '"Поддержка при насилии дома."'), "profile-word",
            "  short_description:", said="насил"),
    Mistake("a profile that offers help", "cover/kk.yaml",
            _said("short_description", '"Рецепттер мен көмек."'), "profile-word",
            "  short_description:", said="көмек"),
    Mistake("a profile that speaks of deleting", "cover/en.yaml",
            _said("description", '"A kitchen book. Everything is deleted when you leave it."'),
            "profile-word", "  description:", said="delet"),
    Mistake("a profile with a number of the police", "cover/en.yaml",
            _said("short_description", '"Recipes, and 102."'), "profile-word",
            "  short_description:", said="102"),
    Mistake("a long profile", "cover/ru.yaml",
            _said("short_description", f'"{"Рецепты и меры. " * 9}"'), "cover",
            "  short_description:", said="120"),
    Mistake("an empty description", "cover/kk.yaml", _said("description", '""'), "cover",
            "  description:", said="description"),
    Mistake("a profile without a short description", "cover/kk.yaml",
            drop_line("  short_description:"), "missing-field", "profile:",
            said="short_description", follow=1),
    Mistake("a command that betrays her", "cover/en.yaml",
            swap('"Useful numbers"}', '"Police and other numbers"}', after="profile:"),
            "profile-word", "name: numbers", said="police"),
    Mistake("a command that the book does not answer", "cover/ru.yaml",
            swap("{name: saying,", "{name: horoscope,"), "profile-command", "name: horoscope",
            said="recipes"),
    Mistake("a command that leaves", "cover/kk.yaml", swap("{name: saying,", "{name: x,"),
            "profile-command", "name: x", said="leaves"),
    Mistake("a command twice", "cover/kk.yaml", swap("{name: recipes,", "{name: start,"),
            "cover", "name: start||name: start", said="twice"),
    Mistake("a command with a stroke", "cover/en.yaml", swap("{name: recipes,", "{name: /recipes,"),
            "cover", "name: /recipes", said="small letters"),
    Mistake("an unknown field of the profile", "cover/en.yaml",
            swap("  short_description:", "  name: x\n  short_description:"), "unknown-field",
            "  name: x", said="description"),
    Mistake("no face words", "face.yaml", lambda _: None, "missing-face", None,
            severity="warning"),
    Mistake("an empty list of face words", "face.yaml",
            lambda text: _emptied(text, "beginnings"), "empty-list", "beginnings: []"),
    Mistake("a face word of signs alone", "face.yaml", swap("whole: [", 'whole: ["!!", '),
            "empty-word", "whole: [", said="!!"),
    Mistake("an unknown list of face words", "face.yaml", add('every: ["a"]'), "unknown-field",
            "every:", said="anywhere"),
]  # fmt: skip


def _line(text: str, key: str, new: str) -> str:
    start = text.index(f"{key}:") if text.startswith(f"{key}:") else text.index(f"\n{key}:") + 1
    return f"{text[:start]}{key}: {new}{text[text.index(chr(10), start) :]}"


LOCALES = [
    Mistake("a fallback that there is not", "locales.yaml",
            swap("fallback: [ru]", "fallback: [rus]"), "unknown-locale", "tag: kk", said="rus"),
    Mistake("nothing is ready", "locales.yaml",
            lambda text: text.replace("ready: true", "ready: false"), "no-locale", "locales:"),
    Mistake("a language twice", "locales.yaml", swap("{tag: ky,", "{tag: kk,"),
            "duplicate-locale", "Кыргызча", follow=2000),
    Mistake("an unknown field of a language", "locales.yaml", swap("script: Cyrl", "skript: Cyrl"),
            "unknown-field", "tag: kk", said="Did you mean script", follow=1),
    Mistake("ready in quotes", "locales.yaml", swap("ready: true", 'ready: "true"'), "shape",
            "tag: kk", said="true or false", follow=2000),
    Mistake("an unknown plural word", "locales.yaml",
            swap("[one, few, many, other]", "[one, some, other]"), "plural", "tag: ru"),
    Mistake("a country without a name", "locales.yaml", swap("{kk: Ресей, ky:", "{ky:"),
            "missing-text", "ky: Орусия", said="kk"),
    Mistake("a country twice", "locales.yaml", swap("- code: TR", "- code: RU"),
            "duplicate-country", "code: RU||code: RU", follow=1),
    Mistake("ready without texts", "locales.yaml",
            swap("ready: false", "ready: true", after="{tag: ky"), "missing-file", "tag: ky",
            said="messages/ky", follow=2000),
]  # fmt: skip
