"""What is kept of telephone calls, and what callers are told of it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from repartee.app import create_app
from repartee.conversation.events import AgentTurn, GuestJoined, RecordingMade
from repartee.settings import Settings
from repartee.tools.fact import Fact
from tests.support.recordings import Recording
from tests.support.running_server import running
from tests.support.scripted_stack import ScriptedStack
from tests.support.telephone.accounts import with_telephones
from tests.support.telephone.caller import TelephoneCaller
from tests.support.telephone.vendors import Exotel, Twilio
from tests.support.written_down import of, written_down


class _Caller(Exotel):
    """Somebody who calls from a number."""

    def __init__(self, number: str, call_id: str) -> None:
        super().__init__(call_id)
        self._number = number

    def webhook(self, url: str) -> httpx.Request:
        asked = super().webhook(url)
        address = asked.url.copy_merge_params({"CallFrom": self._number})
        return httpx.Request("GET", address, headers=asked.headers)


@pytest.fixture
async def phone_url(settings: Settings, stack: ScriptedStack) -> AsyncIterator[str]:
    recording = {"history_keep": "audio", "record_calls": True}
    async with running(create_app(with_telephones(settings, **recording), stack)) as url:
        yield url


async def test_a_caller_hears_that_they_are_recorded_and_the_recording_holds_it(
    phone_url: str, settings: Settings
) -> None:
    async with await TelephoneCaller.dialling(Twilio(), phone_url) as caller:
        await caller.hears_something(0)
        await caller.hears_silence(0.6)
        await caller.hang_up()
        await caller.closed()
    events = await written_down(phone_url)
    (greeted,) = of(events, AgentTurn)
    assert greeted.heard == "Hello there. This conversation is recorded."
    assert [each.way for each in of(events, GuestJoined)] == ["twilio"]
    made = of(events, RecordingMade)[-1]
    spoken = Recording(settings.data_dir / "recordings" / made.file).agent
    # A character of the tone is 20 ms.
    heard_secs = sum(end - begin for begin, end in spoken)
    assert heard_secs == pytest.approx(len(greeted.heard) * 0.02, abs=0.2)


async def test_who_calls_again_from_the_same_number_is_known(
    phone_url: str, stack: ScriptedStack
) -> None:
    known = []
    for call_id, number in (("one", "09876543210"), ("two", "09876543210"), ("three", "0123456")):
        async with await TelephoneCaller.dialling(_Caller(number, call_id), phone_url) as caller:
            await caller.hears_something(0)
            memory = stack.hosts[-1].memory
            known.append([each.value for each in await memory.facts()])
            await memory.remember(Fact(subject=f"dog of {call_id}", value="Rex"))
            await caller.hang_up()
            await caller.closed()
    assert known == [[], ["Rex"], []]
