"""Pipecat's strategy for the end of a turn, with the words in the decision."""

from __future__ import annotations

from pipecat.frames.frames import (
    Frame,
    InputAudioRawFrame,
    InterimTranscriptionFrame,
    TranscriptionFrame,
)
from pipecat.turns.types import ProcessFrameResult

from repartee.turns.late_turn import LateTurnStop
from repartee.turns.listener import TurnListener


class TurnEndStrategy(LateTurnStop):
    """Ends a turn when its listener says so and the words are there.

    A verdict is not final until the turn has ended: words that come after it may show that the
    speaker is in the middle of a sentence, and the turn then goes on.
    """

    def __init__(self, *, listener: TurnListener) -> None:
        """End one session's turns.

        Args:
            listener: Decides by sound and words.
        """
        super().__init__(turn_analyzer=listener)
        self._listener = listener
        self._finals: list[str] = []
        listener.tell(self._maybe_trigger_user_turn_stopped)

    async def process_frame(self, frame: Frame) -> ProcessFrameResult:
        """Take note of words, then of all else as Pipecat does.

        Args:
            frame: Any.

        Returns:
            That others may decide as well.
        """
        match frame:
            case InterimTranscriptionFrame(text=words):
                self._hear(" ".join([*self._finals, words]))
            case TranscriptionFrame(text=words):
                self._finals.append(words)
                self._hear(" ".join(self._finals))
        return await super().process_frame(frame)

    async def _reset(self) -> None:
        self._finals.clear()
        await super()._reset()

    async def _handle_input_audio(self, frame: InputAudioRawFrame) -> None:
        self._listener.append_audio(frame.audio, self._vad_user_speaking)
        for verdict in self._listener.take_verdicts():
            await self._handle_prediction_result(verdict)
        if not self._vad_user_speaking:
            await self._maybe_trigger_user_turn_stopped()

    async def _handle_transcription(self, frame: TranscriptionFrame) -> None:
        await super()._handle_transcription(frame)
        if self._vad_user_speaking and self._listener.hears_speech:
            # The last words of a pause that is over. Pipecat would end the turn in the next pause
            # with these words alone, and make a turn of its own of what was said since.
            self._transcript_finalized = False

    async def _maybe_trigger_user_turn_stopped(self) -> None:
        self._ask_listener()
        await super()._maybe_trigger_user_turn_stopped()

    def _hear(self, words: str) -> None:
        self._listener.says(words)
        self._ask_listener()

    def _ask_listener(self) -> None:
        # Words that come with no sound at all end a turn after a while: Pipecat's own rule.
        if self._vad_user_speaking or self._vad_stopped:
            self._turn_complete = not self._vad_user_speaking and self._listener.is_over
