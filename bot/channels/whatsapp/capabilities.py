"""What a chat on WhatsApp can do through Twilio."""

from __future__ import annotations

from typing import Final

from bot.channels.base import Capabilities

DAY: Final = 24 * 3600.0
CAPABILITIES: Final = Capabilities(
    name="whatsapp",
    edits=False,
    deletes=False,
    buttons=3,
    label_limit=20,
    list_label_limit=24,
    text_limit=4096,
    spoilers=False,
    delete_window=14 * DAY,
    replace_after=0.0,
    typed_ways=True,
    copies=True,
)
"""``buttons``: quick replies in a session, which need no approval (twilio.com/docs/content/
twilio-quick-reply); more, up to ten, are a list.

``text_limit``: what one message of WhatsApp itself takes, and one of Telegram: the texts are
checked against the same number for both. Twilio takes 1,600 characters at once (21617), so a longer
text goes out as up to three messages (``layout``); a text beyond that would be a wall.

``delete_window``: for how long Twilio may refuse to delete a record that is not final (20009).
"""
