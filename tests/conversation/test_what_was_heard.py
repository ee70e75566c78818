"""The context and the log hold the words that the caller really heard."""

from __future__ import annotations

import asyncio

import pytest
from pipecat.frames.frames import (
    Frame,
    InterruptionFrame,
    LLMFullResponseEndFrame,
    LLMFullResponseStartFrame,
    LLMTextFrame,
    OutputAudioRawFrame,
    StartFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineWorker
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import LLMContextAggregatorPair
from pipecat.transports.base_output import BaseOutputTransport
from pipecat.transports.base_transport import TransportParams
from pipecat.workers.runner import WorkerRunner
from pydantic import SecretStr

from repartee.audio.holding import VoiceFreedFrame, VoiceHeldFrame
from repartee.conversation.events import AgentTurn
from repartee.services.config import VoiceConfig
from repartee.services.voices.built_in import BuiltInVoice
from repartee.services.voices.cartesia import CartesiaVoice
from repartee.services.voices.elevenlabs import ElevenLabsVoice
from repartee.services.voices.openai import OpenAICompatibleVoice
from repartee.simulator.delays import DelayChoice
from repartee.simulator.faults import Fault, FaultKind
from repartee.simulator.hearing import ScriptedEars
from repartee.simulator.mind import BuiltInMind
from repartee.simulator.simulator import Simulator
from repartee.simulator.speaking import BuiltInSpeaker
from repartee.simulator.standin import Parts
from tests.support.remote_parts import phrasebook
from tests.support.scripted_stack import SAMPLE_RATE, ScriptedStack, ToneVoice
from tests.support.sitting import HandLine, Sitting, sitting
from tests.support.story import STORY, StoryStack, tell_story, words_within


async def _interrupted_after(it: Sitting, secs: float) -> AgentTurn:
    it.line.type("tell me a story")
    await it.until(lambda: it.line.heard_secs >= secs)
    it.line.interrupt()
    return await it.until_written(AgentTurn)


async def _agrees(turn: AgentTurn, it: Sitting, voice: str) -> None:
    heard = turn.heard.split()
    received = await words_within(it.line.heard_secs, voice)
    assert turn.cut
    assert turn.generated == STORY
    assert STORY.split()[: len(heard)] == heard
    assert abs(len(heard) - received) <= 2
    said = it.session.snapshot().messages[-1]
    assert (said["role"], said["content"]) == ("assistant", turn.heard)


@pytest.mark.parametrize("secs", [0.6, 5.5])
async def test_a_voice_without_word_times_is_heard_to_the_word(secs: float) -> None:
    parts = Parts(ScriptedEars([]), BuiltInSpeaker(), BuiltInMind(phrasebook()))
    async with Simulator(["openai"], parts=parts) as stand_in:
        there = stand_in.environment()
        key = SecretStr(there["OPENAI_API_KEY"])
        config = VoiceConfig(base_url=there["OPENAI_BASE_URL"], voice="alloy", api_key=key)
        stack = StoryStack(OpenAICompatibleVoice(config))
        await stack.start()
        async with sitting(stack) as it:
            await _agrees(await _interrupted_after(it, secs), it, "alloy")
        await stack.close()


@pytest.mark.parametrize("stalls", [False, True])
@pytest.mark.parametrize(
    ("vendor", "made"), [("elevenlabs", ElevenLabsVoice), ("cartesia", CartesiaVoice)]
)
async def test_words_with_times_follow_their_sound_also_where_it_stalls(
    vendor: str, made: type[ElevenLabsVoice | CartesiaVoice], *, stalls: bool
) -> None:
    parts = Parts(ScriptedEars([]), BuiltInSpeaker(), BuiltInMind(phrasebook()))
    # Four times as slow as published: 0.8 s for a second of sound, so that a stall is heard.
    async with Simulator([vendor], parts=parts, delays=DelayChoice(4)) as stand_in:
        there = stand_in.environment()
        key = SecretStr(there[f"{vendor.upper()}_API_KEY"])
        config = VoiceConfig(base_url=there[f"{vendor.upper()}_BASE_URL"], api_key=key)
        stack = StoryStack(made(config))
        await stack.start()
        if stalls:
            # Then all that was made meanwhile comes at once, with its words.
            stand_in.arm(vendor, Fault(FaultKind.SLOW, after_secs=1.5, seconds=2.0, times=1))
        async with sitting(stack) as it:
            await _agrees(await _interrupted_after(it, 2.5), it, made.default_voice)
        await stack.close()


async def test_a_voice_with_word_times_is_heard_to_the_word() -> None:
    stack = StoryStack(BuiltInVoice())
    await stack.start()
    async with sitting(stack) as it:
        turn = await _interrupted_after(it, 3.0)
        heard = turn.heard.split()
        assert turn.cut
        assert STORY.split()[: len(heard)] == heard
        # Three words a second, give or take.
        assert abs(len(heard) - 3 * it.line.heard_secs) <= 3
    await stack.close()


async def test_a_line_that_takes_back_half_a_second_has_not_been_heard() -> None:
    async with sitting(_ToneStack(), line=HandLine(lead_secs=0.5)) as it:
        turn = await _interrupted_after(it, 2.0)
    # A character of the tone is 20 ms.
    assert abs(len(turn.heard) - it.line.heard_secs / 0.02) <= 16


class _ToneStack(ScriptedStack):
    greeting = ""

    def __init__(self) -> None:
        super().__init__(tell_story)


async def test_the_last_words_before_hanging_up_are_kept() -> None:
    async with sitting(_ToneStack()) as it:
        it.line.type("tell me a story")
        await it.until(lambda: it.line.heard_secs >= 1.0)
        it.line.hang_up()
        turn = await it.until_written(AgentTurn)
    assert turn.cut
    assert STORY.startswith(turn.heard)
    assert 30 <= len(turn.heard) <= 75


class _StockExit(BaseOutputTransport):
    """Pipecat's output, to a caller whom it reaches at the pace of real time."""

    def __init__(self) -> None:
        super().__init__(TransportParams(audio_out_enabled=True, audio_out_sample_rate=SAMPLE_RATE))
        self.written = asyncio.Event()

    async def start(self, frame: StartFrame) -> None:
        await super().start(frame)
        await self.set_transport_ready(frame)

    async def write_audio_frame(self, frame: OutputAudioRawFrame) -> bool:
        await asyncio.sleep(len(frame.audio) / 2 / frame.sample_rate)
        self.written.set()
        return True


async def test_stock_pipecat_loses_the_sentence_that_was_cut() -> None:
    context = LLMContext()
    _, assistant = LLMContextAggregatorPair(context)
    output = _StockExit()
    worker = PipelineWorker(Pipeline([ToneVoice(), output, assistant]))
    runner = WorkerRunner(handle_sigint=False)
    await runner.add_workers(worker)
    running = asyncio.create_task(runner.run())
    answer: list[Frame] = [
        LLMFullResponseStartFrame(),
        LLMTextFrame(STORY),
        LLMFullResponseEndFrame(),
    ]
    await worker.queue_frames(answer)
    async with asyncio.timeout(60):
        await output.written.wait()
        # A second of the first sentence, which is 1.6 s long.
        await asyncio.sleep(1.0)
        await worker.queue_frame(InterruptionFrame())
        await asyncio.sleep(0.5)
        await worker.cancel()
        await running
    assert context.get_messages() == []


async def test_a_voice_that_was_held_before_it_was_cut_is_heard_to_the_word() -> None:
    parts = Parts(ScriptedEars([]), BuiltInSpeaker(), BuiltInMind(phrasebook()))
    async with Simulator(["cartesia"], parts=parts) as stand_in:
        there = stand_in.environment()
        key = SecretStr(there["CARTESIA_API_KEY"])
        stack = StoryStack(
            CartesiaVoice(VoiceConfig(base_url=there["CARTESIA_BASE_URL"], api_key=key))
        )
        await stack.start()
        async with sitting(stack, line=HandLine(lead_secs=0.2)) as it:
            it.line.type("tell me a story")
            await it.until(lambda: it.line.heard_secs >= 0.6)
            await it.session._talk.queue(VoiceHeldFrame())
            await asyncio.sleep(0.1)
            await it.session._talk.queue(VoiceFreedFrame())
            await it.until(lambda: it.line.heard_secs >= 1.2)
            await it.session._talk.queue(VoiceHeldFrame())
            # What was on its way when it was held would have been played by now.
            await asyncio.sleep(0.3)
            received = await words_within(it.line.heard_secs, CartesiaVoice.default_voice)
            it.line.interrupt()
            turn = await it.until_written(AgentTurn)
        await stack.close()
    heard = turn.heard.split()
    assert STORY.split()[: len(heard)] == heard
    assert abs(len(heard) - received) <= 1
