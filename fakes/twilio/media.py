"""What people can send besides text: content type, bytes, and what Twilio calls it."""

from __future__ import annotations

from base64 import b64decode
from dataclasses import dataclass

# Whole pictures of 8 by 8, so that they can be opened.
JPEG = b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABsSFBcUERsXFhceHBsgKEIrKCUlKFE6PTBCYFVlZF9VXVtqeJmBanGQc1td"
    "hbWGkJ6jq62rZ4C8ybqmx5moq6T/2wBDARweHigjKE4rK06kbl1upKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSk"
    "pKSkpKSkpKSkpKSkpKSkpKSkpKT/wAARCAAIAAgDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAX/xAAUEAEA"
    "AAAAAAAAAAAAAAAAAAAA/8QAFQEBAQAAAAAAAAAAAAAAAAAAAwT/xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oADAMBAAIR"
    "AxEAPwCeABS//9k="
)
WEBP = b64decode("UklGRjIAAABXRUJQVlA4ICYAAABwAQCdASoIAAgABABoJZgCdAFAAAD+694tcXNkRR3Z2i0xYAAAAA==")
CARD = b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Somebody\r\nTEL:+99955500000\r\nEND:VCARD\r\n"


@dataclass(frozen=True)
class Kind:
    """One kind of attachment."""

    message_type: str  # as MessageType says it
    content_type: str
    data: bytes
    captioned: bool = False


KINDS = {
    "photo": Kind("image", "image/jpeg", JPEG, captioned=True),
    "video": Kind("video", "video/mp4", b"\0\0\0\x18ftypmp42", captioned=True),
    "voice": Kind("audio", "audio/ogg", b"OggS\0\2"),
    "audio": Kind("audio", "audio/mpeg", b"ID3\4"),
    "document": Kind("document", "application/pdf", b"%PDF-1.4\n%%EOF\n", captioned=True),
    "sticker": Kind("sticker", "image/webp", WEBP),
    "contact": Kind("contacts", "text/vcard", CARD),
}

# What WhatsApp does not hand on to a business: something came, and nobody can say what.
UNSUPPORTED = ("poll", "view once", "disappearing setting", "edit", "event", "group invite")
