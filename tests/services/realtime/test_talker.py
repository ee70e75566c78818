"""A conversation with a speech-to-speech model, in front of the stand-in."""

from __future__ import annotations

import asyncio
import time

import pytest
from pipecat.frames.frames import (
    InterruptionFrame,
    LLMFullResponseEndFrame,
    MetricsFrame,
    TTSAudioRawFrame,
    TTSSpeakFrame,
    TTSStoppedFrame,
    TTSTextFrame,
)
from pipecat.metrics.metrics import STTUsageMetricsData
from pipecat.services.llm_service import FunctionCallParams
from pipecat.services.openai.realtime import events
from pipecat.utils.errors import ErrorCategory

from repartee.services.failover.recovery import Fault as ProviderFault
from repartee.services.realtime.linked import TalkerChangeFrame
from repartee.simulator.faults import Fault, FaultKind
from tests.services.realtime.rehearsed import AS_PUBLISHED, Rehearsal, rehearsal
from tests.support.service_bench import HUM_20_MS, SILENCE_20_MS

QUESTION = "What is the matter with the weather?"
SERVER_VAD = {"turn_detection": "server"}
ANSWER = "You said: What is the matter with the weather. That was turn 1."


def captions(it: Rehearsal) -> str:
    return "".join(frame.text for frame in it.bench.seen(TTSTextFrame))


async def test_a_typed_question_is_answered_aloud() -> None:
    async with rehearsal() as it:
        await it.ask(QUESTION)
        await it.bench.until(lambda: it.bench.seen(TTSStoppedFrame))

        assert captions(it) == ANSWER
        assert len(it.bench.audio) > 48_000


async def test_a_given_sentence_is_spoken_word_for_word() -> None:
    async with rehearsal() as it:
        await it.bench.give(TTSSpeakFrame("Welcome to the bicycle shop."))
        await it.bench.until(lambda: it.bench.seen(TTSStoppedFrame))

        assert captions(it) == "Welcome to the bicycle shop."


async def test_a_spoken_question_is_written_down_and_answered() -> None:
    async with rehearsal(hears=("tell me a story",), config=SERVER_VAD) as it:
        await it.bench.until(lambda: it.talker.is_ready)
        await it.bench.hear(40, HUM_20_MS)
        await it.bench.hear(40, SILENCE_20_MS)
        await it.bench.until(lambda: it.bench.seen(TTSStoppedFrame))

        assert [frame.text for frame in it.bench.finals] == ["tell me a story"]
        assert "tell me a story" in captions(it)
        # Writing it down is billed apart, by the model that does it.
        metrics = [each for frame in it.bench.seen(MetricsFrame) for each in frame.data]
        (written,) = (each for each in metrics if isinstance(each, STTUsageMetricsData))
        assert written.model == "gpt-4o-transcribe"
        assert 0.5 < written.value.audio_seconds < 3


async def test_a_function_may_go_by_the_words_for_which_it_is_called() -> None:
    known: list[object] = []

    async def tell_time(params: FunctionCallParams) -> None:
        """Tell the time."""
        known.extend(params.context.get_messages())
        await params.result_callback({"say": "It is noon."})

    async with rehearsal(
        hears=("what time is it",), tools=[tell_time], in_context=True, config=SERVER_VAD
    ) as it:
        await it.bench.until(lambda: it.talker.is_ready)
        await it.bench.hear(40, HUM_20_MS)
        await it.bench.hear(40, SILENCE_20_MS)
        await it.bench.until(lambda: known)

    assert known == [{"role": "user", "content": "what time is it"}]


async def test_what_was_said_before_is_known() -> None:
    before = [
        {"role": "user", "content": "My name is Ada."},
        {"role": "assistant", "content": "Hello Ada."},
    ]
    async with rehearsal(messages=before) as it:
        await it.ask("What is it like?")
        await it.bench.until(lambda: it.bench.seen(TTSStoppedFrame))

        assert "turn 2" in captions(it)


@pytest.mark.parametrize(
    "fault",
    [
        Fault(FaultKind.DROP, after_secs=1.2, times=1),
        Fault(FaultKind.HALF_OPEN, after_secs=1.2, times=1),
        Fault(FaultKind.GARBAGE, after_secs=1.2, times=1),
        Fault(FaultKind.SLOW, seconds=1.0, after_secs=1.2, times=1),
        Fault(FaultKind.RATE_LIMIT, times=1),
        Fault(FaultKind.ERROR, times=1),
        Fault(FaultKind.RATE_LIMIT, after_secs=1.2, times=1),
        Fault(FaultKind.ERROR, after_secs=1.2, times=1),
        Fault(FaultKind.HANG, times=1),
        Fault(FaultKind.DROP, times=1),
    ],
    ids=str,
)
async def test_a_fault_in_mid_answer_does_not_silence_the_agent(fault: Fault) -> None:
    async with rehearsal(delays=AS_PUBLISHED) as it:
        await it.ask("My name is Ada.")
        await it.bench.until(lambda: it.bench.seen(TTSStoppedFrame))
        it.simulator.arm("openai", fault)
        asked = time.monotonic()
        await it.ask(QUESTION)
        await it.bench.until(lambda: "That was turn 2." in captions(it), 20)

        gaps = _gaps(it, asked)
        assert max(gaps) < 4.5, gaps
        assert not it.bench.errors


def _gaps(it: Rehearsal, asked: float) -> list[float]:
    """The silences, as sound came: what had come before was still being played."""
    times = [n.at for n in it.bench.notes if isinstance(n.frame, TTSAudioRawFrame) and n.at > asked]
    return [b - a for a, b in zip([asked, *times], times, strict=False)]


async def test_a_turn_that_was_lost_with_the_link_is_heard_by_the_next() -> None:
    hears = ("tell me", "tell me a story")
    async with rehearsal(hears=hears, config=SERVER_VAD) as it:
        await it.bench.until(lambda: it.talker.is_ready)
        await it.bench.hear(30, HUM_20_MS)
        await it.bench.until(lambda: it.talker._tape.in_turn)
        it.talker._link._drop()
        await it.bench.hear(20, HUM_20_MS)
        await it.bench.until(lambda: it.talker.is_ready and it.connections() == 2)
        await it.bench.hear(40, SILENCE_20_MS)
        await it.bench.until(lambda: it.bench.seen(TTSStoppedFrame))

        assert [frame.text for frame in it.bench.finals] == ["tell me a story"]


async def test_a_question_that_crossed_with_an_answer_is_answered_after_it() -> None:
    async with rehearsal(delays=AS_PUBLISHED) as it:
        await it.bench.until(lambda: it.talker.is_ready)
        await it.talker.send_client_event(events.ResponseCreateEvent())
        await it.bench.until(lambda: it.talker._asking.under_way)
        # As if the news of it were still on its way.
        it.talker._asking.forget()
        await it.ask(QUESTION)
        await it.bench.until(lambda: ANSWER in captions(it), 20)

        assert not it.bench.errors


async def test_what_was_not_heard_of_an_answer_is_forgotten() -> None:
    async with rehearsal(delays=AS_PUBLISHED) as it:
        await it.ask(QUESTION)
        await it.bench.until(lambda: len(it.bench.seen(TTSAudioRawFrame)) > 8)
        await it.bench.give(InterruptionFrame())
        await it.bench.until(lambda: it.bench.seen(LLMFullResponseEndFrame))
        sounds = len(it.bench.seen(TTSAudioRawFrame))
        await asyncio.sleep(0.5)

        kept = " ".join(
            part.text or "" for i in it.talker._record.items() for part in i.content or []
        )
        assert ANSWER.startswith(kept.removeprefix(QUESTION).strip())
        assert not kept.endswith("turn 1.")
        assert len(it.bench.seen(TTSAudioRawFrame)) == sounds


async def test_a_wrong_key_is_told_and_not_tried_again() -> None:
    async with rehearsal(key="wrong") as it:
        await it.bench.until(lambda: it.bench.errors)

        assert it.bench.categories == [ErrorCategory.AUTHENTICATION]
        assert "OPENAI_API_KEY" in it.bench.errors[0].error
        assert it.notices[0].fault is ProviderFault.REFUSED
        assert it.connections() == 1


async def test_a_wrong_setting_is_told_in_the_servers_words() -> None:
    async with rehearsal(config={"voice": "nobody"}) as it:
        await it.bench.until(lambda: it.bench.errors)

        assert "nobody" in it.bench.errors[0].error


async def test_other_instructions_count_in_the_same_session() -> None:
    async with rehearsal(voice="ash") as it:
        await it.ask(QUESTION)
        await it.bench.until(lambda: it.bench.seen(TTSStoppedFrame))
        await it.bench.give(TalkerChangeFrame("You are a pirate.", "ash"))
        await it.bench.until(lambda: it.talker._instructions == "You are a pirate.")
        await it.ask(QUESTION)
        await it.bench.until(lambda: len(it.bench.seen(TTSStoppedFrame)) == 2)

        assert it.connections() == 1


async def test_another_language_is_heard_in_the_same_session() -> None:
    async with rehearsal(voice="ash", language="en") as it:
        await it.bench.give(TalkerChangeFrame("You are scripted.", "ash", "de"))
        while (await it.session())["language"] != "de":
            await asyncio.sleep(0.01)

        assert it.connections() == 1


async def test_another_voice_speaks_in_another_session_which_knows_of_the_talk() -> None:
    async with rehearsal(voice="ash") as it:
        await it.ask(QUESTION)
        await it.bench.until(lambda: it.bench.seen(TTSStoppedFrame))
        await it.bench.give(TalkerChangeFrame("You are scripted.", "coral"))
        await it.bench.until(lambda: it.connections() == 2)
        await it.bench.until(lambda: it.talker.is_ready)
        await it.ask(QUESTION)
        await it.bench.until(lambda: len(it.bench.seen(TTSStoppedFrame)) == 2)

        assert (await it.session())["voice"] == "coral"
        assert captions(it).endswith("That was turn 2.")
        assert it.notices == []
