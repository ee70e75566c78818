from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from repartee.caller.rtvi import Message

_LATE_SECS = 1.0
"""Long for a message on its way, and short for a turn: whoever interrupts is answered later."""


@dataclass(frozen=True, slots=True)
class _Account:
    at: float
    steps_ms: Mapping[str, float]


@dataclass(slots=True)
class TurnAccounts:
    """Keeps what the server says of how long its answers took, to be held against what was heard.

    The account of an answer comes when the answer is over, or was broken off; then it may be behind
    the last of its sound, when the interruption has taken over.
    """

    _accounts: list[_Account] = field(default_factory=list)

    def take(self, message: Message, at: float) -> None:
        """Take in a message.

        Args:
            message: Of any kind.
            at: When it came, monotonic seconds.
        """
        if message.kind != "server-message" or message.text("type") != "turn-measured":
            return
        steps = message.data.get("steps_ms")
        if isinstance(steps, dict) and "heard" in steps:
            figures = {str(name): float(ms) for name, ms in steps.items() if _is_figure(ms)}
            self._accounts.append(_Account(at, figures))

    def steps_ms(self, since: float, until: float) -> Mapping[str, float]:
        """The last account that came in a stretch of time, or the first right behind it.

        Args:
            since: From when on, monotonic seconds.
            until: Before when.

        Returns:
            Empty where none came.
        """
        told = [each.steps_ms for each in self._accounts if since <= each.at < until]
        late = [each.steps_ms for each in self._accounts if until <= each.at < until + _LATE_SECS]
        return told[-1] if told else next(iter(late), {})


def _is_figure(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
