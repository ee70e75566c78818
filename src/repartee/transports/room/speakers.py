from __future__ import annotations

from collections.abc import Mapping


class Speakers:
    """Finds out whose words were heard: whoever put most sound into the time they took."""

    def __init__(self) -> None:
        """Begin with nobody having spoken."""
        self._energy: dict[str, float] = {}

    def heard(self, loudness: Mapping[str, float], secs: float) -> None:
        """Note how loud everybody was.

        Args:
            loudness: Mean square of each guest's samples.
            secs: For how long.
        """
        for guest, level in loudness.items():
            self._energy[guest] = self._energy.get(guest, 0.0) + level * secs

    def loudest(self) -> str | None:
        """Id of the guest who spoke since `begin_anew`, None if nobody did."""
        return max(self._energy, key=self._energy.__getitem__, default=None)

    def begin_anew(self) -> None:
        """The words are known; what comes is somebody else's, perhaps."""
        self._energy.clear()
