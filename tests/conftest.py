"""What holds for all tests: nothing speaks to anything but this computer."""

from __future__ import annotations

import ipaddress
import socket

import pytest


class OutsideError(AssertionError):
    """A test tried to reach the internet; use a real server on loopback instead."""


@pytest.fixture(autouse=True)
def only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and isinstance(address, tuple):
            host = str(address[0])
            if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
                raise OutsideError("This test reaches outside; nothing here may.")
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)
