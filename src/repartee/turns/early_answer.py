"""When to answer before a turn has ended, and when to take that back: pure."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from pipecat.turns.user_stop import EagerMatchPolicy, NormalizedMatch

_MINUTE_SECS = 60.0
_GUESSES_REMEMBERED = 5
_GUESSES_TO_JUDGE = 3


@dataclass(frozen=True, slots=True)
class Begin:
    """Have the words so far answered, and hold the answer back."""

    text: str


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Drop the answer that is held back."""


Step = Begin | Withdraw


@dataclass(frozen=True, slots=True)
class EarlyAnswerRules:
    """What bounds early answers; times in seconds.

    Attributes:
        pause_secs: Silence after which the words so far may be all there are.
        settle_secs: Silence after which they are taken for all where ears do not tell how far they
            have heard, and said nothing new since speech ended.
        slack_secs: How far the detector of speech may be off about the end of speech.
        resume_secs: Sound that is speech again. A detector's single window is not.
        hold_secs: Longest time an answer is held back.
        per_turn: Most answers begun in a turn.
        wasted_per_minute: Most answers dropped in a minute; then none is begun.
    """

    pause_secs: float = 0.1
    settle_secs: float = 0.25
    slack_secs: float = 0.06
    resume_secs: float = 0.1
    hold_secs: float = 5.0
    per_turn: int = 3
    wasted_per_minute: int = 12


class EarlyAnswer:
    """Decides when an answer is begun early, and whether it is still the right one.

    ```
    caller   ──speech──┤ pause                 ┌─speech─┤ pause
    words       "what" │  "what time"          │        │ "what time is it"
    answer             │    ├begun─────────────┤        │   ├begun─────┤
    turn                                 withdrawn              confirmed
    ```

    It is begun in a pause, with words that are all that was said as far as anybody knows. It is
    withdrawn if the caller goes on, or other words come. At the turn's end it stands if it answers
    the words that the context takes in, capitals and marks aside.
    """

    def __init__(
        self,
        rules: EarlyAnswerRules,
        clock: Callable[[], float],
        match: EagerMatchPolicy | None = None,
    ) -> None:
        """Begin before the first turn.

        Args:
            rules: Bounds.
            clock: Monotonic time in seconds.
            match: Whether words are the same; None for all but capitals and marks.
        """
        self._rules = rules
        self._clock = clock
        self._match = match or NormalizedMatch()
        # The caller
        self._pause_began: float | None = None
        self._loud_since: float | None = None
        # The turn
        self._in_turn = False
        self._finals: list[str] = []
        self._interim = ""
        self._interim_at = 0.0
        self._covered_until: float | None = None
        self._is_sure = False
        self._tried: list[str] = []
        self._guess = ""
        # The answer held back
        self._text: str | None = None
        self._begun_at = 0.0
        self._confirming = False
        # The conversation
        self._wasted_at: deque[float] = deque()
        self._guesses: deque[bool] = deque(maxlen=_GUESSES_REMEMBERED)

    @property
    def is_held(self) -> bool:
        """Whether an answer is held back."""
        return self._text is not None

    # What happens

    def turn_began(self) -> None:
        """The caller has the word."""
        self._forget_turn()
        self._in_turn = True

    def sound(self, pause_secs: float) -> None:
        """Some sound passed.

        Args:
            pause_secs: For how long it has been silent; 0 while somebody speaks.
        """
        now = self._clock()
        if pause_secs > 0:
            self._loud_since = None
            if self._pause_began is None:
                self._pause_began = now - min(pause_secs, self._rules.settle_secs)
        elif self._loud_since is None:
            self._loud_since = now
        elif now - self._loud_since >= self._rules.resume_secs:
            self._pause_began = None

    def heard_so_far(
        self, text: str, covered_until: float | None = None, *, final: bool = False
    ) -> None:
        """Ears understood this much of what is being said, and may change it.

        Args:
            text: Since their last final words.
            covered_until: Up to when they have heard, by the clock; None if they do not tell.
            final: Whether they will not change any of it, unless more is said.
        """
        self._interim, self._interim_at = text.strip(), self._clock()
        self._is_sure = final
        self._covered_until = covered_until

    def heard(self, text: str) -> None:
        """Ears understood this, for good."""
        self._interim = ""
        if text.strip():
            self._finals.append(text.strip())

    def refused(self) -> None:
        """The brain took its answer back by itself: it wanted a tool, say."""
        if self._text is not None:
            self._drop()

    # What follows

    def look(self) -> list[Step]:
        """What is to be done now; to be called whenever something has happened."""
        steps: list[Step] = []
        if self._text is not None and not self._stands():
            self._drop()
            steps.append(Withdraw())
        if self._text is None and self._is_time():
            text = self._words
            self._guess = self._guess or (text if self._is_guess else "")
            if self._may_try(text):
                self._text, self._begun_at = text, self._clock()
                self._tried.append(text)
                steps.append(Begin(text))
        return steps

    def turn_ends(self) -> bool:
        """The turn is about to end: whether the answer held back is the answer to it."""
        final = " ".join(self._finals)
        if self._guess:
            self._guesses.append(self._match.matches(self._guess, final))
            self._guess = ""
        self._confirming = self._text is not None and self._match.matches(self._text, final)
        return self._confirming

    def turn_is_over(self) -> list[Step]:
        """The turn has ended, in whatever way."""
        steps = [] if self._confirming else self.withdraw()
        self._forget_turn()
        return steps

    def withdraw(self) -> list[Step]:
        """Give up the answer that is held back, if there is one."""
        if self._text is None:
            return []
        self._drop()
        return [Withdraw()]

    # Decisions

    @property
    def _words(self) -> str:
        return " ".join([*self._finals, *([self._interim] if self._interim else [])])

    @property
    def _is_guess(self) -> bool:
        """Whether ears may still change these words though nothing more is said."""
        return bool(self._interim) and not self._is_sure

    def _stands(self) -> bool:
        return (
            self._pause_began is not None
            and self._clock() - self._begun_at < self._rules.hold_secs
            and self._match.matches(self._text or "", self._words)
        )

    def _is_time(self) -> bool:
        """Whether it is quiet, and the words are all that was said, as far as can be known."""
        if not self._in_turn or self._pause_began is None or not self._words:
            return False
        if self._loud_since is not None:
            return False
        quiet_secs = self._clock() - self._pause_began
        if quiet_secs < self._rules.pause_secs:
            return False
        if not self._interim:
            return True
        if self._covered_until is not None:
            return self._covered_until >= self._pause_began - self._rules.slack_secs
        since_pause = self._interim_at - self._pause_began
        return since_pause > self._rules.slack_secs or quiet_secs >= self._rules.settle_secs

    def _may_try(self, text: str) -> bool:
        if self._is_guess and not self._can_trust_interims():
            return False
        return (
            len(self._tried) < self._rules.per_turn
            and text not in self._tried
            and self._wasted_lately() < self._rules.wasted_per_minute
        )

    def _can_trust_interims(self) -> bool:
        """Whether what ears say in a pause mostly were the words in the end.

        Guesses are judged whether they were answered or not, so ears that get better are trusted
        again.
        """
        if len(self._guesses) < _GUESSES_TO_JUDGE:
            return True
        return 2 * sum(self._guesses) >= len(self._guesses)

    def _wasted_lately(self) -> int:
        since = self._clock() - _MINUTE_SECS
        while self._wasted_at and self._wasted_at[0] <= since:
            self._wasted_at.popleft()
        return len(self._wasted_at)

    def _drop(self) -> None:
        self._text, self._confirming = None, False
        self._wasted_at.append(self._clock())

    def _forget_turn(self) -> None:
        self._in_turn = self._confirming = False
        self._text = None
        self._finals, self._tried = [], []
        self._interim = self._guess = ""
        self._covered_until = None
