"""A scripted stack whose ears tell how long a recording was, and that hears loud for speech."""

from __future__ import annotations

import io
import wave
from collections.abc import AsyncGenerator

from pipecat.audio.vad.vad_analyzer import VADAnalyzer, VADParams
from pipecat.frames.frames import Frame, TranscriptionFrame
from pipecat.services.settings import STTSettings
from pipecat.services.stt_service import SegmentedSTTService, STTService
from pipecat.utils.time import time_now_iso8601

from repartee.conversation.parts import Choices
from repartee.services.failover.chain import OnNotice
from tests.support.hearing_stack import LoudnessVAD
from tests.support.scripted_stack import ScriptedStack


class CountingEars(SegmentedSTTService):
    """Says how long the recording was, in tenths of a second."""

    def __init__(self) -> None:
        super().__init__(ttfs_p99_latency=0.1, settings=STTSettings(model="count", language="en"))

    async def run_stt(self, audio: bytes) -> AsyncGenerator[Frame | None, None]:
        with wave.open(io.BytesIO(audio)) as file:
            tenths = round(file.getnframes() / file.getframerate() * 10)
        yield TranscriptionFrame(f"{tenths} tenths", "", time_now_iso8601())


class CountingStack(ScriptedStack):
    def ears(self, choices: Choices, on_notice: OnNotice) -> STTService:
        return CountingEars()

    def vad_analyzer(self) -> VADAnalyzer:
        return LoudnessVAD(params=VADParams(stop_secs=0.2, min_volume=0.0))
