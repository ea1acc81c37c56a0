"""The processes of a bot: started, pinned to a core, measured, killed."""

from __future__ import annotations

import contextlib
import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from string import Template
from typing import Any

from fakes.telegram.delivery import HOST

TOKEN = "4242:BENCHMARK-TOKEN-0123456789abcdefghij"  # noqa: S105 - a made-up one
SECRET = "benchmark-secret"  # noqa: S105 - likewise
SERVICE_SECONDS = 0.5
"""What a helper service gets to start."""
END_SECONDS = 5
now = time.perf_counter
_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


def pin(cpu: int | None) -> None:
    """Keep this process on one core."""
    if cpu is not None:
        os.sched_setaffinity(0, {cpu})


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as sock:
        sock.bind((HOST, 0))
        port: int = sock.getsockname()[1]
        return port


def process_tree(root: int) -> list[int]:
    """A process and its descendants."""
    found, todo = [], [root]
    while todo:
        pid = todo.pop()
        try:
            for task in Path(f"/proc/{pid}/task").iterdir():
                todo += map(int, (task / "children").read_text(encoding="ascii").split())
        except OSError:
            continue
        found.append(pid)
    return found


def cpu_seconds(root: int) -> tuple[float, float]:
    """User and system time of a process and its descendants, reaped ones included."""
    user = system = 0
    for pid in process_tree(root):
        try:
            line = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        fields = line.rpartition(")")[2].split()
        user += int(fields[11]) + int(fields[13])
        system += int(fields[12]) + int(fields[14])
    return user / _TICKS, system / _TICKS


def rss_bytes(root: int) -> int:
    """Resident memory of a process and its descendants."""
    total = 0
    for pid in process_tree(root):
        try:
            total += int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
        except OSError:
            continue
    return total * _PAGE


class Bot:
    """The measured program, with an optional helper service (a database, say).

    The service is started first, shares the bot's core, counts in its CPU and memory, and is
    left alone when kill mode kills the bot.
    """

    def __init__(
        self, spec: Mapping[str, Any], api_port: int, cpu: int | None, state: Path, *, polling: bool
    ) -> None:
        self.port = free_port()
        self.peak_rss = 0
        self.log = state.parent / "bot.log"
        self.process: subprocess.Popen[bytes] | None = None
        self._service: subprocess.Popen[bytes] | None = None
        self._spec, self._cpu = spec, cpu
        self._env = os.environ | {
            "TELEGRAM_API_BASE": f"http://{HOST}:{api_port}",
            "BOT_TOKEN": TOKEN,
            "WEBHOOK_PORT": str(self.port),
            "WEBHOOK_SECRET": SECRET,
            "STATE_DIR": str(state),
            "PYTHON": sys.executable,
            "POLLING": "1" if polling else "",
        }
        own = dict(spec.get("env", {}))
        if not polling:
            own |= spec.get("webhook_env", {})
        self._env |= {name: self._filled(value) for name, value in own.items()}
        self._log = self.log.open("ab")

    def _filled(self, text: str) -> str:
        return Template(text).safe_substitute(self._env)

    def _spawn(self, command: str) -> subprocess.Popen[bytes]:
        cores = {self._cpu} if self._cpu is not None else None
        return subprocess.Popen(  # noqa: S603 - the command is what was asked for
            [self._filled(part) for part in shlex.split(command)],
            env=self._env,
            cwd=self._spec.get("cwd"),
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
            start_new_session=True,
            preexec_fn=(lambda: os.sched_setaffinity(0, cores)) if cores else None,  # noqa: PLW1509 - one thread
        )

    def start(self) -> float:
        """Start it; gives the moment."""
        if "service" in self._spec and self._service is None:
            self._service = self._spawn(self._spec["service"])
            time.sleep(SERVICE_SECONDS)
        started = now()
        self.process = self._spawn(self._spec["command"])
        return started

    @property
    def ended(self) -> bool:
        """Whether it has ended by itself."""
        return self.process is not None and self.process.poll() is not None

    def cpu_used(self) -> dict[str, float]:
        """CPU seconds so far."""
        used = [cpu_seconds(one.pid) for one in (self.process, self._service) if one]
        return {
            "bot_cpu": sum(map(sum, used)),
            "system_cpu": sum(system for _, system in used),
            "service_cpu": sum(used[-1]) if self._service else 0.0,
        }

    def sample_memory(self) -> None:
        """Look at the memory it has now."""
        there = [one.pid for one in (self.process, self._service) if one]
        self.peak_rss = max(self.peak_rss, sum(map(rss_bytes, there)))

    def kill(self) -> None:
        """SIGKILL for the bot's whole process group, and for nothing else."""
        _end(self.process, signal.SIGKILL)

    def stop(self) -> None:
        """End the bot and its service."""
        for process in (self.process, self._service):
            _end(process, signal.SIGTERM)
        self._log.close()


def _end(process: subprocess.Popen[bytes] | None, how: signal.Signals) -> None:
    if process is None:
        return
    for sign in (how, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, sign)
        try:
            process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            continue
        return
