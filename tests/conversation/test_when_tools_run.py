"""When a tool runs, when it is stopped, and when its result is heard: in whole conversations."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from repartee.settings import Settings
from repartee.tools.answer import Answer, answer
from repartee.tools.direct import Skill
from repartee.tools.options import ToolOptions, tool
from repartee.tools.rounds import MOST_CALLS
from tests.support.hearing_stack import HearingStack
from tests.support.talk import talking
from tests.support.tool_stack import Wish

LONG = "word " * 20_000
_LONGEST_RESULT = 8_000


class Bench:
    """Tools that end when they are told to, and say what became of them."""

    def __init__(self) -> None:
        self.may_end = asyncio.Event()
        self.begun = asyncio.Event()
        self.ended: list[str] = []

    @property
    def skills(self) -> list[Skill]:
        return [self.look_up, self.ponder, self.send_off, self.read_all]

    @tool(ToolOptions(patience_secs=0.05))
    async def look_up(self) -> str:
        """Take longer than the talk waits."""
        await self.may_end.wait()
        return "It was behind the sofa."

    @tool(ToolOptions(patience_secs=30))
    async def ponder(self) -> str:
        """Have the talk wait; may be stopped."""
        return await self._work("ponder")

    @tool(ToolOptions(patience_secs=30, cancellable=False))
    async def send_off(self) -> str:
        """Have the talk wait; must not be stopped."""
        return await self._work("send off")

    async def read_all(self) -> Answer:
        """Give back far too much."""
        return answer("", text=LONG)

    async def _work(self, name: str) -> str:
        self.begun.set()
        try:
            await self.may_end.wait()
        except asyncio.CancelledError:
            self.ended.append(f"{name} was stopped")
            raise
        self.ended.append(f"{name} was done")
        return "It is done."


class Mind:
    """Calls what it is asked for, and reads results out."""

    def __init__(self) -> None:
        self.read: list[dict[str, Any]] = []

    def __call__(self, messages: list[dict[str, Any]]) -> Wish | str:
        newest = messages[-1]
        if newest["role"] == "tool":
            self.read.append(json.loads(newest["content"]))
            return str(self.read[-1].get("say") or "So it is.")
        text = str(newest["content"])
        return Wish(text.replace(" ", "_")) if text.replace(" ", "_") in KNOWN else f"Hm, {text}."


KNOWN = {"look_up", "ponder", "send_off", "read_all"}


@pytest.fixture
def bench() -> Bench:
    return Bench()


def stack_of(bench: Bench) -> HearingStack:
    return HearingStack(Mind(), bench.skills)


async def test_a_late_result_waits_until_the_caller_has_finished(
    settings: Settings, bench: Bench
) -> None:
    async with talking(settings, stack_of(bench)) as talk:
        await talk.says("look up")
        await talk.hears("That takes a moment.")
        since = len(talk.caller.events)
        await talk.begins_to_speak("and another thing")
        await talk.until_next("state", since, state="hearing")
        bench.may_end.set()
        await talk.until_next("function_result", since, name="look_up")
        await talk.ends_speaking()
        await talk.hears("It was behind the sofa.")
        kinds = [
            each["text"] if each["type"] == "transcription" else each.get("state")
            for each in talk.caller.events[since:]
            if each["type"] in ("transcription", "state")
        ]
    assert kinds.index("and another thing") < kinds.index("speaking")


async def test_a_late_result_does_not_cut_off_what_the_agent_is_saying(
    settings: Settings, bench: Bench
) -> None:
    async with talking(settings, stack_of(bench)) as talk:
        await talk.says("look up")
        await talk.hears("That takes a moment.")
        long_words = "tell me something that goes on for quite a while"
        await talk.types(long_words)
        await talk.until("state", state="speaking")
        bench.may_end.set()
        await talk.hears(f"Hm, {long_words}.")
        await talk.hears("It was behind the sofa.")
        assert not [each for each in talk.told("transcription") if each["cut"]]


async def test_words_over_a_tool_stop_it_and_the_event_says_so(
    settings: Settings, bench: Bench
) -> None:
    async with talking(settings, stack_of(bench)) as talk:
        await talk.says("ponder")
        await asyncio.wait_for(bench.begun.wait(), 30)
        await talk.says("never mind")
        ended = await talk.until("function_result", name="ponder")
        await talk.hears("Hm, never mind.")
    assert ended["cancelled"]
    assert bench.ended == ["ponder was stopped"]


async def test_words_over_one_that_must_not_be_stopped_leave_it_at_work(
    settings: Settings, bench: Bench
) -> None:
    async with talking(settings, stack_of(bench)) as talk:
        await talk.says("send off")
        await asyncio.wait_for(bench.begun.wait(), 30)
        await talk.says("never mind")
        await talk.hears("Hm, never mind.")
        bench.may_end.set()
        await talk.hears("It is done.")
    assert bench.ended == ["send off was done"]


async def test_a_result_that_is_too_large_is_cut_for_the_brain_and_for_the_wire(
    settings: Settings, bench: Bench
) -> None:
    mind = Mind()
    async with talking(settings, HearingStack(mind, bench.skills)) as talk:
        await talk.says("read all")
        event = await talk.until("function_result", name="read_all")
        await talk.hears("So it is.")
    (read,) = mind.read
    for result in (read, event["result"]):
        assert result["cut"]
        assert 1_000 < len(json.dumps(result)) <= _LONGEST_RESULT


async def test_a_model_that_never_stops_calling_is_stopped_and_the_caller_is_asked(
    settings: Settings, bench: Bench
) -> None:
    def restless(messages: list[dict[str, Any]]) -> Wish | str:
        return "Very well." if messages[-1].get("content") == "stop it" else Wish("read_all")

    async with talking(settings, HearingStack(restless, bench.skills)) as talk:
        await talk.says("go")
        await talk.hears("I'm going round in circles with that, so I stopped.")
        calls = len(talk.told("function_call"))
        await talk.says("stop it")
        await talk.hears("Very well.")
        assert len(talk.told("function_call")) == calls == MOST_CALLS + 1
