from __future__ import annotations

# Ten minutes at 24 kHz: more than anybody says between two presses of a button.
_MOST_BYTES = 28_800_000


class HeldSound:
    """What a client appended and has not committed; the oldest gives way."""

    def __init__(self) -> None:
        """Begin with none."""
        self._pcm = bytearray()

    def put(self, pcm: bytes) -> None:
        """Keep some more."""
        self._pcm += pcm
        if len(self._pcm) > _MOST_BYTES:
            del self._pcm[: len(self._pcm) - _MOST_BYTES]

    def take(self) -> bytes:
        """Everything, which is not kept any longer."""
        pcm, self._pcm = bytes(self._pcm), bytearray()
        return pcm
