from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from repartee.transports.websocket.codec import WireFrame

# Control messages of minutes. A caller who has taken none of them is not there.
_MOST_CONTROL_BYTES = 1_048_576


class OutboxFullError(Exception):
    """So much waits for the caller that they cannot be listening any more."""


class Outbox:
    """What waits to be sent, in order: of sound only the newest, of everything else all.

    ```
    put:   m1 s1 s2 m2 s3 s4 s5        at most 30 ms of sound, 10 ms each
    holds: m1 m2 s3 s4 s5              s1 and s2 gave way
    clear: m1 m2
    ```
    """

    def __init__(self, most_sound_secs: float) -> None:
        """Make an empty outbox.

        Args:
            most_sound_secs: How much sound may wait; older sound gives way to newer.
        """
        self._most_sound_secs = most_sound_secs
        # Frames, and how many seconds of sound each is; 0 for control.
        self._waiting: deque[tuple[WireFrame, float]] = deque()
        self._sound_secs = 0.0
        self._control_bytes = 0
        self.dropped_secs = 0.0

    def __bool__(self) -> bool:
        return bool(self._waiting)

    @property
    def sound_secs(self) -> float:
        """How much sound waits."""
        return self._sound_secs

    def put_sound(self, frames: Iterable[WireFrame], secs: float) -> None:
        """Add sound, and drop the oldest if it is too much.

        Args:
            frames: As they go over the wire.
            secs: How long they sound, all together.
        """
        listed = list(frames)
        for frame in listed:
            self._waiting.append((frame, secs / len(listed)))
            self._sound_secs += secs / len(listed)
        if self._sound_secs > self._most_sound_secs:
            self._drop_oldest_sound()

    def put_control(self, frames: Iterable[WireFrame]) -> None:
        """Add what must not get lost.

        Args:
            frames: As they go over the wire.

        Raises:
            OutboxFullError: If the caller has taken nothing for so long that memory is at stake.
        """
        for frame in frames:
            self._waiting.append((frame, 0.0))
            self._control_bytes += len(frame)
        if self._control_bytes > _MOST_CONTROL_BYTES:
            raise OutboxFullError

    def take(self) -> WireFrame:
        """Take out the oldest frame."""
        frame, secs = self._waiting.popleft()
        if secs:
            self._sound_secs -= secs
        else:
            self._control_bytes -= len(frame)
        return frame

    def clear_sound(self) -> None:
        """Forget all sound that waits."""
        self._waiting = deque(each for each in self._waiting if not each[1])
        self._sound_secs = 0.0

    def _drop_oldest_sound(self) -> None:
        too_much = self._sound_secs - self._most_sound_secs
        kept: deque[tuple[WireFrame, float]] = deque()
        for frame, secs in self._waiting:
            if secs and too_much > 1e-6:
                too_much -= secs
                self._sound_secs -= secs
                self.dropped_secs += secs
            else:
                kept.append((frame, secs))
        self._waiting = kept
