"""The measured part of a run: everything is a difference over it."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

from bench.telegram.driver import Driver
from bench.telegram.process import Bot

Figures = dict[str, Any]
now = time.perf_counter


def quantiles(values: Iterable[float]) -> dict[str, float | None]:
    """Milliseconds at the usual shares of these seconds."""
    found = sorted(values)
    if not found:
        return dict.fromkeys(("p50_ms", "p95_ms", "p99_ms", "max_ms"))

    def at(share: float) -> float:
        return round(found[min(len(found) - 1, int(share * len(found)))] * 1000, 3)

    return {"p50_ms": at(0.50), "p95_ms": at(0.95), "p99_ms": at(0.99), "max_ms": at(1)}


class Window:
    """Opened by making it, closed by :meth:`close`."""

    def __init__(self, driver: Driver, bot: Bot) -> None:
        self._driver, self._bot = driver, bot
        driver.latencies = []
        self._start = self._now()

    def _now(self) -> dict[str, float]:
        return {
            "seconds": now(),
            "handled": self._driver.handled,
            "calls": self._driver.api.calls,
            "own_cpu": time.process_time(),
            **self._bot.cpu_used(),
        }

    def close(self, *only: str) -> Figures:
        """The figures; all of them, or ``only`` some."""
        latencies, self._driver.latencies = self._driver.latencies or [], None
        end = self._now()
        d = {name: end[name] - self._start[name] for name in end}
        handled = d["handled"] or 1
        figures = {
            "window_s": round(d["seconds"], 3),
            "handled": int(d["handled"]),
            "msgs_per_s": round(d["handled"] / d["seconds"], 1),
            **quantiles(latencies),
            "cpu_ms_per_update": round(1000 * d["bot_cpu"] / handled, 4),
            "system_cpu_ms_per_update": round(1000 * d["system_cpu"] / handled, 4),
            "service_cpu_ms_per_update": round(1000 * d["service_cpu"] / handled, 4),
            "bot_core_busy": round(d["bot_cpu"] / d["seconds"], 3),
            "harness_core_busy": round(d["own_cpu"] / d["seconds"], 3),
            "api_calls_per_update": round(d["calls"] / handled, 3),
        }
        return {name: figures[name] for name in only} if only else figures
