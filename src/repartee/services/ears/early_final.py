"""When words that may still change are told as the last ones: pure."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from loguru import logger
from pipecat.turns.user_stop import EagerMatchPolicy, NormalizedMatch

_MARGIN_SECS = 0.06
"""So much of the silence must have been heard, too: a detector may be off about speech's end."""
SLACK_SECS = 0.1
"""How far a vendor may be off about where in the sound it is; too short for a word."""
_JUDGED = 5
_TO_TRUST = 3


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a connection's sound, in seconds since it was opened."""

    start: float
    end: float


class EarlyFinal:
    """Decides whether an utterance's words are its last, before the vendor has said so.

    ```
    VAD      ▔▔▔▔▔▔▔▔▔▔▔▔▔▔speech ends▁▁▁▁▁▁▁▁stopped
    vendor      part       part ╌╌╌covers╌╌╌╌▸   │ finalize   final, flushed
    told        interim    interim               ╰ transcript  (swallowed)
    ```

    They are if they cover the sound up to the pause, and such words were the vendor's last ones
    in this conversation so far. What the vendor then says of the same sound is swallowed: what
    comes is told apart by its place in the sound, not by its time, so that nothing of the next
    utterance is lost.
    """

    def __init__(self, *, enabled: bool, match: EagerMatchPolicy | None = None) -> None:
        """Begin before the first utterance.

        Args:
            enabled: Whether anything is told early.
            match: Whether words are the same; None for all but capitals and marks.
        """
        self._enabled = enabled
        self._match = match or NormalizedMatch()
        # The utterance
        self._final = self._part = ""
        self._covered_secs: float | None = None
        self._needed_secs: float | None = None
        self._stopped_secs = 0.0
        self._guess: str | None = None
        # The words that were told early, until the vendor's own have come
        self._owed_part: str | None = None
        self._owed_until = 0.0
        self._swallowed: list[str] = []
        self._speaks_again = False
        # The conversation
        self._judged: deque[bool] = deque(maxlen=_JUDGED)
        self._differed = 0

    @property
    def part(self) -> str:
        """What of the utterance's words may still change."""
        return self._part

    # What happens

    def opened(self) -> None:
        """A connection begins, whose sound is counted anew."""
        self.utterance_over()
        self._owed_part = None

    def speech_began(self) -> None:
        """Somebody speaks, maybe again."""
        self._needed_secs = self._guess = None
        self._speaks_again = True

    def speech_ended(self, sent_secs: float, silent_secs: float) -> None:
        """Somebody stopped to speak, and the vendor is asked for the last words.

        Args:
            sent_secs: How much sound it has been sent.
            silent_secs: How long the silence at its end is.
        """
        self._stopped_secs = sent_secs
        self._needed_secs = sent_secs - silent_secs + _MARGIN_SECS if silent_secs > 0 else None

    def heard(self, final: str, part: str, span: Span | None) -> None:
        """The utterance's words so far.

        Args:
            final: Those that will not change.
            part: The others.
            span: Where the newest of them are; None if the vendor does not tell.
        """
        self._final, self._part = final, part
        self._covered_secs = None if span is None else span.end

    def told(self, words: str) -> None:
        """The vendor's own last words were told."""
        if self._guess is not None:
            self._judge(self._match.matches(self._guess, words))
        self.utterance_over()

    def utterance_over(self) -> None:
        """Nothing more is expected of the utterance."""
        self._final = self._part = ""
        self._covered_secs = self._needed_secs = self._guess = None

    # What follows

    def is_due(self) -> bool:
        """Whether the words so far are to be told as the last ones now."""
        if not self._enabled or self._needed_secs is None or self._covered_secs is None:
            return False
        if self._covered_secs < self._needed_secs or not (self._final or self._part):
            return False
        if self._guess is None:
            self._guess = f"{self._final} {self._part}"
        return self._owed_part is None and self._is_trusted

    def told_early(self) -> None:
        """The words so far were told: the vendor's own are still to come."""
        self._owed_part, self._owed_until = self._part, self._stopped_secs
        self._swallowed.clear()
        self._speaks_again = False
        self.utterance_over()

    def news(self, text: str, span: Span | None, *, final: bool) -> str | None:
        """What of a vendor's words has not been told yet.

        Args:
            text: As the vendor wrote it; may be empty.
            span: Where in the sound; None if the vendor does not tell.
            final: Whether it will not change any more.

        Returns:
            None if all of it was.
        """
        if self._owed_part is None:
            return text
        if self._was_told(span):
            if final and text:
                self._swallowed.append(text)
            return None
        told = self._owed_part
        goes_on = span is not None and span.start < self._owed_until - SLACK_SECS
        if final or not goes_on:
            self._owed_part = None
        return self._without(told, text) if goes_on else text

    def flush(self, span: Span | None) -> bool:
        """The vendor has said all it heard.

        Args:
            span: Where in the sound its last words were.

        Returns:
            Whether these were the words that had been told early.
        """
        if self._owed_part is None or not self._was_told(span):
            return False
        self._judge(self._match.matches(self._owed_part, " ".join(self._swallowed)))
        self._owed_part = None
        return True

    # Decisions

    @property
    def _is_trusted(self) -> bool:
        return len(self._judged) >= _TO_TRUST and all(self._judged)

    def _was_told(self, span: Span | None) -> bool:
        if span is None:
            return not self._speaks_again
        if span.end <= self._owed_until + SLACK_SECS:
            return True
        return not self._speaks_again and span.start < self._owed_until - SLACK_SECS

    def _without(self, told: str, text: str) -> str:
        """The words behind those that were told; all where it begins with others."""
        words, known = text.split(), len(told.split())
        if known and self._match.matches(told, " ".join(words[:known])):
            return " ".join(words[known:])
        return text

    def _judge(self, agrees: bool) -> None:
        self._judged.append(agrees)
        if not agrees:
            self._differed += 1
            logger.debug(
                "Words heard up to a pause were not the last ones, {} so far", self._differed
            )
