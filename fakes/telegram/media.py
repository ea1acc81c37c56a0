"""What a person can send besides text, as the Message fields that carry it."""

from __future__ import annotations

from collections.abc import Callable

DIE = "\N{GAME DIE}"
DICE = {DIE: 6, "🎯": 6, "🏀": 5, "⚽": 5, "🎳": 6, "🎰": 64}  # typed alone they are thrown
SHYMKENT = {"latitude": 42.3417, "longitude": 69.5901}
FOREVER = 0x7FFFFFFF  # live_period of a position that is shared without end


def file(kind: str, size: int = 12_345) -> dict:
    """The part that all files have in common."""
    return {"file_id": f"{kind}-file-id", "file_unique_id": f"{kind}-unique", "file_size": size}


def photo() -> dict:
    """A photo in two sizes."""
    return {
        "photo": [
            file("photo-s", 1_000) | {"width": 90, "height": 67},
            file("photo") | {"width": 1280, "height": 960},
        ]
    }


def voice() -> dict:
    """A voice message."""
    return {"voice": file("voice") | {"duration": 7, "mime_type": "audio/ogg"}}


def video() -> dict:
    """A video."""
    return {
        "video": file("video")
        | {"width": 640, "height": 360, "duration": 12, "mime_type": "video/mp4"}
    }


def video_note() -> dict:
    """A round video."""
    return {"video_note": file("video_note") | {"length": 240, "duration": 5}}


def document() -> dict:
    """A file."""
    return {
        "document": file("document") | {"file_name": "note.pdf", "mime_type": "application/pdf"}
    }


def audio() -> dict:
    """Music."""
    return {"audio": file("audio") | {"duration": 180, "mime_type": "audio/mpeg", "title": "Song"}}


def animation() -> dict:
    """A GIF: a document besides, as Telegram has it."""
    clip = file("animation") | {"file_name": "a.mp4", "mime_type": "video/mp4"}
    return {"animation": clip | {"width": 320, "height": 240, "duration": 2}, "document": clip}


def sticker() -> dict:
    """A sticker."""
    return {
        "sticker": file("sticker")
        | {
            "type": "regular",
            "width": 512,
            "height": 512,
            "is_animated": False,
            "is_video": False,
            "emoji": "🌷",
            "set_name": "Flowers",
        }
    }


def dice() -> dict:
    """A thrown die; it cannot be deleted for 24 hours."""
    return {"dice": {"emoji": DIE, "value": 4}}


def contact() -> dict:
    """Somebody's contact. The number cannot ring."""
    return {"contact": {"phone_number": "+70000000000", "first_name": "Somebody"}}


def poll() -> dict:
    """A question with two answers."""
    return {
        "poll": {
            "id": "5000000001",
            "question": "Tea?",
            "options": [
                {"text": "Yes", "voter_count": 0, "persistent_id": "a"},
                {"text": "No", "voter_count": 0, "persistent_id": "b"},
            ],
            "total_voter_count": 0,
            "is_closed": False,
            "is_anonymous": True,
            "type": "regular",
            "allows_multiple_answers": False,
            "allows_revoting": False,
            "members_only": False,
        }
    }


def location() -> dict:
    """A position."""
    return {"location": dict(SHYMKENT)}


def live_location() -> dict:
    """A position that is shared for an hour; edits bring new ones."""
    return {"location": SHYMKENT | {"live_period": 3600, "heading": 90}}


def venue() -> dict:
    """A place with a name."""
    return {
        "venue": {"location": dict(SHYMKENT), "title": "Market", "address": "Main street 1"},
        "location": dict(SHYMKENT),
    }


def story() -> dict:
    """A story that was passed on."""
    return {"story": {"chat": {"id": -1001999, "type": "channel", "title": "News"}, "id": 3}}


def game() -> dict:
    """A game."""
    return {
        "game": {
            "title": "Race",
            "description": "Cars",
            "photo": [file("game") | {"width": 90, "height": 67}],
        }
    }


def auto_delete() -> dict:
    """She has set the chat's auto-delete timer to a day."""
    return {"message_auto_delete_timer_changed": {"message_auto_delete_time": 86_400}}


def unheard_of() -> dict:
    """A kind of message that does not exist yet."""
    return {"hologram": {"depth": 3}}


MEDIA: dict[str, Callable[[], dict]] = {
    make.__name__: make
    for make in (
        photo,
        voice,
        video,
        video_note,
        document,
        audio,
        animation,
        sticker,
        dice,
        contact,
        poll,
        location,
        live_location,
        venue,
        story,
        game,
        auto_delete,
        unheard_of,
    )
}
CAPTIONED = frozenset({"photo", "voice", "video", "document", "audio", "animation"})
