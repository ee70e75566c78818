from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TypeVar

import pytest
from pipecat.frames.frames import (
    ErrorFrame,
    Frame,
    InterruptionFrame,
    LLMFullResponseEndFrame,
    LLMFullResponseStartFrame,
    LLMTextFrame,
    MetricsFrame,
    OutputAudioRawFrame,
    StartFrame,
    TTSAudioRawFrame,
    TTSSpeakFrame,
    TTSStoppedFrame,
    TTSTextFrame,
    TTSUpdateSettingsFrame,
)
from pipecat.metrics.metrics import TTFBMetricsData, TTSUsageMetricsData
from pipecat.observers.base_observer import BaseObserver, FramePushed
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import LLMContextAggregatorPair
from pipecat.processors.frame_processor import FrameProcessor
from pipecat.transports.base_output import BaseOutputTransport
from pipecat.transports.base_transport import TransportParams
from pipecat.workers.runner import WorkerRunner

from repartee.engines.voice import UnknownVoiceError, VoiceEngine
from repartee.engines.voice.speaker import Speaker
from repartee.services.voices.local_voice import LocalVoiceTTSService

FrameT = TypeVar("FrameT", bound=Frame)
pytestmark = pytest.mark.audio
ANSWER = "The old woman decided that it was time to move the piano upstairs."


class Loudspeaker(BaseOutputTransport):
    """Plays audio in real time to nobody."""

    def __init__(self) -> None:
        super().__init__(TransportParams(audio_out_enabled=True))
        self.played_secs = 0.0
        self._next_at = 0.0

    async def start(self, frame: StartFrame) -> None:
        await super().start(frame)
        await self.set_transport_ready(frame)

    async def write_audio_frame(self, frame: OutputAudioRawFrame) -> bool:
        now = asyncio.get_running_loop().time()
        length = len(frame.audio) / 2 / frame.sample_rate
        self._next_at = max(self._next_at, now) + length
        self.played_secs += length
        await asyncio.sleep(self._next_at - now)
        return True


class Witness(BaseObserver):
    """Keeps every frame that one part of the pipeline pushed."""

    def __init__(self, part: FrameProcessor) -> None:
        super().__init__()
        self.frames: list[Frame] = []
        self._part = part
        self._news = asyncio.Event()

    async def on_push_frame(self, data: FramePushed) -> None:
        if data.source is self._part:
            self.frames.append(data.frame)
            self._news.set()

    def of(self, kind: type[FrameT]) -> list[FrameT]:
        return [frame for frame in self.frames if isinstance(frame, kind)]

    async def until(self, kind: type[FrameT], count: int = 1) -> list[FrameT]:
        async with asyncio.timeout(60):
            while len(self.of(kind)) < count:
                self._news.clear()
                await self._news.wait()
        return self.of(kind)


class Conversation:
    """A voice, a loudspeaker and the memory of what was said, in a running pipeline."""

    def __init__(self, engine: Speaker) -> None:
        self.context = LLMContext()
        self.voice = LocalVoiceTTSService(engine)
        self.loudspeaker = Loudspeaker()
        self.heard = Heard()
        self.made = Witness(self.voice)
        self.played = Witness(self.loudspeaker)
        _, assistant = LLMContextAggregatorPair(self.context)
        assistant.add_event_handler("on_assistant_turn_stopped", self.heard.note)
        self.worker = PipelineWorker(
            Pipeline([self.voice, self.loudspeaker, assistant]),
            params=PipelineParams(
                audio_out_sample_rate=engine.sample_rate,
                enable_metrics=True,
                enable_usage_metrics=True,
            ),
            observers=[self.made, self.played],
            enable_rtvi=False,
        )

    async def say(self, *frames: Frame) -> None:
        await self.worker.queue_frames(list(frames))

    async def answer(self, *sentences: str) -> None:
        texts = [LLMTextFrame(f"{sentence} ") for sentence in sentences]
        await self.say(LLMFullResponseStartFrame(), *texts, LLMFullResponseEndFrame())

    @property
    def remembered(self) -> list[str]:
        return [str(message["content"]) for message in self.context.messages]  # type: ignore[index]


class Heard:
    """What the assistant's turns turned out to have said."""

    def __init__(self) -> None:
        self.turns: asyncio.Queue[str] = asyncio.Queue()

    async def note(self, _aggregator: object, message: object) -> None:
        self.turns.put_nowait(message.content)  # type: ignore[attr-defined]

    async def next(self) -> str:
        async with asyncio.timeout(60):
            return await self.turns.get()


@asynccontextmanager
async def conversing(engine: Speaker) -> AsyncIterator[Conversation]:
    talk = Conversation(engine)
    runner = WorkerRunner(handle_sigint=False)
    await runner.add_workers(talk.worker)
    running = asyncio.create_task(runner.run())
    try:
        yield talk
    finally:
        await talk.worker.cancel()
        await running


@pytest.fixture
async def engine() -> AsyncIterator[VoiceEngine]:
    engine = VoiceEngine()
    await engine.start()
    yield engine
    await engine.close()


@pytest.fixture
async def talk(engine: VoiceEngine) -> AsyncIterator[Conversation]:
    async with conversing(engine) as talk:
        yield talk


def seconds(frames: Sequence[TTSAudioRawFrame]) -> float:
    return sum(len(frame.audio) / 2 / frame.sample_rate for frame in frames)


async def test_an_answer_is_streamed_and_remembered_word_for_word(talk: Conversation) -> None:
    await talk.answer("Hello — there!", "It's $12.50 😀, “ok”?")
    assert await talk.heard.next() == "Hello — there! It's $12.50 😀, “ok”?"
    audio = talk.made.of(TTSAudioRawFrame)
    assert {len(frame.audio) for frame in audio} == {960}
    assert talk.remembered == ["Hello — there! It's $12.50 😀, “ok”?"]


async def test_an_interrupted_answer_is_remembered_as_far_as_it_was_heard(
    talk: Conversation,
) -> None:
    await talk.answer(ANSWER, "Then she changed her mind.")
    # Words arrive at the loudspeaker's pace, long after all of the audio was made.
    heard = [frame.text for frame in await talk.played.until(TTSTextFrame, 5)]
    await talk.say(InterruptionFrame())
    remembered = await talk.heard.next()
    assert remembered.startswith(" ".join(heard))
    assert ANSWER.startswith(remembered)
    assert len(remembered) < len(ANSWER)


async def test_words_are_told_when_the_caller_hears_them(talk: Conversation) -> None:
    await talk.answer(ANSWER)
    for count, share in ((4, 0.2), (9, 0.6)):
        await talk.played.until(TTSTextFrame, count)
        total = seconds(talk.made.of(TTSAudioRawFrame))
        assert talk.loudspeaker.played_secs / total == pytest.approx(share, abs=0.2)


async def test_words_of_later_sentences_follow_their_audio(talk: Conversation) -> None:
    await talk.answer("One two three.", "Four five six.")
    await talk.heard.next()
    words = [frame for frame in talk.played.of(TTSTextFrame) if frame.pts]
    times = {frame.text: frame.pts for frame in words}
    assert list(times) == ["One", "two", "three.", "Four", "five", "six."]
    pause = (times["Four"] or 0) - (times["three."] or 0)
    within = (times["five"] or 0) - (times["Four"] or 0)
    assert pause > 1.5 * within > 0


async def test_after_an_interruption_nothing_more_is_said_and_the_next_answer_is(
    talk: Conversation, engine: VoiceEngine
) -> None:
    await talk.answer(*[ANSWER] * 10)
    await talk.played.until(TTSTextFrame, 2)
    await talk.say(InterruptionFrame())
    await talk.heard.next()
    # Stock's output goes on with the piece that is being played, and with it the beginning of an
    # answer waits, while its words go by the clock and come first. `room/exit.py` keeps them apart.
    await asyncio.sleep(0.5)
    played = talk.loudspeaker.played_secs
    await talk.answer("Yes?")
    assert await talk.heard.next() == "Yes?"
    assert talk.loudspeaker.played_secs - played < 2.5
    assert engine.idle


async def test_a_long_answer_is_made_little_by_little(talk: Conversation) -> None:
    await talk.answer(*[ANSWER] * 10)
    for count in (3, 8, 13):
        await talk.played.until(TTSTextFrame, count)
        ahead = seconds(talk.made.of(TTSAudioRawFrame)) - talk.loudspeaker.played_secs
        assert 1.0 < ahead < 5.0
    await talk.say(InterruptionFrame())
    await talk.heard.next()


async def test_settings_change_from_the_next_sentence_on(
    talk: Conversation, engine: VoiceEngine
) -> None:
    other = engine.voices[-1].id
    await talk.say(TTSSpeakFrame(ANSWER))
    await talk.heard.next()
    normal = seconds(talk.made.of(TTSAudioRawFrame))
    changes = LocalVoiceTTSService.Settings(rate=2.0, volume=0.5, voice=other)
    await talk.say(TTSUpdateSettingsFrame(delta=changes), TTSSpeakFrame(ANSWER))
    await talk.heard.next()
    assert seconds(talk.made.of(TTSAudioRawFrame)) - normal < 0.75 * normal


async def test_rate_and_volume_stay_in_their_range(talk: Conversation) -> None:
    await talk.say(
        TTSUpdateSettingsFrame(delta=LocalVoiceTTSService.Settings(rate=9.0, volume=0.0)),
        TTSSpeakFrame("Quick."),
    )
    assert await talk.heard.next() == "Quick."
    assert talk.made.of(ErrorFrame) == []


async def test_an_unknown_voice_is_told_and_the_old_one_goes_on(talk: Conversation) -> None:
    await talk.say(
        TTSUpdateSettingsFrame(delta=LocalVoiceTTSService.Settings(voice="nobody")),
        TTSSpeakFrame("Still here."),
    )
    assert await talk.heard.next() == "Still here."
    (error,) = talk.made.of(ErrorFrame)
    assert "There is no voice 'nobody' here; choose one of" in error.error


def test_a_session_with_an_unknown_voice_is_refused(engine: VoiceEngine) -> None:
    with pytest.raises(UnknownVoiceError):
        LocalVoiceTTSService(engine, voice="nobody")


async def test_a_killed_voice_costs_a_sentence_and_not_the_session(
    talk: Conversation, engine: VoiceEngine
) -> None:
    assert engine.pid is not None
    await talk.answer(ANSWER, "So she did.")
    await talk.made.until(TTSAudioRawFrame, 10)
    os.kill(engine.pid, signal.SIGKILL)
    await talk.heard.next()
    await talk.say(TTSSpeakFrame("I am back."))
    assert await talk.heard.next() == "I am back."


async def test_a_broken_sentence_is_one_error_in_words(
    talk: Conversation, engine: VoiceEngine
) -> None:
    await talk.answer("x" * 30_000 + ".")
    (error,) = await talk.made.until(ErrorFrame)
    assert "a text may have 20000 characters, not 30001" in error.error
    await talk.say(TTSSpeakFrame("Something shorter."))
    await talk.made.until(TTSStoppedFrame, 2)
    assert talk.voice.is_usable
    assert len(talk.made.of(ErrorFrame)) == 1


async def test_an_answer_without_sound_is_no_failure(talk: Conversation) -> None:
    for _ in range(4):
        await talk.say(TTSSpeakFrame("…"))
    await talk.say(TTSSpeakFrame("Fine."))
    await talk.made.until(TTSStoppedFrame, 5)
    assert talk.made.of(ErrorFrame) == []
    assert talk.voice.is_usable


async def test_delay_and_usage_are_measured(talk: Conversation) -> None:
    await talk.say(TTSSpeakFrame(ANSWER))
    await talk.heard.next()
    data = [item for frame in talk.made.of(MetricsFrame) for item in frame.data]
    delays = [item.value for item in data if isinstance(item, TTFBMetricsData) and item.value]
    (usage,) = (item.value for item in data if isinstance(item, TTSUsageMetricsData))
    assert 0 < delays[0] < 10
    assert usage == len(ANSWER)
