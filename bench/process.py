"""The whole process, as `pana run` starts it: how soon it answers, and what it holds."""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.figures import Kind, Meter, Values
from bot.settings import NAMES

ROOT = Path(__file__).parent.parent
LINE = re.compile(r"http://127\.0\.0\.1:(\d+)/")
END_SECONDS = 20


def meters() -> list[Meter]:
    """One: a process that starts, answers and ends."""
    group = "The process, files in the system's cache"
    kinds = {
        "start.python": Kind(group, "an interpreter that does nothing", "s"),
        "start": Kind(group, "`pana run` until the port answers", "s", "start.python", "1"),
        "start.cpu": Kind(group, "the same", "s CPU"),
        "memory": Kind(group, "resident, all content loaded", "MB", target="120"),
    }
    return [Meter(kinds, _run)]


def _run() -> Values:
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-c", "pass"], check=True)
    found = {"start.python": time.perf_counter() - begin}
    with tempfile.TemporaryDirectory(prefix="pana-bench-") as folder:
        begin = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "run"],
            cwd=folder,
            env=_environment(),
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            _ask(_port(process))
            found["start"] = time.perf_counter() - begin
            found |= _use(process.pid)
        finally:
            process.terminate()
            process.communicate(timeout=END_SECONDS)
    return found


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in NAMES}
    kept = {name: value for name, value in kept.items() if not name.startswith("PANA_")}
    return {**kept, "PYTHONPATH": str(ROOT), "PORT": "0"}


def _port(process: subprocess.Popen[str]) -> int:
    assert process.stdout is not None
    found = LINE.search(process.stdout.readline())
    assert found is not None, "`pana run` did not say where it is"
    return int(found[1])


def _ask(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=END_SECONDS)
    connection.request("GET", "/healthz")
    assert connection.getresponse().status == http.HTTPStatus.OK
    connection.close()


def _use(pid: int) -> Values:
    """Resident megabytes and CPU seconds of a process, where the system tells."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
        times = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        told = subprocess.run(  # noqa: S603 - a fixed program, our own process
            ["ps", "-o", "rss=", "-p", str(pid)],  # noqa: S607
            capture_output=True,
            text=True,
            check=True,
        )
        return {"memory": int(told.stdout) * 1024 / 1e6}
    ticks = os.sysconf("SC_CLK_TCK")
    return {
        "memory": pages * os.sysconf("SC_PAGE_SIZE") / 1e6,
        "start.cpu": (int(times[11]) + int(times[12])) / ticks,
    }
