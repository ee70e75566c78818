from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TypeAlias

from repartee.caller.agent_news import Conversation
from repartee.caller.call import Call
from repartee.caller.terms import SetUp
from repartee.caller.turns import Turn, TurnKind
from repartee.caller.wires import Transport
from repartee.caller.wires.wire import Traffic

Json: TypeAlias = str | int | float | bool | list["Json"] | dict[str, "Json"] | None


@dataclass(frozen=True, slots=True)
class Spread:
    """What several measurements of the same thing come to, in seconds."""

    count: int
    median: float
    p95: float
    """The smallest figure that at least 95 % do not exceed."""

    @classmethod
    def of(cls, figures: Sequence[float]) -> Spread | None:
        """Sum up the figures, None without any."""
        if not figures:
            return None
        ordered = sorted(figures)
        p95 = ordered[math.ceil(0.95 * len(ordered)) - 1]
        return cls(len(ordered), statistics.median(ordered), p95)


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a call.

    Attributes:
        url: The server called.
        transport: Which way it was called.
        set_up: How long it took to get through, None where it did not.
        turns: All turns.
        heard_seconds: How much was heard.
        packets_lost: Packets of the agent's sound that did not come.
        missing_seconds: How much a listener has missed of the agent's speech.
        traffic: Bytes, both ways.
        conversation: Which conversation it was, as far as the agent has told.
        error: Why the call failed, None where it did not.
    """

    url: str
    transport: Transport
    set_up: SetUp | None
    turns: tuple[Turn, ...]
    heard_seconds: float
    packets_lost: int
    missing_seconds: float
    traffic: Traffic
    conversation: Conversation | None
    error: str | None

    @classmethod
    def of(cls, url: str, call: Call, error: str | None = None) -> Report:
        """Sum up a call, as far as it came; best after it has been hung up."""
        return cls(
            url,
            call.transport,
            call.set_up,
            tuple(call.turns),
            call.heard_seconds,
            call.packets_lost,
            call.missing_seconds,
            call.traffic,
            call.conversation,
            error,
        )

    @property
    def delay(self) -> Spread | None:
        """Delays of the answers, the greeting's left out."""
        answers = [turn for turn in self.turns if turn.kind is not TurnKind.GREETING]
        return Spread.of([t.delay_seconds for t in answers if t.delay_seconds is not None])

    @property
    def barge_in(self) -> Spread | None:
        """How long the agent went on when it was interrupted."""
        return Spread.of([t.barge_in_seconds for t in self.turns if t.barge_in_seconds is not None])

    @property
    def unaccounted(self) -> Spread | None:
        """What of the delays the server's own account leaves out; a filler is heard first."""
        both = [
            (turn.delay_seconds, turn.steps_ms.get("filler", turn.steps_ms.get("heard")))
            for turn in self.turns
        ]
        return Spread.of([caller - ms / 1000 for caller, ms in both if caller and ms])

    @property
    def failed(self) -> bool:
        """Whether the call failed or a turn did; a greeting is missed only where it is all."""
        wanted = [turn for turn in self.turns if turn.kind is not TurnKind.GREETING] or self.turns
        return self.error is not None or not all(turn.passed for turn in wanted)

    def to_json(self) -> dict[str, Json]:
        """The report in plain values, times in seconds."""
        return {
            "url": self.url,
            "transport": self.transport.value,
            "failed": self.failed,
            "error": self.error,
            "set_up": asdict(self.set_up) if self.set_up else None,
            "turns": [_turn(turn) for turn in self.turns],
            "delay": asdict(self.delay) if self.delay else None,
            "barge_in": asdict(self.barge_in) if self.barge_in else None,
            "unaccounted": asdict(self.unaccounted) if self.unaccounted else None,
            "heard_seconds": round(self.heard_seconds, 3),
            "packets_lost": self.packets_lost,
            "missing_seconds": round(self.missing_seconds, 3),
            "bytes": asdict(self.traffic),
            "conversation": _conversation(self.conversation),
        }


def _conversation(conversation: Conversation | None) -> Json:
    if conversation is None:
        return None
    return {
        "id": conversation.ticket.conversation_id,
        "resume_token": conversation.ticket.token,
        "invite_token": conversation.invite_token,
        "resumed": conversation.resumed,
    }


def _turn(turn: Turn) -> Json:
    return {
        "kind": turn.kind.value,
        "said": turn.said,
        "heard_text": turn.heard_text,
        "answer_text": turn.answer_text,
        "delay_seconds": _rounded(turn.delay_seconds),
        "cut_ins": turn.cut_ins,
        "barge_in": turn.barge_in.value if turn.barge_in else None,
        "barge_in_seconds": _rounded(turn.barge_in_seconds),
        "answer_at_seconds": _rounded(turn.answer_at_seconds),
        "longest_pause_seconds": _rounded(turn.longest_pause_seconds),
        "server_steps_ms": dict(turn.steps_ms),
        "passed": turn.passed,
    }


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 4)
