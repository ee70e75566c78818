from __future__ import annotations

from repartee.tools.assent import plain

# A model that speaks for itself may choose other words, and must not be made to repeat for ever.
_MOST_TIMES = 3


class RecordingNotice:
    """What callers must be told of a recording, until it was heard; decides, and says nothing.

    Whoever talks or types into the greeting cuts off what stands at its end.
    """

    def __init__(self, words: str) -> None:
        """Begin with nobody told.

        Args:
            words: A sentence; empty where nothing is to be told.
        """
        self._words = words
        self._told: set[str] = set()
        self._times_left = 0

    def for_guest(self, guest_id: str) -> str:
        """What to tell somebody who is here now; empty if they know."""
        if guest_id in self._told:
            return ""
        self._told.add(guest_id)
        self._times_left = _MOST_TIMES - 1
        return self._words

    def after(self, heard: str) -> str:
        """What to tell once more; empty if it was heard, or told often enough.

        Args:
            heard: All that was heard of what the agent said last.
        """
        if not self._times_left or not self._words:
            return ""
        if plain(self._words) in plain(heard):
            self._times_left = 0
            return ""
        self._times_left -= 1
        return self._words
