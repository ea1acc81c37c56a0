"""Errors in Twilio's words: a code of its own beside the HTTP status."""

from __future__ import annotations

from http import HTTPStatus

BAD, UNKNOWN, MISSING, CONFLICT, BUSY = 400, 401, 404, 409, 429
DOCS = "https://www.twilio.com/docs/errors/"


class Refused(Exception):  # noqa: N818 - as in `fakes.telegram.refusals`
    """A call that Twilio refuses. `mistake`: the caller could have known that from the docs."""

    def __init__(self, code: int, message: str, status: int = BAD, mistake: bool = True) -> None:
        super().__init__(message)
        self.code, self.status, self.mistake = code, status, mistake

    @property
    def line(self) -> bytes:
        """The status line of the answer, without the version."""
        return b"%d %b" % (self.status, HTTPStatus(self.status).phrase.encode())

    @property
    def body(self) -> dict:
        """The answer."""
        return told(self.code, str(self), self.status)


def told(code: int, message: str, status: int) -> dict:
    """An error as both APIs put it."""
    return {"code": code, "message": message, "more_info": f"{DOCS}{code}", "status": status}


def unauthenticated() -> Refused:
    """Account or token are wrong, or there are none."""
    return Refused(20003, "Authenticate", UNKNOWN, mistake=False)


def missing(path: str, mistake: bool = False) -> Refused:
    """There is nothing at this address (any more)."""
    return Refused(20404, f"The requested resource {path} was not found", MISSING, mistake)


def unfinished(sid: str) -> Refused:
    """Too early to delete."""
    message = f"Cannot delete {sid} before it is complete"
    return Refused(20009, message, CONFLICT, mistake=False)


def too_many() -> Refused:
    """More calls at once than the account may make. They are never carried out."""
    return Refused(20429, "Too Many Requests", BUSY, mistake=False)


# What befalls a message that was accepted, as its status callback tells.
LATER = {
    30036: "Validity Period Expired",
    63003: "Channel could not find To address",
    63014: "Channel message blocked by user action",
    63016: "Failed to send freeform message because you are outside the allowed window",
    63018: "Rate limit exceeded for Channel",
    63021: "Channel invalid content error",
    63024: "Invalid message recipient",
}
