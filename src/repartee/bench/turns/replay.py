"""One recording through Pipecat's own aggregator, with one way of telling when a turn is over."""

from __future__ import annotations

import asyncio
import math
from dataclasses import dataclass, field

from pipecat.audio.vad.vad_analyzer import VADAnalyzer
from pipecat.frames.frames import (
    Frame,
    InputAudioRawFrame,
    InterimTranscriptionFrame,
    MetricsFrame,
    STTMetadataFrame,
    TranscriptionFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.metrics.metrics import TurnMetricsData
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import (
    LLMUserAggregator,
    LLMUserAggregatorParams,
)
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.turns.user_turn_strategies import UserTurnStrategies
from pipecat.workers.runner import WorkerRunner

from repartee.bench.turns.ears import EarsPace, Transcript
from repartee.bench.turns.recordings import SAMPLE_RATE, TurnRecording
from repartee.turns.pause_begins import PauseBeginsFrame

_FRAME_SECS = 0.02
_FRAME_SAMPLES = round(SAMPLE_RATE * _FRAME_SECS)
# Pipecat's for ears that it does not know: nobody gives words up before they come.
_WORDS_P99_SECS = 1.0
# The pipeline starts meanwhile.
_BEFORE_SECS = 1.0
# A turn that ended without its last words is followed by one that has them.
_LATE_WORDS_SECS = 0.5


@dataclass(slots=True)
class Heard:
    """What came of one recording; times in seconds of the recording.

    Attributes:
        turn_ends: When a turn was called over.
        verdicts: What the model said to the first look at each pause: when, and whether over.
    """

    turn_ends: list[float] = field(default_factory=list)
    verdicts: list[tuple[float, bool]] = field(default_factory=list)


async def replay(
    recording: TurnRecording, vad: VADAnalyzer, strategies: UserTurnStrategies, pace: EarsPace
) -> Heard:
    """Play a recording to the aggregator, at the pace of the loop's clock.

    Args:
        recording: What is said.
        vad: Detects speech.
        strategies: Tell when a turn begins and ends.
        pace: When words come.
    """
    clock = _Clock()
    heard = Heard()
    ears = _Ears(Transcript(recording), pace, clock)
    user = LLMUserAggregator(
        LLMContext(),
        params=LLMUserAggregatorParams(vad_analyzer=vad, user_turn_strategies=strategies),
    )

    async def on_stopped(*_: object) -> None:
        heard.turn_ends.append(clock.now)

    user.add_event_handler("on_user_turn_stopped", on_stopped)
    worker = PipelineWorker(
        Pipeline([ears, user, _Verdicts(heard, clock)]),
        params=PipelineParams(audio_in_sample_rate=SAMPLE_RATE, enable_metrics=True),
        idle_timeout_secs=None,
        enable_rtvi=False,
    )
    runner = WorkerRunner(handle_sigint=False)
    await runner.add_workers(worker)
    running = asyncio.create_task(runner.run())
    await worker.queue_frame(
        STTMetadataFrame(service_name="ears", ttfs_p99_latency=_WORDS_P99_SECS)
    )
    await _play(recording, worker, clock, heard)
    await runner.cancel()
    await running
    return heard


async def _play(
    recording: TurnRecording, worker: PipelineWorker, clock: _Clock, heard: Heard
) -> None:
    await asyncio.sleep(_BEFORE_SECS)
    clock.start()
    for at in range(0, len(recording.samples) - _FRAME_SAMPLES, _FRAME_SAMPLES):
        # Sound comes when it is over: the end of the last sample is the end of speech.
        await clock.until((at + _FRAME_SAMPLES) / SAMPLE_RATE)
        samples = recording.samples[at : at + _FRAME_SAMPLES]
        await worker.queue_frame(InputAudioRawFrame(samples.tobytes(), SAMPLE_RATE, 1))
        if heard.turn_ends and heard.turn_ends[-1] > recording.speech_end + _LATE_WORDS_SECS:
            return


class _Clock:
    """The loop's time, from the recording's begin on."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._began = self._loop.time()

    def start(self) -> None:
        self._began = self._loop.time()

    @property
    def now(self) -> float:
        return self._loop.time() - self._began

    async def until(self, at: float) -> None:
        await asyncio.sleep(max(0.0, at - self.now))


class _Ears(FrameProcessor):
    """Tells interim words by and by, and the last ones after the detector's pause.

    They are asked for at the pause, or earlier where somebody tells of it earlier.
    """

    def __init__(self, transcript: Transcript, pace: EarsPace, clock: _Clock) -> None:
        super().__init__()
        self._transcript = transcript
        self._pace = pace
        self._clock = clock
        self._interim_at = 0.0
        self._told = ""
        self._asked_early_at = -math.inf

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        await self.push_frame(frame, direction)
        match frame:
            case InputAudioRawFrame():
                await self._tell_interim()
            case PauseBeginsFrame():
                self._asked_early_at = self._clock.now
            case VADUserStoppedSpeakingFrame():
                now = self._clock.now
                is_this_pause = self._asked_early_at >= now - frame.stop_secs
                asked_at = self._asked_early_at if is_this_pause else now
                self.create_task(self._tell_final(now, asked_at))

    async def _tell_interim(self) -> None:
        if self._clock.now < self._interim_at:
            return
        self._interim_at = self._clock.now + self._pace.interim_every
        words = self._transcript.so_far(self._clock.now - self._pace.interim_lag)
        if words and words != self._told:
            self._told = words
            await self.push_frame(InterimTranscriptionFrame(words, "", ""))

    async def _tell_final(self, at: float, asked_at: float) -> None:
        await self._clock.until(asked_at + self._pace.final)
        self._told = ""
        if words := self._transcript.finish(at):
            await self.push_frame(TranscriptionFrame(words, "", "", finalized=True))


class _Verdicts(FrameProcessor):
    """Keeps what the model said."""

    def __init__(self, heard: Heard, clock: _Clock) -> None:
        super().__init__()
        self._heard = heard
        self._clock = clock

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if isinstance(frame, MetricsFrame):
            self._heard.verdicts += [
                (self._clock.now, data.is_complete)
                for data in frame.data
                if isinstance(data, TurnMetricsData)
            ]
        await self.push_frame(frame, direction)
