"""What was asked of the stand-ins."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import asdict, dataclass, field

Fact = str | int | float | bool | None
_MOST_ENTRIES = 10_000


@dataclass(slots=True)
class Entry:
    """One request or WebSocket. It is written when it begins and completed as it goes on."""

    at: float
    """When it began, in seconds since the epoch."""
    vendor: str
    method: str
    """HTTP's, or WS for a WebSocket."""
    path: str
    """Without the query, in which some vendors take keys."""
    status: int | None = None
    """None while it goes on, or where it was cut off."""
    secs: float | None = None
    """How long it took."""
    fault: str = ""
    """What was done to it."""
    facts: dict[str, Fact] = field(default_factory=dict)
    """What its body said: model, number of messages, bytes. Never a key."""


class Journal:
    """Every request of the last while, oldest first."""

    def __init__(self) -> None:
        self._entries: deque[Entry] = deque(maxlen=_MOST_ENTRIES)
        self._watchers: list[Callable[[Entry], None]] = []

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The requests, oldest first."""
        return tuple(self._entries)

    def watch(self, watcher: Callable[[Entry], None]) -> None:
        """Have a function called with each entry when it is over."""
        self._watchers.append(watcher)

    def begin(self, vendor: str, method: str, path: str) -> Entry:
        """Write down a request that begins.

        Args:
            vendor: The stand-in's name.
            method: GET, POST or another, or WS.
            path: Without the query.
        """
        entry = Entry(time.time(), vendor, method, path)
        self._entries.append(entry)
        return entry

    def end(self, entry: Entry, status: int | None) -> None:
        """Complete an entry.

        Args:
            entry: What `begin` gave.
            status: What was answered; None if the connection was lost before.
        """
        entry.status = status
        entry.secs = round(time.time() - entry.at, 3)
        for watcher in self._watchers:
            watcher(entry)

    def clear(self) -> None:
        """Forget everything."""
        self._entries.clear()

    def counts(self) -> dict[str, int]:
        """How many requests each vendor got."""
        return dict(Counter(entry.vendor for entry in self._entries))

    def of(self, vendor: str, path: str = "") -> tuple[Entry, ...]:
        """What one vendor was asked.

        Args:
            vendor: The stand-in's name.
            path: Only requests whose path contains this.
        """
        return tuple(e for e in self._entries if e.vendor == vendor and path in e.path)

    def as_json(self, vendor: str = "") -> list[dict[str, object]]:
        """The entries as JSON can hold them.

        Args:
            vendor: Only this vendor's; empty for all.
        """
        return [asdict(entry) for entry in self._entries if vendor in ("", entry.vendor)]
