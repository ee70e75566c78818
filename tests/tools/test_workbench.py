from __future__ import annotations

import asyncio

import pytest

from repartee.tools.answer import Answer, Refusal, answer
from repartee.tools.call import Call
from repartee.tools.consent import Utterance
from repartee.tools.options import ToolOptions
from repartee.tools.rounds import MOST_CALLS
from repartee.tools.workbench import Outcome, Workbench
from tests.tools.scripted_host import ScriptedHost

HASTY = ToolOptions(patience_secs=0.02)
ASKING = ToolOptions(dangerous=True, question="Shall I do it?")
ASKED = "Shall I do it? Please say yes or no."
LATE = answer("It is done.")


class Deed:
    """Work that ends when it is told to, and counts how often it began and ended."""

    def __init__(self) -> None:
        self.begun = self.done = 0
        self.may_end = asyncio.Event()

    async def __call__(self) -> Answer:
        self.begun += 1
        await self.may_end.wait()
        self.done += 1
        return LATE


@pytest.fixture
def host() -> ScriptedHost:
    return ScriptedHost()


@pytest.fixture
def deed() -> Deed:
    return Deed()


def nothing() -> list[Utterance]:
    return []


def agreed() -> list[Utterance]:
    return [Utterance(False, ASKED), Utterance(True, "Yes.")]


def call(options: ToolOptions) -> Call:
    return Call("ponder", {}, "call-1", options)


async def test_a_result_in_time_is_the_outcome(host: ScriptedHost, deed: Deed) -> None:
    deed.may_end.set()
    outcome = await Workbench(host).carry_out(call(ToolOptions()), deed, nothing)
    assert outcome == Outcome(LATE)
    assert not host.reported


async def test_a_late_result_is_told_when_it_is_there(host: ScriptedHost, deed: Deed) -> None:
    outcome = await Workbench(host).carry_out(call(HASTY), deed, nothing)
    assert outcome.answer["pending"]
    deed.may_end.set()
    await asyncio.gather(*host.tasks)
    assert host.reported == [("ponder", "call-1", LATE)]


async def test_a_late_failure_is_told_too(host: ScriptedHost) -> None:
    async def fail() -> Answer:
        await asyncio.sleep(0.05)
        raise RuntimeError

    await Workbench(host).carry_out(call(HASTY), fail, nothing)
    await asyncio.gather(*host.tasks)
    assert [answer["ok"] for *_, answer in host.reported] == [False]


async def test_what_takes_too_long_is_stopped(host: ScriptedHost, deed: Deed) -> None:
    options = ToolOptions(patience_secs=0.02, timeout_secs=0.02)
    outcome = await Workbench(host).carry_out(call(options), deed, nothing)
    await asyncio.gather(*host.tasks)
    told = [outcome.answer, *(answer for *_, answer in host.reported)]
    assert told[-1]["timed_out"]
    assert told[-1]["say"] == "Ponder took too long, so I stopped it."
    assert deed.done == 0


async def test_a_refusal_is_an_outcome(host: ScriptedHost) -> None:
    async def refuse() -> Answer:
        raise Refusal("Not today.")

    outcome = await Workbench(host).carry_out(call(ToolOptions()), refuse, nothing)
    assert outcome.answer == {"say": "Not today.", "ok": False}


async def test_a_result_is_cut_to_its_size(host: ScriptedHost) -> None:
    async def talk() -> Answer:
        return answer("Here it is.", text="word " * 1000)

    outcome = await Workbench(host).carry_out(call(ToolOptions(longest_result=200)), talk, nothing)
    assert outcome.answer["cut"]
    assert len(str(outcome.answer)) < 250


async def interrupted(host: ScriptedHost, deed: Deed, options: ToolOptions) -> None:
    under_way = asyncio.create_task(Workbench(host).carry_out(call(options), deed, nothing))
    while not deed.begun:
        await asyncio.sleep(0)
    under_way.cancel()
    with pytest.raises(asyncio.CancelledError):
        await under_way
    deed.may_end.set()
    await asyncio.gather(*host.tasks, return_exceptions=True)


async def test_an_interruption_stops_what_may_be_stopped(host: ScriptedHost, deed: Deed) -> None:
    await interrupted(host, deed, ToolOptions())
    assert deed.done == 0
    assert not host.reported


async def test_an_interruption_leaves_the_rest_at_work(host: ScriptedHost, deed: Deed) -> None:
    await interrupted(host, deed, ToolOptions(cancellable=False))
    assert deed.done == 1
    assert host.reported == [("ponder", "call-1", LATE)]


async def test_late_work_ends_with_the_conversation(host: ScriptedHost, deed: Deed) -> None:
    await Workbench(host).carry_out(call(HASTY), deed, nothing)
    for task in host.tasks:
        task.cancel()
    await asyncio.gather(*host.tasks, return_exceptions=True)
    deed.may_end.set()
    await asyncio.sleep(0)
    assert deed.done == 0


async def test_a_dangerous_call_is_asked_about_and_not_made(host: ScriptedHost, deed: Deed) -> None:
    outcome = await Workbench(host).carry_out(call(ASKING), deed, nothing)
    await asyncio.gather(*host.tasks)
    assert not outcome.is_to_be_told, "a model would put the question in words of its own"
    assert host.asked == [ASKED]
    assert deed.begun == 0


async def test_a_dangerous_call_is_made_after_a_spoken_yes(host: ScriptedHost, deed: Deed) -> None:
    workbench = Workbench(host)
    await workbench.carry_out(call(ASKING), deed, nothing)
    await asyncio.gather(*host.tasks)
    deed.may_end.set()
    assert await workbench.carry_out(call(ASKING), deed, agreed) == Outcome(LATE)
    assert host.told == [{"type": "tool-question-settled", "id": "call-1"}]


async def test_a_dangerous_call_is_made_after_a_click(host: ScriptedHost, deed: Deed) -> None:
    host.clicks = True
    deed.may_end.set()
    await Workbench(host).carry_out(call(ASKING), deed, nothing)
    await asyncio.gather(*host.tasks)
    assert host.reported == [("ponder", "call-1", LATE)]


async def test_a_click_on_no_is_an_end_of_it(host: ScriptedHost, deed: Deed) -> None:
    host.clicks = False
    await Workbench(host).carry_out(call(ASKING), deed, nothing)
    await asyncio.gather(*host.tasks)
    assert [answer["declined"] for *_, answer in host.reported] == [True]
    assert deed.begun == 0


async def test_who_agreed_by_a_click_and_by_voice_has_it_done_once(
    host: ScriptedHost, deed: Deed
) -> None:
    host.clicks = True
    deed.may_end.set()
    workbench = Workbench(host)
    await workbench.carry_out(call(ASKING), deed, nothing)
    # The spoken yes is acted on before the click is.
    await workbench.carry_out(call(ASKING), deed, agreed)
    await asyncio.gather(*host.tasks)
    assert deed.done == 1


async def test_a_brain_that_goes_round_in_circles_is_stopped_until_the_caller_speaks(
    host: ScriptedHost, deed: Deed
) -> None:
    deed.may_end.set()
    workbench = Workbench(host)
    said = [Utterance(True, "do it")]
    outcomes = [
        await workbench.carry_out(call(ToolOptions()), deed, lambda: said) for _ in range(40)
    ]
    await asyncio.gather(*host.tasks)
    assert deed.done == MOST_CALLS
    assert [each.is_to_be_told for each in outcomes[MOST_CALLS:]] == [False] * (40 - MOST_CALLS)
    assert host.said == ["I'm going round in circles with that, so I stopped. What should I do?"]
    said += [Utterance(False, "What should I do?"), Utterance(True, "do it once more")]
    assert await workbench.carry_out(call(ToolOptions()), deed, lambda: said) == Outcome(LATE)


async def test_a_call_that_cannot_be_asked_aloud_is_refused(host: ScriptedHost, deed: Deed) -> None:
    endless = Call("ponder", {"text": "x" * 1000}, "call-1", ASKING)
    outcome = await Workbench(host).carry_out(endless, deed, nothing)
    assert not outcome.answer["ok"]
    assert not host.asked
