from __future__ import annotations

from repartee.caller.agent_news import AgentNews
from repartee.caller.loudspeaker import Loudspeaker
from repartee.caller.rtvi import Message
from repartee.caller.transcript import Caption, Transcript
from repartee.caller.turn_accounts import TurnAccounts
from repartee.caller.turn_log import BargeIn, cut_off
from repartee.caller.turns import OpenTurn, Turn, TurnKind

_STUCK_FACTOR = 4


class Course:
    """The course of a call so far: its turns, and what follows from what was heard and told.

    It waits for nothing; whoever does asks it again whenever something has changed. Times are
    monotonic seconds.

    Args:
        loudspeaker: What hears the agent.
    """

    def __init__(self, loudspeaker: Loudspeaker) -> None:
        self.news = AgentNews()
        """What the agent has told of itself."""
        self._loudspeaker = loudspeaker
        self._transcript = Transcript()
        self._accounts = TurnAccounts()
        self._turns: list[OpenTurn] = []

    @property
    def turns(self) -> list[Turn]:
        """All turns so far, with what has come of them by now."""
        return [self.told(turn) for turn in self._turns]

    @property
    def last(self) -> OpenTurn | None:
        """The turn that goes on; None before the first."""
        return self._turns[-1] if self._turns else None

    def told(self, turn: OpenTurn) -> Turn:
        """What has come of a turn by now."""
        return turn.told(self._loudspeaker, self._transcript, self._accounts)

    def open(self, kind: TurnKind, name: str, now: float) -> OpenTurn:
        """Begin a turn; the one before it is over."""
        if self._turns:
            self._turns[-1].until = now
        self._turns.append(OpenTurn(kind, name, now))
        return self._turns[-1]

    def take(self, message: Message, now: float) -> Caption | None:
        """Take in a message, and return the caption to show for it, if any."""
        self.news.take(message, now)
        self._accounts.take(message, now)
        return self._transcript.take(message, now)

    def answer_began(self, turn: OpenTurn) -> bool:
        """Whether the agent has begun to answer."""
        return turn.answer(self._loudspeaker.spans) is not None

    def last_answer_began(self) -> float | None:
        """When the answer to the last turn began; None where it has not."""
        answer = self._turns[-1].answer(self._loudspeaker.spans) if self._turns else None
        return answer.began if answer else None

    def agent_has_finished(self, quiet_seconds: float, now: float) -> bool:
        """Whether the agent has been silent for long enough.

        Args:
            quiet_seconds: How long; four times as long if it reports to be speaking.
            now: The time.
        """
        needed = quiet_seconds * (_STUCK_FACTOR if self.news.speaking else 1)
        return now - self._loudspeaker.spans[-1].ended >= needed

    def cut_is_decided(self, turn: OpenTurn, now: float) -> bool:
        """Whether it is known how an interruption fared; notes how."""
        assert turn.said is not None  # noqa: S101
        turn.cut = cut_off(turn.said.began, self._loudspeaker.spans, self.news.stops, now)
        if turn.cut.last_heard_at is not None:
            self._turns[-2].until = turn.cut.last_heard_at
        return turn.cut.outcome is not BargeIn.UNDECIDED
