"""A stack that hears: loud is speech, and what was said is what the test says it was."""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncGenerator

import numpy as np
from pipecat.audio.vad.vad_analyzer import VADAnalyzer, VADParams
from pipecat.frames.frames import Frame, TranscriptionFrame
from pipecat.services.settings import STTSettings
from pipecat.services.stt_service import SegmentedSTTService, STTService
from pipecat.utils.time import time_now_iso8601

from repartee.conversation.parts import Choices
from repartee.services.failover.chain import OnNotice
from tests.support.tool_stack import ToolStack

_LOUD = 500


class LoudnessVAD(VADAnalyzer):
    """Takes any loud sound for speech."""

    def num_frames_required(self) -> int:
        return 512

    def voice_confidence(self, buffer: bytes) -> float:
        return float(np.abs(np.frombuffer(buffer, np.int16).astype(np.int32)).mean() > _LOUD)


class PromptedEars(SegmentedSTTService):
    """Understands each stretch of speech as the next of its words."""

    def __init__(self, words: deque[str]) -> None:
        super().__init__(
            ttfs_p99_latency=0.1, settings=STTSettings(model="prompted", language="en")
        )
        self._words = words

    async def run_stt(self, audio: bytes) -> AsyncGenerator[Frame | None, None]:
        if self._words:
            yield TranscriptionFrame(self._words.popleft(), "", time_now_iso8601())


class HearingStack(ToolStack):
    """Tools, a model without judgement, and ears that are told what they hear."""

    words: deque[str]

    def ears(self, choices: Choices, on_notice: OnNotice) -> STTService:
        self.words = deque()
        return PromptedEars(self.words)

    def vad_analyzer(self) -> VADAnalyzer:
        params = VADParams(confidence=0.5, start_secs=0.1, stop_secs=0.2, min_volume=0.0)
        return LoudnessVAD(params=params)
