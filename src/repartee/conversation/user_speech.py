"""When the caller spoke: pure."""

from __future__ import annotations

from repartee.conversation.events import Span

_DETECTORS_ERROR_SECS = 0.4
"""Noise that goes on is no speech, and a pause that began long before was one within it."""


class UserSpeech:
    """Finds the stretch of a sitting in which a caller's turn was spoken.

        detector   ──┤speech├──┤speech├─────────────
        turn          |began              |decided
        span         [──────────────────]

    Whoever detects no speech, because a model hears for itself, tells of turns alone; then they are
    the span. Times are seconds of the sitting.
    """

    def __init__(self) -> None:
        """Begin in silence."""
        self._in_turn = False
        self._began: float | None = None
        self._ended: float | None = None
        self._silent_since: float | None = None
        self._detected = False
        self._confidences: list[float] = []

    def speech_began(self, at: float) -> None:
        """A detector heard speech begin."""
        if self._began is None or not self._in_turn:
            self._began = max(at, 0.0)
        self._ended, self._detected = None, True

    def speech_ended(self, at: float, audible_until: float | None = None) -> None:
        """A detector heard speech end.

        Args:
            at: When, by the detector's own account.
            audible_until: When the last sound came that can be heard, where that is known.
        """
        self._ended = self._silent_since = at
        if audible_until is not None and abs(audible_until - at) <= _DETECTORS_ERROR_SECS:
            self._silent_since = audible_until

    def turn_began(self, at: float) -> None:
        """Somebody has the word."""
        if not self._detected or self._began is None:
            self._began, self._ended = at, None
        self._in_turn = True
        self._confidences = []

    def turn_decided(self, at: float) -> None:
        """They are taken to have finished."""
        self._in_turn = False
        if not self._detected:
            self._ended = self._silent_since = at

    def words_came(self, confidence: float | None) -> None:
        """Ears told some of the words, and perhaps how sure they are, 0 to 1."""
        if confidence is not None:
            self._confidences.append(confidence)

    @property
    def ended_at(self) -> float | None:
        """When the caller last fell silent; None while they speak, or have not spoken."""
        return None if self._ended is None else self._silent_since

    def take(self, now: float) -> tuple[Span | None, float | None]:
        """The words are known: tell when they were spoken, and begin anew.

        Args:
            now: The end of speech that goes on.

        Returns:
            The span, None if nothing was heard; and the ears' least confidence.
        """
        span = None
        if self._began is not None:
            span = Span(begin=self._began, end=max(self._ended or now, self._began))
        confidence = min(self._confidences, default=None)
        self._began, self._confidences = None, []
        return span, confidence
