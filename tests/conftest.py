"""What holds for all tests: nothing speaks to anything but this computer; the same cases each time.

``HYPOTHESIS_PROFILE=random make test`` looks for new cases.
"""

from __future__ import annotations

import ipaddress
import os
import socket

import pytest
from hypothesis import settings

settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("random", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: many tests wait for a server or a disk."""
    return (os.cpu_count() or 1) + 1


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
        connect(self, address)  # type: ignore[arg-type]  # whatever it is, it is passed on

    monkeypatch.setattr(socket.socket, "connect", guarded)
