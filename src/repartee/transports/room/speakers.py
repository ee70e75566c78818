from __future__ import annotations

from collections.abc import Mapping

# Mean square times seconds: a tenth of a second at 1 % of full scale. Less is a breath.
_AUDIBLE = 0.1 * (0.01 * 32_768) ** 2


class Speakers:
    """Finds out whose words were heard: whoever put most sound into the time they took."""

    def __init__(self) -> None:
        """Begin with nobody having spoken."""
        self._energy: dict[str, float] = {}
        self._latest: str | None = None

    def heard(self, loudness: Mapping[str, float], secs: float) -> None:
        """Note how loud everybody was.

        Args:
            loudness: Mean square of each guest's samples.
            secs: For how long.
        """
        for guest, level in loudness.items():
            self._energy[guest] = self._energy.get(guest, 0.0) + level * secs

    def loudest(self) -> str | None:
        """Id of the guest who speaks, or else spoke last; None if nobody ever did."""
        guest = max(self._energy, key=self._energy.__getitem__, default=None)
        if guest is not None and self._energy[guest] > _AUDIBLE:
            return guest
        return self._latest

    def begin_anew(self) -> None:
        """The words are known; what comes is somebody else's, perhaps."""
        self._latest = self.loudest()
        self._energy.clear()
