from __future__ import annotations


class Cut:
    """An interruption, which arrives twice: told by the pipeline's observer, and behind the voice.

    told        ──────┤                       Whichever is first waits for the other: only then is
    sound       ───────────┤ cleared          nothing of the interruption left in the pipeline, and
    cut                    ├──▶ over          what is asked from now on is not lost to it.

    Under load either may be late by more than a round trip.
    """

    def __init__(self) -> None:
        """Begin with none under way."""
        self._ahead = 0
        """How many were told and not cleared; negative the other way round."""

    def told(self) -> bool:
        """The conversation says that the agent was interrupted.

        Returns:
            Whether its sound was cleared before.
        """
        self._ahead += 1
        return self._ahead <= 0

    def cleared(self) -> bool:
        """The agent's sound was cleared.

        Returns:
            Whether the conversation said so before.
        """
        self._ahead -= 1
        return self._ahead >= 0
