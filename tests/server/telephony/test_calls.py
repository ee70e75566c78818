"""A telephone call from its webhook to its end, over the real wire."""

from __future__ import annotations

import asyncio
import xml.etree.ElementTree as ET
from collections.abc import AsyncIterator

import httpx
import numpy as np
import pytest

from repartee.app import create_app
from repartee.settings import Settings
from tests.support.running_server import running
from tests.support.scripted_stack import ScriptedStack
from tests.support.speech import Samples
from tests.support.telephone.accounts import with_telephones
from tests.support.telephone.caller import TelephoneCaller, asked
from tests.support.telephone.vendors import VENDORS, Telnyx, Twilio

every_vendor = pytest.mark.parametrize("vendor", sorted(VENDORS))


@pytest.fixture
async def phone_url(settings: Settings, stack: ScriptedStack) -> AsyncIterator[str]:
    async with running(create_app(with_telephones(settings), stack)) as url:
        yield url


def _markup(answer: httpx.Response) -> list[str]:
    return [element.tag for element in ET.fromstring(answer.text)]


@every_vendor
async def test_a_caller_is_greeted_with_every_sound_of_it(phone_url: str, vendor: str) -> None:
    async with await TelephoneCaller.dialling(VENDORS[vendor](), phone_url) as caller:
        await caller.hears_something(0)
        await caller.hears_silence(0.6)
        # "Hello there." is twelve characters of tone, 20 ms each, at 8000 of 32768.
        assert _secs_of_tone(caller.samples) == pytest.approx(0.24, abs=0.03)
        assert np.abs(caller.samples).max() == pytest.approx(8000, rel=0.1)


def _secs_of_tone(samples: Samples) -> float:
    # However busy the machine is; a tone is below this for a fortieth of its time.
    return np.count_nonzero(np.abs(samples) > 300) / 8000 * 40 / 39


@every_vendor
async def test_what_the_caller_says_is_heard(
    phone_url: str, stack: ScriptedStack, vendor: str
) -> None:
    async with await TelephoneCaller.dialling(VENDORS[vendor](), phone_url) as caller:
        await caller.hears_something(0)
        (ears,) = stack.ears_made
        times = np.arange(8000) / 8000
        caller.say((8000 * np.sin(2 * np.pi * 440 * times)).astype(np.int16))
        async with asyncio.timeout(60):
            while ears.loud_samples < 14_000:
                await asyncio.sleep(0.02)


@every_vendor
async def test_a_caller_who_hangs_up_ends_the_conversation(
    phone_url: str, stack: ScriptedStack, vendor: str
) -> None:
    async with await TelephoneCaller.dialling(VENDORS[vendor](), phone_url) as caller:
        await caller.hears_something(0)
        await caller.hang_up()
        assert await caller.closed() == 1000


@every_vendor
async def test_an_agent_who_hangs_up_is_heard_to_the_end_first(
    phone_url: str, stack: ScriptedStack, vendor: str
) -> None:
    async with await TelephoneCaller.dialling(VENDORS[vendor](), phone_url) as caller:
        await caller.hears_something(0)
        await caller.hears_silence(0.3)
        before = len(caller.samples)
        (host,) = stack.hosts
        host.hang_up()
        await host.say("So long, and thanks for calling.")
        assert await caller.closed() == 1000
        heard = _secs_of_tone(caller.samples[before:])
        assert heard == pytest.approx(32 * 0.02, abs=0.03)


@pytest.mark.parametrize("vendor", ["twilio", "telnyx", "plivo"])
async def test_a_call_that_the_agent_ended_is_hung_up_by_its_markup(
    phone_url: str, stack: ScriptedStack, vendor: str
) -> None:
    calling = VENDORS[vendor]()
    async with await TelephoneCaller.dialling(calling, phone_url) as caller:
        await caller.hears_something(0)
        (host,) = stack.hosts
        host.hang_up()
        await host.say("Bye.")
        await caller.closed()
    next_answer = await asked(calling, f"{phone_url}/api/telephone/{vendor}")
    assert _markup(next_answer) == ["Hangup"]


@pytest.mark.parametrize("vendor", ["twilio", "telnyx", "plivo"])
async def test_a_call_whose_stream_broke_goes_back_to_its_conversation(
    phone_url: str, stack: ScriptedStack, vendor: str
) -> None:
    calling = VENDORS[vendor]()
    async with await TelephoneCaller.dialling(calling, phone_url) as caller:
        await caller.hears_something(0)
        caller.socket.transport.abort()
    async with await TelephoneCaller.dialling(calling, phone_url) as caller:
        await caller.hears_something(0)
        assert len(stack.brains_made) == 1, "another conversation was begun"


async def test_a_vendor_may_come_again_before_the_break_is_noticed(
    phone_url: str, stack: ScriptedStack
) -> None:
    calling = Twilio()
    async with await TelephoneCaller.dialling(calling, phone_url) as first:
        await first.hears_something(0)
        async with await TelephoneCaller.dialling(calling, phone_url) as second:
            await second.hears_something(0)
            assert await first.closed() == 4001
            assert len(stack.brains_made) == 1, "another conversation was begun"
            answer = await asked(calling, f"{phone_url}/api/telephone/twilio")
            assert _markup(answer) == ["Connect", "Redirect"], "the first stream's end ended it"


@pytest.mark.parametrize("vendor", ["twilio", "plivo", "exotel"])
async def test_a_ticket_is_good_for_its_own_call_alone(phone_url: str, vendor: str) -> None:
    calling, other = VENDORS[vendor](), VENDORS[vendor](call_id="another-call")
    answer = await asked(calling, f"{phone_url}/api/telephone/{vendor}")
    async with await TelephoneCaller.streaming(other, calling.stream_url(answer)) as caller:
        assert await caller.closed() == 1008


async def test_a_stream_that_cannot_be_read_is_closed_with_its_reason(phone_url: str) -> None:
    calling = Telnyx(encoding="G722")
    async with await TelephoneCaller.dialling(calling, phone_url) as caller:
        assert await caller.closed() == 1003
        assert "PCMU" in (caller.socket.close_reason or "")


@every_vendor
async def test_the_agent_is_told_which_keys_were_pressed(
    phone_url: str, stack: ScriptedStack, vendor: str
) -> None:
    async with await TelephoneCaller.dialling(VENDORS[vendor](), phone_url) as caller:
        await caller.hears_something(0)
        await caller.press("42#")
        (brain,) = stack.brains_made
        async with asyncio.timeout(60):
            while not brain.contexts:
                await asyncio.sleep(0.02)
        assert brain.contexts[-1][-1]["content"] == "The caller pressed 4 2 #."


async def test_a_key_interrupts_the_agent(phone_url: str, stack: ScriptedStack) -> None:
    async with await TelephoneCaller.dialling(Twilio(), phone_url) as caller:
        await caller.hears_something(0)
        await caller.hears_silence(0.3)
        since = caller.secs
        await stack.hosts[0].say("This is a very long sentence. " * 10)
        await caller.hears_something(since)
        clears = caller.clears
        await caller.press("1")
        await caller.hears_silence(0.4, timeout_secs=3)
        assert caller.clears > clears
