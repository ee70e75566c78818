"""What several people in a room say, as one sound. Pure."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

# 20 ms at 16 kHz: how Daily hands sound over.
_FRAME_BYTES = 640
_MOST_WAITING_FRAMES = 3


class Crowd:
    """Adds up what people say at the same time, without a clock.

    One person alone is passed on at once. Among several, a frame is made as soon as everybody has
    one; whoever is late by three frames is taken for silent until they are heard again.

    ```
    Anna   ▮▮▮▮▮▮▮▮▮          made when both have one
    Ben    ▮▮▮▮······▮▮▮▮     ·  late: Anna waits for 60 ms, once, then no more
    ```
    """

    def __init__(self) -> None:
        """Begin with nobody."""
        self._waiting: dict[str, bytearray] = {}
        self._silent: set[str] = set()

    def add(self, person: str, pcm: bytes) -> Iterator[bytes]:
        """Take in what one of them says.

        Args:
            person: Who.
            pcm: 16-bit mono samples; any length.

        Returns:
            The frames that are complete now, 20 ms each.
        """
        self._waiting.setdefault(person, bytearray()).extend(pcm)
        self._silent.discard(person)
        return self._complete()

    def remove(self, person: str) -> None:
        """Forget somebody who left."""
        self._waiting.pop(person, None)
        self._silent.discard(person)

    def _complete(self) -> Iterator[bytes]:
        while self._next_is_due():
            yield _sum([piece for each in self._waiting.values() if (piece := _cut(each))])

    def _next_is_due(self) -> bool:
        frames = {person: len(pcm) // _FRAME_BYTES for person, pcm in self._waiting.items()}
        if max(frames.values(), default=0) > _MOST_WAITING_FRAMES:
            self._silent |= {person for person, count in frames.items() if count == 0}
        awaited = [count for person, count in frames.items() if person not in self._silent]
        return bool(awaited) and min(awaited) > 0


def _cut(waiting: bytearray) -> bytes:
    """Take a frame; empty if there is none yet."""
    if len(waiting) < _FRAME_BYTES:
        return b""
    piece = bytes(waiting[:_FRAME_BYTES])
    del waiting[:_FRAME_BYTES]
    return piece


def _sum(pieces: list[bytes]) -> bytes:
    if len(pieces) == 1:
        return pieces[0]
    total = sum(np.frombuffer(each, np.int16).astype(np.int32) for each in pieces)
    return np.clip(total, -32_768, 32_767).astype(np.int16).tobytes()
