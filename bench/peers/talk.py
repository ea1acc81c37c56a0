"""What the peers written in Python say: the same screens, whatever the library.

A screen is a text and rows of buttons, each a label and what its press returns.
"""

from __future__ import annotations

from typing import NamedTuple

Button = tuple[str, str]


class Screen(NamedTuple):
    """A text, and rows of buttons."""

    text: str
    rows: tuple[tuple[Button, ...], ...]


LEAVE: tuple[Button, ...] = (("Leave", "leave"),)
MENU: tuple[Button, ...] = (("Back to the menu", "menu"), *LEAVE)
SERVICES = {
    "harbour": (
        "Harbour House",
        "Opening hours: Monday to Friday, 9:00 to 18:00.\n\nA safe place for women with children. "
        "Somebody answers the telephone day and night; papers are not needed.",
    ),
    "lantern": (
        "The Lantern, legal advice",
        "Opening hours: Tuesday and Thursday, 10:00 to 16:00.\n\nLawyers explain what can be done, "
        "and write applications together with you. It costs nothing.",
    ),
    "willow": (
        "Willow clinic",
        "Opening hours: every day, all day.\n\nDoctors examine and treat without an appointment, "
        "and write down injuries where that is wished.",
    ),
}
TOPICS = {
    "protection": "Protection orders",
    "divorce": "Divorce and children",
    "work": "Trouble at work",
    "police": "Calling the police",
}

LANGUAGE = Screen(
    "Please choose your language. You can change it later.",
    ((("English", "language:en"), ("Русский", "language:ru")), (("Қазақша", "language:kk"),)),
)
SAFE = Screen(
    "Before anything opens here, one short question.\n\nIs it safe to talk now? That means that "
    "nobody else is looking at this screen.",
    ((("Yes, it is", "yes"), ("No, not now", "leave")),),
)
MAIN = Screen(
    "Main menu\n\nChoose what fits now. You can go back and choose again at any time, and leave at "
    "any time with the button below.",
    ((("Find help", "help"), ("My rights", "rights")), LEAVE),
)
TOWN = Screen(
    "Please write the name of your town or village. Any spelling will do.",
    (MENU,),
)
RIGHTS = Screen(
    "Choose a topic. Each page says first what helps today, and then what the law says.",
    (*(((label, f"topic:{name}:1"),) for name, label in TOPICS.items()), MENU),
)
COVER = Screen("Weather: cloudy, 12 to 15 degrees, a little wind from the west.", ())


def services(town: str) -> Screen:
    """What is known near a town."""
    lines = [f"{number}. {name}" for number, (name, _) in enumerate(SERVICES.values(), 1)]
    rows = tuple(((line, f"service:{key}"),) for line, key in zip(lines, SERVICES, strict=True))
    text = f"Services near {town}\n\n" + "\n".join(lines) + "\n\nPress one to read more about it."
    return Screen(text, (*rows, MENU))


def service(key: str) -> Screen:
    """One of them."""
    name, about = SERVICES[key]
    return Screen(f"{name}\n\n{about}", (MENU,))


def topic(name: str, page: int) -> Screen:
    """A page of a right."""
    if page == 1:
        text = (
            f"{TOPICS[name]}, page 1 of 2\n\nWhat helps today: you can say to the officer that you "
            "ask for this, and ask for a copy of what is written. You need no lawyer for it."
        )
        return Screen(text, ((("Next", f"topic:{name}:2"),), MENU))
    text = (
        f"{TOPICS[name]}, page 2 of 2\n\nWhat the law says: the police issue it within a day, "
        "for up to thirty days. A next step can be to write down what happened, and when."
    )
    return Screen(text, ((("Previous", f"topic:{name}:1"),), MENU))
