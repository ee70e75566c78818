"""The built-in brain in a real pipeline, with Pipecat's own aggregators around it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import pairwise
from random import Random

import pytest
from pipecat.frames.frames import (
    EagerEndOfTurnCancelFrame,
    Frame,
    FunctionCallInProgressFrame,
    FunctionCallResultFrame,
    FunctionCallsStartedFrame,
    InterruptionFrame,
    LLMContextFrame,
    LLMFullResponseEndFrame,
    LLMFullResponseStartFrame,
    LLMMessagesAppendFrame,
    LLMRunFrame,
    LLMTextFrame,
    LLMUpdateSettingsFrame,
    MetricsFrame,
    SystemFrame,
    UserStoppedSpeakingFrame,
)
from pipecat.metrics.metrics import LLMUsageMetricsData, ProcessingMetricsData, TTFBMetricsData
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import (
    AssistantTurnStoppedMessage,
    LLMAssistantAggregator,
    LLMContextAggregatorPair,
    LLMUserAggregatorParams,
)
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.tests.utils import run_test
from pipecat.turns.user_turn_strategies import ExternalUserTurnStrategies
from pipecat.workers.runner import WorkerRunner

from repartee.services.brains.intents import IntentLLMService, IntentLLMSettings
from repartee.tools.registry import build_tools
from tests.services.brains.scripted_parser import Meaning, ScriptedParser, reply, tool
from tests.tools.scripted_host import ScriptedHost

GREETING = "Hello, I'm listening. Ask me anything."
LONG = " ".join(f"Sentence number {number}." for number in range(500))
PARSER = ScriptedParser(
    {
        "what time is it": tool("tell_time"),
        "take a note": tool("take_note", text="buy milk"),
        "read my notes": tool("read_notes"),
        "say goodbye": tool("end_conversation"),
        "do magic": tool("magic"),
        "ask the team": Meaning(tool="send_to_nested", replies=("There is no team.",)),
        "hello": reply("Hello!", "Hi!", "Hey!"),
        "tell me everything": reply(LONG),
    }
)


class Recorder(FrameProcessor):
    """Stands where the voice would stand, and notes what reaches it."""

    def __init__(self) -> None:
        super().__init__()
        self.frames: list[Frame] = []
        self.third_sentence = asyncio.Event()

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if direction is FrameDirection.DOWNSTREAM:
            self.frames.append(frame)
            if len(self.texts()) == 3:
                self.third_sentence.set()
        await self.push_frame(frame, direction)

    def names(self) -> list[str]:
        return [type(frame).__name__ for frame in self.frames]

    def texts(self) -> list[str]:
        return [frame.text for frame in self.frames if isinstance(frame, LLMTextFrame)]


class Conversation:
    """A running pipeline to type into."""

    def __init__(self, worker: PipelineWorker, context: LLMContext, recorder: Recorder) -> None:
        self.worker = worker
        self.context = context
        self.recorder = recorder
        self.turns: asyncio.Queue[str] = asyncio.Queue()

    async def tell(self, *messages: str) -> None:
        """Say something."""
        await self.worker.queue_frame(
            LLMMessagesAppendFrame(
                [{"role": "user", "content": message} for message in messages], run_llm=True
            )
        )

    async def ask(self, *messages: str) -> str:
        """Say something, and wait for the answer."""
        await self.tell(*messages)
        return await self.answer()

    async def answer(self) -> str:
        """Wait for an assistant turn that says something."""
        while not (said := await asyncio.wait_for(self.turns.get(), 5)):
            pass
        return said


@asynccontextmanager
async def conversation(host: ScriptedHost | None = None) -> AsyncIterator[Conversation]:
    host, recorder = host or ScriptedHost(), Recorder()
    context = LLMContext(tools=build_tools(host, ()))
    aggregators = LLMContextAggregatorPair(
        context,
        user_params=LLMUserAggregatorParams(user_turn_strategies=ExternalUserTurnStrategies()),
    )
    brain = IntentLLMService(
        parser=PARSER, settings=IntentLLMSettings(greeting=GREETING), random=Random(1)
    )
    worker = PipelineWorker(
        Pipeline([aggregators.user(), brain, recorder, aggregators.assistant()]),
        params=PipelineParams(enable_metrics=True, enable_usage_metrics=True),
        cancel_on_idle_timeout=False,
    )
    talk = Conversation(worker, context, recorder)

    async def on_turn(_: LLMAssistantAggregator, message: AssistantTurnStoppedMessage) -> None:
        talk.turns.put_nowait(message.content or "")

    aggregators.assistant().add_event_handler("on_assistant_turn_stopped", on_turn)
    runner = WorkerRunner(handle_sigint=False)
    await runner.add_workers(worker)
    running = asyncio.create_task(runner.run())
    try:
        yield talk
    finally:
        await worker.cancel()
        await running


async def test_a_question_becomes_a_tool_call_a_result_and_a_spoken_answer() -> None:
    async with conversation() as talk:
        assert await talk.ask("what time is it") == "It's ten forty two in the morning."
    names = talk.recorder.names()
    calls = [name for name in names if name.startswith("Function")]
    assert calls == [
        "FunctionCallsStartedFrame",
        "FunctionCallInProgressFrame",
        "FunctionCallResultFrame",
    ]
    assert names.index("FunctionCallResultFrame") < names.index("LLMTextFrame")
    assert names.count("LLMFullResponseStartFrame") == names.count("LLMFullResponseEndFrame") == 2
    roles = [message["role"] for message in talk.context.messages if isinstance(message, dict)]
    assert roles == ["user", "assistant", "tool", "assistant"]


async def test_two_requests_in_one_turn_run_in_order_and_get_one_answer() -> None:
    async with conversation() as talk:
        answer = await talk.ask("take a note and read my notes")
    assert answer == "Noted: buy milk. You have 1 note. One: buy milk."
    calls = [
        f.function_name for f in talk.recorder.frames if isinstance(f, FunctionCallResultFrame)
    ]
    assert calls == ["take_note", "read_notes"]


async def test_a_sentence_with_a_pause_inside_is_one_sentence() -> None:
    async with conversation() as talk:
        assert "ten forty two" in await talk.ask("what time", "is it")


async def test_what_is_not_understood_is_said_back_never_twice_the_same_way() -> None:
    async with conversation() as talk:
        answers = [await talk.ask("Frobnicate the moon.") for _ in range(3)]
    assert all("'Frobnicate the moon'" in answer and "help" in answer for answer in answers)
    assert answers[0] != answers[1] != answers[2]
    assert not any(isinstance(f, FunctionCallInProgressFrame) for f in talk.recorder.frames)


async def test_a_long_mishearing_is_quoted_in_part() -> None:
    async with conversation() as talk:
        assert len(await talk.ask("blah " * 200)) < 250


async def test_replies_are_never_the_same_twice_in_a_row() -> None:
    async with conversation() as talk:
        answers = [await talk.ask("hello") for _ in range(6)]
    assert all(one != other for one, other in pairwise(answers))


async def test_an_opening_run_speaks_the_greeting_sentence_by_sentence() -> None:
    async with conversation() as talk:
        await talk.worker.queue_frame(LLMRunFrame())
        assert await talk.answer() == GREETING
    assert talk.recorder.texts() == ["Hello, I'm listening.", " Ask me anything."]


async def test_the_greeting_can_be_changed_while_running() -> None:
    async with conversation() as talk:
        delta = IntentLLMSettings(greeting="Welcome back.")
        await talk.worker.queue_frames([LLMUpdateSettingsFrame(delta=delta), LLMRunFrame()])
        assert await talk.answer() == "Welcome back."


async def test_a_tool_nobody_offers_is_told_of_and_not_called() -> None:
    async with conversation() as talk:
        assert "not there" in await talk.ask("do magic")
        assert await talk.ask("ask the team") == "There is no team."
    assert not any(isinstance(f, FunctionCallInProgressFrame) for f in talk.recorder.frames)


async def test_goodbye_is_said_after_hanging_up_was_asked_for() -> None:
    host = ScriptedHost()
    async with conversation(host) as talk:
        assert "Goodbye" in await talk.ask("say goodbye")
    assert host.hung_up


async def test_an_interruption_stops_a_long_answer_and_the_next_turn_is_answered() -> None:
    async with conversation() as talk:
        await talk.tell("tell me everything")
        await asyncio.wait_for(talk.recorder.third_sentence.wait(), 5)
        await talk.worker.queue_frame(InterruptionFrame())
        cut = await talk.answer()
        assert cut.startswith("Sentence number 0.")
        assert "Sentence number 499." not in cut
        assert await talk.ask("what time is it") == "It's ten forty two in the morning."
    said = len(talk.recorder.texts())
    assert said < 250


async def test_two_conversations_at_once_know_nothing_of_each_other() -> None:
    async with conversation() as mine, conversation() as yours:
        await mine.ask("take a note")
        assert "You have 1 note" in await mine.ask("read my notes")
        assert "no notes yet" in await yours.ask("read my notes")


async def test_times_are_measured_and_no_tokens_are_billed() -> None:
    async with conversation() as talk:
        await talk.ask("hello")
    data = [d for f in talk.recorder.frames if isinstance(f, MetricsFrame) for d in f.data]
    usage = [d.value for d in data if isinstance(d, LLMUsageMetricsData)]
    assert [tokens.total_tokens for tokens in usage] == [0]
    assert any(isinstance(d, TTFBMetricsData) and d.value > 0 for d in data)
    assert any(isinstance(d, ProcessingMetricsData) for d in data)


def brain() -> IntentLLMService:
    return IntentLLMService(parser=PARSER, random=Random(1))


def asked(text: str) -> LLMContext:
    return LLMContext([{"role": "user", "content": text}], tools=build_tools(ScriptedHost(), ()))


async def test_an_early_answer_to_a_turn_that_never_ends_is_never_spoken() -> None:
    down, _ = await run_test(
        brain(), frames_to_send=[LLMContextFrame(asked("hello"), speculation=True)]
    )
    assert not any(isinstance(frame, LLMTextFrame) for frame in down)


async def test_an_early_answer_to_a_turn_that_has_ended_is_spoken() -> None:
    down, _ = await run_test(
        brain(),
        frames_to_send=[
            UserStoppedSpeakingFrame(),
            LLMContextFrame(asked("hello"), speculation=True),
        ],
    )
    assert any(isinstance(frame, LLMTextFrame) for frame in down)


async def test_an_early_answer_never_runs_a_tool() -> None:
    host = ScriptedHost()
    context = LLMContext([{"role": "user", "content": "say goodbye"}], tools=build_tools(host, ()))
    down, up = await run_test(brain(), frames_to_send=[LLMContextFrame(context, speculation=True)])
    assert any(isinstance(frame, EagerEndOfTurnCancelFrame) for frame in up)
    assert not any(isinstance(frame, FunctionCallsStartedFrame) for frame in down)
    assert not host.hung_up


async def test_a_response_always_ends_even_when_there_is_nothing_to_say() -> None:
    down, _ = await run_test(brain(), frames_to_send=[LLMContextFrame(LLMContext())])
    response = [type(frame) for frame in down if not isinstance(frame, SystemFrame)]
    assert response[-2:] == [LLMFullResponseStartFrame, LLMFullResponseEndFrame]


@pytest.mark.parametrize(
    ("text", "answer"),
    [("hello", "Hello! Hi! Hey!"), ("what time is it", None), ("tell me everything", LONG)],
)
async def test_out_of_band_it_answers_what_takes_no_tool(text: str, answer: str | None) -> None:
    said = await brain().run_inference(asked(text))
    assert (said is None) if answer is None else (said is not None and said in answer)


async def test_out_of_band_it_follows_no_instructions() -> None:
    assert await brain().run_inference(asked("hello"), system_instruction="Summarize.") is None
