"""Whether somebody who makes a sound while the agent has the floor wants it: pure."""

from __future__ import annotations

from enum import Enum, auto

from repartee.turns.backchannels import is_backchannel, is_signed, words_of
from repartee.turns.own_voice import OwnVoice

WORD_SECS = 0.35
"""A single word counts once speech has lasted so long: of a cough, recognisers make one too."""
WORDLESS_SECS = 0.8
"""Speech that long is no cough, where words come only when it is over."""
WORDLESS_WITH_PARTIALS_SECS = 1.2
"""And so long where words should have come meanwhile."""
LISTENING_SECS = 1.6
"""Nobody listens aloud for so long without a word of their own."""
FINAL_WORDS_SECS = 0.7
"""How long words may take behind the end of a sound, before it was none."""
FINAL_WORDS_WITH_PARTIALS_SECS = 0.5
ANSWER_SECS = 1.0
"""A "yes" into the agent's last second answers what it asked."""
THINKING_SECS = 8.0
"""An agent that has said nothing for so long is not going to."""
QUIETER_DB = 15.0
"""A sound so much below the caller's own voice is somebody else's, or the agent's echo."""
_SILENCE_DB = -120.0
"""As loud as a sound of which nothing was measured."""
_ALARM_SECS = 10.0
_MOST_ALARMS = 2


class Verdict(Enum):
    """What to do now."""

    NOTHING = auto()
    HOLD = auto()
    """Be silent, and keep what is left to say."""
    GO_ON = auto()
    """Say it: it was nothing."""
    INTERRUPT = auto()
    """The caller has the floor; what is left to say is dropped."""
    LISTENS = auto()
    """The words say no more than that one listens: keep them out, and go on."""
    OVERHEARD = auto()
    """The words are somebody else's, or the agent's own: keep them out, and go on."""
    ANSWERED = auto()
    """What seemed to be mere listening was an answer: take the last words up as a turn."""


class BargeIn:
    """Judges the sounds that a caller makes while the agent thinks or speaks.

        agent    ▁▂▅▇▆▅ held ·········│ goes on: ▅▇▆▅▂▁
        caller         ▂▆▂            │
                       │  └ silence   └ no words came: a cough
                       └ a sound: HOLD, within VAD's time

    The agent is held at once, as that can be taken back. It is interrupted by words that are more
    than a sign of listening, or by a sound too long for a cough. While the agent has nothing to
    say, whoever speaks has the floor without more ado. Where sounds without words keep coming,
    as of an echo or a street, they alone hold nobody up any more. What is much quieter than the
    caller is somebody else's, or comes back from a loudspeaker: it interrupts nobody, with words
    or without.
    """

    def __init__(self) -> None:
        """Begin with an agent that listens."""
        # The floor
        self._agent_since: float | None = None
        self._is_audible = False
        # The sound that is being judged
        self._began: float | None = None
        self._ended: float | None = None
        self._words: tuple[str, ...] = ()
        self._loudest = _SILENCE_DB
        self._is_held = False
        self._is_overheard = False
        """Whether the last sound was somebody else's, which may still go on."""
        # What was learned in this conversation
        self._gives_partials = False
        self._own_voice = OwnVoice()
        self._alarms: list[float] = []
        self._listened_at: float | None = None

    @property
    def is_held(self) -> bool:
        """Whether the agent is silent and its words are kept."""
        return self._is_held

    # The agent

    def agent_thinks(self, now: float) -> None:
        """The caller's turn ended: an answer is expected."""
        self._agent_since = now

    def agent_speaks(self, now: float) -> None:
        """The agent is heard."""
        self._agent_since, self._is_audible = now, True

    def agent_ended(self, now: float) -> Verdict:
        """The agent has said what it had to say."""
        self._agent_since, self._is_audible = None, False
        listened, self._listened_at = self._listened_at, None
        if listened is not None and now - listened <= ANSWER_SECS:
            return Verdict.ANSWERED
        return Verdict.NOTHING

    def interrupted(self) -> None:
        """Somebody interrupted the agent in another way, as by typing."""
        self._agent_since, self._is_audible = None, False
        self._listened_at, self._is_overheard = None, False
        self._forget()

    # The caller

    def speech_began(self, now: float, start_secs: float = 0.0) -> Verdict:
        """There is a sound like speech.

        Args:
            now: The time in seconds, of any clock that never goes back.
            start_secs: How long it has been going on.
        """
        self._ended = None
        if not self._agent_has_floor(now) and not self._is_held:
            return self._interrupt()
        self._is_overheard = False
        if self._began is None:
            self._began, self._words, self._loudest = now - start_secs, (), _SILENCE_DB
        if self._is_held or len(self._recent_alarms(now)) >= _MOST_ALARMS:
            return Verdict.NOTHING
        self._is_held = True
        return Verdict.HOLD

    def sounded(self, db: float) -> None:
        """How loud a piece of a caller's sound is that VAD calls speech; in dB, any reference."""
        if self._began is not None:
            self._loudest = max(self._loudest, db)
        elif not self._is_overheard:
            self._own_voice.sounded(db)

    def speech_ended(self, now: float) -> Verdict:
        """The sound is over."""
        if self._began is None:
            return Verdict.NOTHING
        self._ended = now
        return self._interrupt() if self._has_own_words else Verdict.NOTHING

    def heard(self, now: float, text: str, *, final: bool) -> Verdict:
        """Words came.

        Args:
            now: By the same clock.
            text: All words of the utterance so far.
            final: Whether they are not going to change.
        """
        words = words_of(text)
        self._gives_partials = self._gives_partials or not final
        if not words:
            return Verdict.NOTHING
        if (self._is_overheard or self._is_somebody_else) and not is_signed(text):
            return self._overhear(now) if final else Verdict.NOTHING
        if not self._agent_has_floor(now):
            return self._interrupt()
        if not is_backchannel(words, goes_on=not final):
            self._words = words
            sure = final or len(words) > 1 or self._lasted(now) >= WORD_SECS
            return self._interrupt() if sure else Verdict.NOTHING
        self._words = words
        if not final:
            return Verdict.NOTHING
        self._listened_at = now
        self._forget()
        return Verdict.LISTENS

    def partial_words_came(self) -> None:
        """Learn, in the middle of a turn, that words come while one speaks."""
        self._gives_partials = True

    # The clock

    def due(self) -> float | None:
        """When `passed` is to be called, if nothing else happens."""
        if self._began is None:
            return None
        if self._ended is not None:
            partials = self._gives_partials
            return self._ended + (FINAL_WORDS_WITH_PARTIALS_SECS if partials else FINAL_WORDS_SECS)
        if self._has_own_words:
            return self._began + WORD_SECS
        if self._words:
            return self._began + LISTENING_SECS
        return self._began + (
            WORDLESS_WITH_PARTIALS_SECS if self._gives_partials else WORDLESS_SECS
        )

    def passed(self, now: float) -> Verdict:
        """Time has passed."""
        due = self.due()
        if due is None or now < due:
            return Verdict.NOTHING
        if self._ended is not None or (not self._words and self._is_somebody_else):
            self._is_overheard = self._is_somebody_else
            return self._let_go(now)
        return self._interrupt()

    # Within

    @property
    def _has_own_words(self) -> bool:
        return bool(self._words) and not is_backchannel(self._words, goes_on=True)

    @property
    def _is_somebody_else(self) -> bool:
        is_known = self._began is not None and self._loudest > _SILENCE_DB
        return is_known and self._own_voice.is_louder(self._loudest + QUIETER_DB)

    def _agent_has_floor(self, now: float) -> bool:
        since = self._agent_since
        return since is not None and (self._is_audible or now - since < THINKING_SECS)

    def _lasted(self, now: float) -> float:
        if self._began is None:
            return 0.0
        return (now if self._ended is None else self._ended) - self._began

    def _recent_alarms(self, now: float) -> list[float]:
        return [each for each in self._alarms if now - each < _ALARM_SECS]

    def _interrupt(self) -> Verdict:
        self.interrupted()
        self._alarms = []
        return Verdict.INTERRUPT

    def _overhear(self, now: float) -> Verdict:
        self._is_overheard = True
        self._let_go(now)
        return Verdict.OVERHEARD

    def _let_go(self, now: float) -> Verdict:
        self._alarms = [*self._recent_alarms(now), now]
        was_held = self._is_held
        self._forget()
        return Verdict.GO_ON if was_held else Verdict.NOTHING

    def _forget(self) -> None:
        self._began = self._ended = None
        self._words = ()
        self._is_held = False
