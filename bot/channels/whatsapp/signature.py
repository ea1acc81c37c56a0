"""Whether Twilio posted this: its signature over our public address and all fields.

The address is the one that was given to Twilio, ``PUBLIC_URL`` and a path, never what a request
says of itself: a proxy may rewrite that, and anybody may write it. What stands behind a ``#`` in
Twilio's settings is no part of it. While a token is being changed only the primary one signs.
The worst mistake here: to accept what was signed for another address.
"""

from __future__ import annotations

import hmac
import re
from typing import Final
from urllib.parse import urlparse

from bot.channels.whatsapp.incoming import Form

HEADER: Final = b"x-twilio-signature"
SETTINGS_HEADER: Final = b"x-twilio-webhooks-signature-settings"
"""It says how a request was signed, when that was not done in the usual way."""
_SHAPES: Final = {
    "HMAC_SHA1": re.compile(rb"[A-Za-z0-9+/]{27}="),
    "HMAC_SHA256": re.compile(rb"[A-Za-z0-9+/]{43}="),
}
"""How the base64 of each looks."""


class Signature:
    """Of what is posted to one address. ``secret``: the primary auth token, or the shared key with
    which the account signs.
    """

    def __init__(self, secret: str, address: str) -> None:
        # Late, for whoever has no WhatsApp.
        from twilio.request_validator import (  # type: ignore[import-untyped]  # it has no types
            RequestValidator,
            add_port,
            get_signature_algorithm,
            remove_port,
        )

        self._compute = RequestValidator(secret).compute_signature
        self._algorithm = get_signature_algorithm
        # Twilio's own validator tries both, for what signs is not of one mind about ports.
        parsed = urlparse(address)
        self._addresses = tuple(dict.fromkeys((remove_port(parsed), add_port(parsed))))

    def algorithm(self, given: bytes, settings: bytes) -> str:
        """How this header may have been made; ``''``: it is no signature, whatever the rest says.

        ``settings``: what the other header says, ``b''`` when there is none.
        """
        name: str = self._algorithm(settings.decode("latin-1")).upper()
        shape = _SHAPES.get(name)
        return name if shape is not None and shape.fullmatch(given) else ""

    def vouches(self, form: Form, query: bytes, given: bytes, algorithm: str) -> bool:
        """Whether ``given`` is the signature of these fields, posted with this query."""
        asked = "?" + query.decode("latin-1") if query else ""
        return any(
            hmac.compare_digest(self._compute(address + asked, form, algorithm).encode(), given)
            for address in self._addresses
        )
