"""Which early answers were withdrawn before anybody began them: pure."""

from __future__ import annotations

from pipecat.frames.frames import (
    EagerEndOfTurnCancelFrame,
    Frame,
    InterruptionFrame,
    LLMContextFrame,
    UserStoppedSpeakingFrame,
)


class Withdrawals:
    """Knows the order in which an early question and its withdrawal were sent.

    Pipecat's system frames overtake others in every queue. A withdrawal may so be there before what
    it withdraws, which would then be answered as if nobody had withdrawn it, and spoken when the
    turn ends. Frames *arrive* in the order in which they were sent.
    """

    def __init__(self) -> None:
        """Nothing has arrived."""
        self._open: set[int] = set()
        self._void: set[int] = set()

    def arrives(self, frame: Frame) -> None:
        """A frame was put into a queue.

        Args:
            frame: Any.
        """
        match frame:
            case LLMContextFrame(speculation=True):
                self._open.add(frame.id)
            case EagerEndOfTurnCancelFrame() | InterruptionFrame():
                self._void |= self._open
                self._open.clear()
            case UserStoppedSpeakingFrame():
                self._open.clear()

    def is_void(self, frame: LLMContextFrame) -> bool:
        """Whether a question that comes out of the queue was withdrawn meanwhile.

        Args:
            frame: One that arrived; asked once.
        """
        void = frame.id in self._void
        self._void.discard(frame.id)
        return void
