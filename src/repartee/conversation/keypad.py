from __future__ import annotations

import asyncio
from collections.abc import Callable

from repartee.transports.room import Guest

PAUSE_SECS = 2.0
"""As long as Pipecat's `DTMFAggregator` waits for another key."""
MOST_KEYS = 32
"""More than any number that people are asked for."""
_LAST_KEY = "#"


class KeyGroup:
    """Decides which keys belong together; no I/O.

        keys    4   2        1   7   #
                ├───┤─ 2 s ─▶│       │
        entry               "42"    "17#"

    An entry ends with `#`, with a pause, or when it is full.
    """

    def __init__(self) -> None:
        """Begin without keys."""
        self._keys = ""
        self.due_at: float | None = None
        """When the entry ends unless another key comes; None while there is none."""

    @property
    def is_empty(self) -> bool:
        """Whether no entry has begun."""
        return not self._keys

    def press(self, key: str, now: float) -> str:
        """Take in a key.

        Args:
            key: `0` to `9`, `*` or `#`.
            now: Any clock's seconds.

        Returns:
            The entry, if it is complete; empty if it goes on.
        """
        self._keys += key
        self.due_at = now + PAUSE_SECS
        return self.take() if key == _LAST_KEY or len(self._keys) >= MOST_KEYS else ""

    def take(self) -> str:
        """End the entry; empty if there is none."""
        keys, self._keys, self.due_at = self._keys, "", None
        return keys


def sentence_about(keys: str) -> str:
    """What the agent is told of an entry.

    Args:
        keys: In the order they were pressed.
    """
    # Apart, or a brain takes them for one number and a voice reads it as one.
    return f"The caller pressed {' '.join(keys)}."


class Keypads:
    """The keypads of everybody in a conversation."""

    def __init__(self, interrupt: Callable[[], None], tell: Callable[[Guest, str], None]) -> None:
        """Begin with nothing pressed.

        Args:
            interrupt: Stops the agent at the first key, as in any telephone menu.
            tell: Takes a sentence about a whole entry.
        """
        self._interrupt = interrupt
        self._tell = tell
        self._groups: dict[str, KeyGroup] = {}
        self._timers: dict[str, asyncio.TimerHandle] = {}

    def press(self, guest: Guest, key: str) -> None:
        """Take in a key.

        Args:
            guest: Who pressed it.
            key: `0` to `9`, `*` or `#`.
        """
        loop = asyncio.get_running_loop()
        group = self._groups.setdefault(guest.id, KeyGroup())
        if group.is_empty:
            self._interrupt()
        entry = group.press(key, loop.time())
        if timer := self._timers.pop(guest.id, None):
            timer.cancel()
        if entry:
            self._tell(guest, sentence_about(entry))
        elif group.due_at is not None:
            self._timers[guest.id] = loop.call_at(group.due_at, self._pause, guest, group)

    def close(self) -> None:
        """Forget what was begun."""
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()

    def _pause(self, guest: Guest, group: KeyGroup) -> None:
        self._timers.pop(guest.id, None)
        self._tell(guest, sentence_about(group.take()))
