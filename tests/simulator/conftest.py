from __future__ import annotations

import pytest

from tests.simulator.running import running


@pytest.fixture(scope="module")
def pana(tmp_path_factory):
    with running(tmp_path_factory.mktemp("pana"), METRICS_TOKEN="a-token-of-the-operator") as found:
        yield found
