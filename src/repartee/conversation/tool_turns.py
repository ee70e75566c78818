"""In which exchange a tool was called: pure."""

from __future__ import annotations

from collections import OrderedDict

_MOST_CALLS = 200
"""A result that comes later than after so many other calls belongs to the present."""


class ToolTurns:
    """Remembers in which exchange each call was made, for results that come late."""

    def __init__(self) -> None:
        """Begin without calls."""
        self._turns: OrderedDict[str, int] = OrderedDict()

    def called(self, call_id: str, turn: int) -> None:
        """A tool is called.

        Args:
            call_id: Which call.
            turn: The exchange under way.
        """
        self._turns[call_id] = turn
        if len(self._turns) > _MOST_CALLS:
            self._turns.popitem(last=False)

    def of(self, call_id: str, *, otherwise: int) -> int:
        """The exchange in which a call was made.

        Args:
            call_id: Which call.
            otherwise: What is told of a call that is not known, of an earlier sitting say.
        """
        return self._turns.get(call_id, otherwise)
