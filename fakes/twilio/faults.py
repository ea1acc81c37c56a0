"""What can go wrong with Twilio, told by a test beforehand.

Calls have the names in `description`: ``faults.hold("messages.create")``. Holding, delaying,
dropping and garbled answers are the same as for Telegram; the errors are Twilio's own.
"""

from __future__ import annotations

from typing import Any, cast

from fakes.telegram.faults import GATEWAY, REASONS, Fault
from fakes.telegram.faults import Faults as Usual
from fakes.telegram.wire import dumps
from fakes.twilio.record import Call
from fakes.twilio.refusals import BUSY, LATER, told

JSON = b"Content-Type: application/json\r\n"
DELIVERY = "delivery"  # not a call: what befalls a message that was accepted


class Faults(Usual):
    """The faults that are planned, the oldest first."""

    def error(
        self,
        method: str = "*",
        status: int = 500,
        effect: bool = False,
        code: int = 20500,
        **more: Any,  # noqa: ANN401 - see Fault
    ) -> Fault:
        """Answer any error, with or without effect."""
        body = dumps(told(code, "An internal server error has occurred", status))
        kind = f"answered {status}, {code}"
        how = {"status": status, "body": body, "headers": JSON, "effect": effect}
        return self.plan(kind, method, **how, **more)

    def gateway(self, method: str = "*", status: int = 502, **more: Any) -> Fault:  # noqa: ANN401
        """Answer 502 or 504 as the web page of a proxy; as `plan` says, the call takes effect."""
        body = GATEWAY % (status, REASONS[status], status, REASONS[status])
        headers = b"Content-Type: text/html\r\n"
        return self.plan(
            f"answered {status}", method, status=status, body=body, headers=headers, **more
        )

    def busy(self, method: str = "*", **more: Any) -> Fault:  # noqa: ANN401
        """Answer 429: too many calls at once. It is never carried out."""
        return self.error(method, BUSY, effect=False, code=20429, **more)

    def flood(self, method: str = "*", retry_after: int = 1, **more: Any) -> Fault:  # noqa: ANN401
        """As `busy`, and say when to come again (Twilio is not known to do this here)."""
        fault = self.busy(method, **more)
        fault.headers += b"Retry-After: %d\r\n" % retry_after
        return fault

    def fails(self, code: int, **more: Any) -> Fault:  # noqa: ANN401
        """A message is accepted; then its status says that it failed, with one of `LATER`.

        Its condition gets the parameters with which the message was made.
        """
        return self.plan(f"{code}: {LATER[code]}", DELIVERY, status=code, **more)

    def meet(self, call: Call) -> Fault | None:  # type: ignore[override]  # its own call
        """The fault that befalls this call; conditions see the ids in its path too."""
        for fault in self.planned:
            if fault.fits(call.method, call.ids | call.params):
                fault.meet(cast("Any", call))
                return fault
        return None

    def befalls(self, params: dict) -> Fault | None:
        """The failure that was planned for a message."""
        for fault in self.planned:
            if fault.method == DELIVERY and fault.fits(DELIVERY, params):
                return fault
        return None
