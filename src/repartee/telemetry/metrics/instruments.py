"""Every figure that a scrape finds, declared once: its name, its labels and its buckets."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info

SECONDS = (0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 5, 10)
"""Upper bounds of buckets, in seconds: finest where callers tell answers apart."""


class Instruments:
    """The figures of one server, in a registry of their own.

    Labels are ids of providers, parts, stages, transports and types of errors. All are of short
    lists that the settings or the code know; nothing that a caller says or sends is one.
    """

    def __init__(self) -> None:
        """Begin with every figure at zero."""
        registry = self.registry = CollectorRegistry()

        def counter(name: str, what: str, *labels: str) -> Counter:
            return Counter(name, what, labels, namespace="repartee", registry=registry)

        def histogram(name: str, what: str, *labels: str) -> Histogram:
            return Histogram(
                name, what, labels, namespace="repartee", registry=registry, buckets=SECONDS
            )

        def gauge(name: str, what: str, *labels: str) -> Gauge:
            return Gauge(name, what, labels, namespace="repartee", registry=registry)

        # Conversations and turns
        self.sessions_begun = counter("sessions_begun", "Conversations that began or went on.")
        self.sessions_ended = counter("sessions_ended", "Conversations that ended.", "reason")
        self.turns = counter("turns", "What callers said or typed.", "transport", "input")
        self.interruptions = counter(
            "interruptions",
            "Sounds into the agent's speech: it gave way, or went on after a cough or a mhm.",
            "outcome",
        )

        # How long things take
        self.voice_to_voice = histogram(
            "voice_to_voice_seconds",
            "From the end of a caller's speech until the answer is heard.",
            "transport",
        )
        self.typed_to_voice = histogram(
            "typed_to_voice_seconds",
            "From a typed message until the answer is heard.",
            "transport",
        )
        self.stage = histogram(
            "stage_seconds",
            "Stages from the end of speech to the answer; in sum the wait.",
            "stage",
            "transport",
        )
        self.provider_first = histogram(
            "provider_first_seconds",
            "Until a provider's first word, token or sample.",
            "part",
            "provider",
        )
        self.provider_call = histogram(
            "provider_call_seconds", "Until a provider's last.", "part", "provider"
        )

        # What goes wrong
        self.errors = counter("errors", "What failed.", "part", "type")
        self.failovers = counter(
            "failovers", "Providers that another took over from.", "part", "provider", "successor"
        )

        # What is used
        self.wasted_answers = counter("wasted_answers", "Early answers that were dropped.")
        self.wasted_tokens = counter("wasted_tokens", "Tokens of early answers that were dropped.")
        self.used = counter(
            "used", "What providers bill: tokens, characters, seconds.", "provider", "unit"
        )
        self.cost = counter("cost_usd", "What that cost, where a price is known.", "provider")

        # How it is now
        self.sessions = gauge("sessions", "Conversations that go on.", "state")
        self.sessions_limit = gauge("sessions_limit", "How many there may be at once.")
        self.draining = gauge("draining", "1 where no new conversation begins.")
        self.spent_today = gauge("spent_today_usd", "Spent since midnight UTC, by all servers.")
        self.budget = gauge("budget_per_day_usd", "What a day may cost; 0 for no limit.")
        self.loop_lag = gauge(
            "event_loop_lag_seconds", "How late the loop was in the last minute.", "quantile"
        )
        self.load = gauge("system_load1", "Processes that ran or waited, in the last minute.")
        self.cpus = gauge("system_cpus", "Processors of the machine.")
        self.build = Info("build", "Which release runs.", namespace="repartee", registry=registry)
