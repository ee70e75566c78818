"""How loud a caller speaks, so that others can be told from them: pure."""

from __future__ import annotations

_RISE = 0.5
_FALL = 0.02
_PAUSE_FALL_DB = 0.04
"""For each piece that is no voice, or the voice of somebody who has gone away from the microphone:
2 dB a second."""
_PAUSE_DB = 20.0
"""So much below the voice is a pause in it: detectors of speech notice an end late."""


class OwnVoice:
    """Follows the loud parts of a voice: up in a syllable, down in some seconds."""

    def __init__(self) -> None:
        """Begin with nobody's."""
        self._db: float | None = None

    def sounded(self, db: float) -> None:
        """The caller speaks.

        Args:
            db: How loud a piece of 20 ms is, in dB of any reference.
        """
        if self._db is None:
            self._db = db
        elif db > self._db:
            self._db += _RISE * (db - self._db)
        elif db > self._db - _PAUSE_DB:
            self._db += _FALL * (db - self._db)
        else:
            self._db -= _PAUSE_FALL_DB

    def is_louder(self, db: float) -> bool:
        """Whether the caller speaks louder than that; False of somebody who has not spoken.

        Args:
            db: By the same reference.
        """
        return self._db is not None and self._db > db
