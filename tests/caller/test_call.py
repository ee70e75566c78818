"""Whole calls, over loopback, to a stock Pipecat pipeline whose delay is known."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from repartee.caller import (
    BargeIn,
    Call,
    CallEndedError,
    CallFailedError,
    Caption,
    Listener,
    Patience,
    Recording,
    ServerRefusedError,
    Speaker,
    TurnKind,
)
from repartee.caller.speech_edges import find_speech
from tests.caller.support.scripted_agent import Manners
from tests.caller.support.server import agent_app, serving
from tests.caller.support.sounds import join, read_wav, silence, tone

QUICK = Patience(connect=10, greeting=2, answer=2, quiet=0.5, longest_answer=10, cut=4)
QUESTION = Recording.from_samples(join(silence(0.1), tone(0.3), silence(0.1)), "question")


@asynccontextmanager
async def calling(manners: Manners, **options: object) -> AsyncIterator[Call]:
    async with (
        serving(agent_app(manners)) as url,
        Call(url, patience=QUICK, **options) as call,  # type: ignore[arg-type]
    ):
        yield call


async def test_the_measured_delay_is_the_agents_own() -> None:
    async with calling(Manners(delay_seconds=0.3)) as call:
        await call.greeting()
        delays = [(await call.say(QUESTION)).delay_seconds for _ in range(3)]

    assert None not in delays
    assert 0.2 < statistics.median(d for d in delays if d is not None) < 2


async def test_a_longer_delay_is_measured_longer() -> None:
    async with calling(Manners(delay_seconds=0.9, greets=False)) as call:
        turn = await call.say(QUESTION)

    assert turn.delay_seconds == pytest.approx(0.9, abs=0.12)


async def test_a_turn_tells_what_was_heard_said_and_sounded() -> None:
    captions: list[Caption] = []
    async with calling(Manners(), listener=Listener(on_caption=captions.append)) as call:
        greeting = await call.greeting()
        turn = await call.say(QUESTION)

    assert (greeting.kind, greeting.answer_text) == (TurnKind.GREETING, "Hello there.")
    assert (turn.said, turn.heard_text) == ("question", "are you there")
    assert turn.answer_text == "I heard something spoken."
    speech = find_speech(turn.heard_audio)
    assert speech is not None
    # 0.4 s, and the gaps of a busy machine.
    assert 0.35 < (speech.last - speech.first) / 48_000 < 2
    assert [c.speaker for c in captions] == [Speaker.AGENT, Speaker.CALLER, Speaker.AGENT]


async def test_typing_is_answered_too() -> None:
    async with calling(Manners(greets=False)) as call:
        turn = await call.type("hello")

    assert turn.kind is TurnKind.TYPED
    assert turn.answered
    assert turn.answer_text == "I heard something typed."


async def test_barge_in_is_measured_until_the_last_audible_sample() -> None:
    async with calling(Manners(greets=False, answer_seconds=60)) as call:
        story = await call.say(QUESTION, hear_out=False)
        began = time.monotonic()
        stopped = await call.interrupt(QUESTION, after=0.5, hear_out=False)
        first = call.turns[0]

    assert story.answered
    assert time.monotonic() - began < 40
    assert stopped.barge_in is BargeIn.CUT_OFF
    assert stopped.barge_in_seconds is not None
    assert 0 < stopped.barge_in_seconds < 0.4
    assert stopped.answered, "the agent answers the interruption as well"
    heard = len(first.heard_audio) / 48_000
    assert heard == pytest.approx(0.5 + stopped.barge_in_seconds + 0.4, abs=0.25)


async def test_an_agent_that_talks_on_is_not_called_cut_off() -> None:
    manners = Manners(greets=False, answer_seconds=8, interruptible=False, answers=True)
    async with calling(manners) as call:
        call.patience = Patience(answer=1, quiet=0.3, longest_answer=0.5, cut=1)
        await call.say(QUESTION, hear_out=False)
        turn = await call.interrupt(QUESTION, after=0.2)

    assert turn.barge_in is BargeIn.UNDECIDED
    assert turn.barge_in_seconds is None
    assert not turn.passed


async def test_an_agent_that_does_not_answer_leaves_a_turn_without_an_answer() -> None:
    async with calling(Manners(answers=False, greets=False)) as call:
        call.patience = Patience(answer=0.5)
        turn = await call.say(QUESTION)

    assert not turn.answered
    assert turn.heard_audio.size == 0


async def test_a_greeting_that_does_not_come_is_not_waited_for_forever() -> None:
    async with calling(Manners(greets=False)) as call:
        call.patience = Patience(greeting=0.3)
        greeting = await call.greeting()

    assert not greeting.answered


async def test_a_last_answer_is_heard_though_the_agent_hangs_up() -> None:
    async with calling(Manners(goodbye=True, greets=False)) as call:
        turn = await call.say(QUESTION)
        with pytest.raises(CallEndedError, match=r"goodbye.*See you") as ended:
            await call.wait(3)

    assert turn.answered
    assert ended.value.reason == "goodbye"


async def test_hanging_up_reaches_the_agent_at_once() -> None:
    manners = Manners(greets=False)
    async with serving(agent_app(manners)) as url:
        async with Call(url, patience=QUICK):
            pass
        before = time.monotonic()
        await manners.hung_up.wait()

    assert time.monotonic() - before < 10


async def test_vanishing_tells_the_agent_nothing() -> None:
    manners = Manners(greets=False)
    async with serving(agent_app(manners)) as url:
        async with Call(url, patience=QUICK) as call:
            await call.hang_up(abrupt=True)
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(1):
                    await manners.hung_up.wait()
        assert manners.connection is not None
        await manners.connection.disconnect()  # type: ignore[no-untyped-call]


async def test_the_saved_file_is_true_in_time(tmp_path: Path) -> None:
    async with calling(Manners(), save=tmp_path / "heard.wav") as call:
        await call.greeting()
        turn = await call.say(QUESTION)
        seconds = call.heard_seconds

    heard = read_wav(tmp_path / "heard.wav")
    assert turn.answer_at_seconds is not None
    assert len(heard) / 48_000 == pytest.approx(seconds, abs=0.3)
    answer = heard[round((turn.answer_at_seconds - 0.2) * 48_000) :]
    speech = find_speech(answer)
    assert speech is not None
    assert speech.first / 48_000 == pytest.approx(0.2, abs=0.02)


async def test_choices_and_token_reach_the_server() -> None:
    app = agent_app(Manners(), token="open sesame")
    async with serving(app) as url:
        async with Call(url, choices={"voice": "slt", "greeting": False}, token="open sesame"):
            pass
        with pytest.raises(ServerRefusedError, match="A token is needed") as refused:
            async with Call(url):
                pass

    assert app.state.started[0] == {"transport": "webrtc", "voice": "slt", "greeting": False}
    assert refused.value.status == 401


async def test_a_full_house_is_refused_in_its_own_words() -> None:
    async with serving(agent_app(Manners(), full=True)) as url:
        with pytest.raises(ServerRefusedError, match="All lines are busy") as refused:
            async with Call(url):
                pass

    assert (refused.value.status, refused.value.retry_after) == (503, 7)


async def test_a_server_that_is_not_there_is_one_clear_sentence() -> None:
    with pytest.raises(CallFailedError, match=r"cannot be reached.*Is the server running"):
        async with Call("http://127.0.0.1:9"):
            pass
