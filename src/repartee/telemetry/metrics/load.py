"""Figures of how a server is at the moment, looked at when it is scraped."""

from __future__ import annotations

import os
from collections.abc import Iterator

import psutil
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from repartee.services.voices.phrases import PhraseCache
from repartee.telemetry.loop_lag import Lag
from repartee.telemetry.metrics.instruments import Instruments


class ProcessFigures(Collector):
    """What the server's process takes, by the names that all Prometheus clients have for it.

    The library's own collector reads `/proc`, which Linux alone has.
    """

    def __init__(self) -> None:
        """Look at this process."""
        self._process = psutil.Process()

    def collect(self) -> Iterator[Metric]:
        """The figures now."""
        with self._process.oneshot():
            times, memory = self._process.cpu_times(), self._process.memory_info()
            began = self._process.create_time()
        yield CounterMetricFamily(
            "process_cpu_seconds",
            "Processor time, user and system.",
            value=times.user + times.system,
        )
        yield GaugeMetricFamily("process_resident_memory_bytes", "Memory.", value=memory.rss)
        yield GaugeMetricFamily(
            "process_start_time_seconds", "When it began, since 1970.", value=began
        )


class PhraseFigures(Collector):
    """What is kept of phrases, and how often that helped."""

    def __init__(self, cache: PhraseCache) -> None:
        """Look at a cache.

        Args:
            cache: Shared by all conversations.
        """
        self._cache = cache

    def collect(self) -> Iterator[Metric]:
        """The figures now."""
        wanted = CounterMetricFamily(
            "repartee_phrases_wanted",
            "Phrases that could be kept, by whether they were.",
            labels=["kept"],
        )
        wanted.add_metric(["yes"], self._cache.found)
        wanted.add_metric(["no"], self._cache.missed)
        yield wanted
        yield GaugeMetricFamily(
            "repartee_phrases_cached", "Phrases whose sound is kept.", value=len(self._cache)
        )
        yield GaugeMetricFamily(
            "repartee_phrases_cached_bytes", "How much sound that is.", value=self._cache.kept_bytes
        )


def note_load(instruments: Instruments, lag: Lag) -> None:
    """Note how busy the machine and the event loop are.

    Args:
        instruments: Where to.
        lag: Of the last minute.
    """
    instruments.load.set(psutil.getloadavg()[0])
    instruments.cpus.set(os.cpu_count() or 1)
    for quantile, late in (("0.5", lag.median), ("0.95", lag.p95), ("1", lag.longest)):
        instruments.loop_lag.labels(quantile).set(late)
