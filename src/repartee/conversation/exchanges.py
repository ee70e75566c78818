"""Who said what to whom, from what a pipeline shows of it: pure."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from repartee.conversation.events import AgentTurn, Event, Span, UserTurn
from repartee.conversation.turn_measure import TurnMeasure
from repartee.conversation.user_speech import UserSpeech

_ENOUGH_LETTERS = 12
"""So many letters at the beginning tell one answer from another."""


@dataclass
class _Answer:
    """Something that was given to the voice as one piece."""

    turn: int
    unasked: bool
    parts: list[str] = field(default_factory=list)
    is_complete: bool = False

    @property
    def text(self) -> str:
        return "".join(self.parts).strip()


@dataclass
class _Told:
    """An answer of which it is known what was heard, while its last sound is still played."""

    answer: _Answer
    heard: str
    cut: bool
    never_begun: Sequence[_Answer] = ()
    """What was written already when it was cut."""


class Exchanges:
    """Turns what happens in a pipeline into events of user turns and agent turns.

    ```
    caller   ──speech──┤decided┤words
    brain                          ├─text─┤
    voice                             ├──────sound──────┤
    context                                          heard┤
    ```

    What was heard is known by the context when the last word has begun, or by an interruption; the
    sound ends a moment before or after. Brains run ahead: a second answer may be written while the
    first is spoken. All times are seconds of the sitting.
    """

    def __init__(
        self,
        turns: int = 0,
        *,
        words_may_be_late: bool = False,
        measure: TurnMeasure | None = None,
    ) -> None:
        """Begin, or go on.

        Args:
            turns: How many exchanges the conversation had before.
            words_may_be_late: Whether the caller's words may be known after the answer began, as
                with models that hear for themselves. Elsewhere a turn without words was none.
            measure: Times exchanges, and adds up what they cost; None for one of its own.
        """
        self.speech = UserSpeech()
        self.measure = measure or TurnMeasure()
        self._turn = turns
        self._before = turns
        self._words_may_be_late = words_may_be_late
        self._numbered = False
        """Whether the present turn of speech counts already."""
        self._words_awaited = False
        """Whether a turn counts whose words are not known yet."""
        self._owed = False
        """Whether the caller waits for an answer."""
        self._by_itself = True
        """Whether what the brain says next answers nobody."""
        self._answers: deque[_Answer] = deque()
        self._told: _Told | None = None
        self._paused_at: float | None = None
        self._sounds_since: float | None = None
        self._sounded: Span | None = None

    @property
    def turn(self) -> int:
        """The exchange under way; so many there were."""
        return self._turn

    # The caller

    def turn_began(self, at: float) -> None:
        """The caller has the word."""
        self.speech.turn_began(at)
        self._numbered, self._paused_at = False, None
        if self._words_awaited and not self._words_may_be_late:
            self._words_awaited = False
            self._turn -= 1

    def pause_noticed(self, at: float) -> None:
        """A detector told that the caller had fallen silent."""
        self._paused_at = at

    def decided(self, at: float) -> None:
        """The caller is taken to have finished."""
        self.speech.turn_decided(at)
        if not self._numbered:
            self._begin_spoken(at)
            self._words_awaited = True
        self.measure.step("decided", at)

    def said(self, text: str, guest: str, at: float) -> list[Event]:
        """The words that the caller spoke are known.

        Args:
            text: All of them.
            guest: Whose.
            at: When they came.
        """
        events = self._let_go()
        if self._words_awaited:
            self._words_awaited = False
        elif not self._numbered:
            self._begin_spoken(at)
        span, confidence = self.speech.take(at)
        spoken = UserTurn(turn=self._turn, guest=guest, text=text, span=span, confidence=confidence)
        return [*events, spoken]

    def typed(self, text: str, guest: str, at: float, *, by_hand: bool = True) -> list[Event]:
        """The caller typed something, or it came as a whole in another way.

        Args:
            text: All of it.
            guest: Whose.
            at: When it came.
            by_hand: Whether it was typed; else it was understood of sound.
        """
        events = self._let_go()
        self._begin_exchange()
        self.measure.begin(at)
        return [*events, UserTurn(turn=self._turn, guest=guest, text=text, typed=by_hand)]

    def prompted(self) -> None:
        """Something else than a caller has the brain speak: a late result, a timer."""
        self._by_itself = True

    def _begin_spoken(self, at: float) -> None:
        self._begin_exchange()
        self._numbered, self._sounded = True, None
        ended = self.speech.ended_at
        self.measure.begin(at if ended is None else ended)
        if self._paused_at is not None:
            self.measure.step("paused", self._paused_at)

    def _begin_exchange(self) -> None:
        if not self._words_awaited:
            self._turn += 1
        self._owed, self._by_itself = True, False

    # The agent

    def answer_began(self) -> None:
        """A brain begins to answer."""
        self._answers.append(_Answer(self._number(self._by_itself), self._by_itself))

    def wrote(self, text: str, at: float) -> None:
        """A brain wrote some of its answer."""
        if not self._answers or self._answers[-1].is_complete:
            self.answer_began()
        self._answers[-1].parts.append(text)
        if text.strip():
            self._owed = False
            self.measure.step("first_token", at)

    def answer_written(self) -> None:
        """A brain has written all of its answer."""
        if self._answers:
            self._answers[-1].is_complete = True

    def speaks(self, text: str) -> None:
        """The voice is given a text of its own, such as a greeting."""
        if self._answers and not self._answers[-1].is_complete:
            self._answers[-1].parts.append(f" {text}")
            return
        unasked, self._owed = not self._owed, False
        self._answers.append(_Answer(self._number(unasked), unasked, [text], is_complete=True))

    def sound_began(self, at: float) -> None:
        """The agent is heard."""
        # A voice that was slow has paused within an answer.
        self._sounds_since = self._sounded.begin if self._sounded else at

    def became_audible(self, at: float, wire_secs: float) -> None:
        """The first audible sample of what the agent says is handed out.

        Args:
            at: When it is due.
            wire_secs: How long sound is on its way, from the caller and to them.
        """
        self.measure.step("sent", at)
        self.measure.step("heard", at + wire_secs)

    def sound_ended(self, at: float) -> list[Event]:
        """The agent is heard no more."""
        if self._sounds_since is not None:
            self._sounded = Span(begin=self._sounds_since, end=max(at, self._sounds_since))
            self._sounds_since = None
        return self._let_go()

    def answered(self, heard: str, *, cut: bool) -> list[Event]:
        """The context took in what was heard of an answer.

        Args:
            heard: The words.
            cut: Whether the agent was interrupted.
        """
        events = [*self._let_go(), *self._unheard_before(heard)]
        unasked = self._by_itself
        answer = (
            self._answers.popleft() if self._answers else _Answer(self._number(unasked), unasked)
        )
        self._told = _Told(answer, heard.strip(), cut, self._take_all() if cut else ())
        if self._sounds_since is None:
            events += self._let_go()
        return events

    def finish(self) -> list[Event]:
        """Nothing more is said: tell what is left."""
        return [
            *self._let_go(),
            *_unheard(self._take_all()),
            *self.measure.take(self._turn),
        ]

    # What is told

    def _number(self, unasked: bool) -> int:
        """A greeting belongs to no exchange."""
        said = self._turn - self._words_awaited if unasked else self._turn
        return said if said > self._before else 0

    def _let_go(self) -> list[Event]:
        """Tell of the answer whose words are known."""
        told, self._told = self._told, None
        if told is None:
            return []
        span, self._sounded = self._sounded, None
        events = _unheard(told.never_begun)
        if not (told.answer.text or told.heard):
            # It called a tool, and said nothing.
            return events
        spoken = AgentTurn(
            turn=told.answer.turn,
            generated=told.answer.text or told.heard,
            heard=told.heard,
            # Whoever hangs up at the last word has heard all of it.
            cut=told.cut and _letters(told.heard) != _letters(told.answer.text),
            unasked=told.answer.unasked,
            span=span,
        )
        return [spoken, *self.measure.take(told.answer.turn), *events]

    def _unheard_before(self, heard: str) -> list[Event]:
        """Tell of what a failing voice was given and never spoke, before what was heard."""
        index = next((i for i, each in enumerate(self._answers) if _begins(each.text, heard)), 0)
        return _unheard([self._answers.popleft() for _ in range(index)] if heard.strip() else [])

    def _take_all(self) -> list[_Answer]:
        answers = list(self._answers)
        self._answers.clear()
        return answers


def _unheard(answers: Sequence[_Answer]) -> list[Event]:
    return [
        AgentTurn(turn=each.turn, generated=each.text, heard="", cut=True, unasked=each.unasked)
        for each in answers
        if each.text
    ]


def _begins(text: str, heard: str) -> bool:
    """Whether what was heard can be the beginning of a text."""
    beginning = _letters(heard)[:_ENOUGH_LETTERS]
    return _letters(text)[: len(beginning)] == beginning


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()
