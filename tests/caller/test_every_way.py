"""One caller, every way in: against the real server, with a stack that answers at once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest

from repartee.app import create_app
from repartee.caller import (
    BargeIn,
    Call,
    CallEndedError,
    CallerError,
    Patience,
    Recording,
    ServerRefusedError,
    Ticket,
    Transport,
)
from repartee.settings import Settings
from tests.caller.support.sounds import join, silence, tone
from tests.conversations.ways import ENVIRONMENT, TELEPHONES, calling
from tests.support.running_server import running
from tests.support.scripted_stack import ScriptedStack

QUICK = Patience(connect=10, greeting=10, answer=10, quiet=0.5, longest_answer=10, cut=4)
HUM = Recording.from_samples(join(silence(0.1), tone(0.3), silence(0.1)), "a hum")
WITH_TEXTS = [Transport.WEBRTC, Transport.WEBSOCKET, Transport.PCM16]

every_way = pytest.mark.parametrize("transport", list(Transport))
every_way_with_texts = pytest.mark.parametrize("transport", WITH_TEXTS)


@pytest.fixture
async def every_way_url(settings: Settings, stack: ScriptedStack) -> AsyncIterator[str]:
    known: dict[str, Any] = {
        name.lower(): value for name, value in ENVIRONMENT.items() if name != "STACK"
    }
    kept = settings.model_dump(include={"cache_dir", "data_dir", "greeting"})
    async with running(create_app(Settings(_env_file=None, **kept, **known), stack)) as address:
        yield address


def call(url: str, transport: Transport, ticket: Ticket | None = None) -> Call:
    return calling(url, transport, ticket, patience=QUICK, greeting=True)


@every_way
async def test_a_greeting_is_heard(every_way_url: str, transport: Transport) -> None:
    async with call(every_way_url, transport) as caller:
        greeting = await caller.greeting()

    assert greeting.answered
    assert caller.heard_seconds > 0.2
    assert caller.traffic.received > 1000


@every_way
async def test_what_is_said_leaves_at_real_time(every_way_url: str, transport: Transport) -> None:
    async with call(every_way_url, transport) as caller:
        caller.patience = Patience(answer=0.1)
        began = time.monotonic()
        await caller.say(HUM)
        took = time.monotonic() - began
        sent = caller.traffic.sent

    assert 0.3 < took < 3
    assert sent > 1000 or transport is Transport.WEBRTC  # whose bytes are counted once a second


@every_way_with_texts
async def test_what_is_typed_is_answered(every_way_url: str, transport: Transport) -> None:
    async with call(every_way_url, transport) as caller:
        await caller.greeting()
        turn = await caller.type("hello")

    assert turn.answered
    assert turn.answer_text == "You said hello."


@pytest.mark.parametrize("before", WITH_TEXTS)
@every_way_with_texts
async def test_a_caller_comes_back_by_any_way(
    every_way_url: str, before: Transport, transport: Transport
) -> None:
    async with call(every_way_url, before) as first:
        await first.greeting()
        await first.hang_up(abrupt=True)
    assert first.conversation is not None
    assert not first.conversation.resumed
    async with call(every_way_url, transport, first.conversation.ticket) as second:
        greeting = await second.greeting()

    assert second.conversation is not None
    assert second.conversation.resumed
    assert second.conversation.ticket == first.conversation.ticket
    assert "back" in greeting.answer_text


@every_way_with_texts
async def test_a_stolen_id_opens_nothing(every_way_url: str, transport: Transport) -> None:
    async with call(every_way_url, Transport.WEBSOCKET) as owner:
        await owner.greeting()
        assert owner.conversation is not None
        stolen = Ticket(owner.conversation.ticket.conversation_id, "guessed")
        with pytest.raises((ServerRefusedError, CallEndedError), match="The token is wrong"):
            async with call(every_way_url, transport, stolen):
                pass


@every_way_with_texts
async def test_an_invitation_lets_somebody_else_in(
    every_way_url: str, transport: Transport
) -> None:
    async with call(every_way_url, Transport.WEBSOCKET) as host:
        await host.greeting()
        assert host.conversation is not None
        ticket = Ticket(host.conversation.ticket.conversation_id, host.conversation.invite_token)
        async with call(every_way_url, transport, ticket) as guest:
            assert guest.conversation is not None
            assert guest.conversation.ticket.token != host.conversation.ticket.token


@pytest.mark.parametrize("transport", [Transport.WEBSOCKET, Transport.PCM16, *sorted(TELEPHONES)])
async def test_a_call_over_a_socket_that_breaks_is_over_at_once(
    every_way_url: str, transport: Transport
) -> None:
    async with call(every_way_url, transport) as caller:
        await caller.greeting()
        before = time.monotonic()
        await caller.hang_up(abrupt=True)
        await caller.hang_up()

    assert time.monotonic() - before < 20


async def test_a_server_that_stops_is_told_as_its_end(
    settings: Settings, stack: ScriptedStack
) -> None:
    server = running(create_app(settings, stack))
    url = await server.__aenter__()
    async with call(url, Transport.WEBSOCKET) as caller:
        await caller.greeting()
        stopping = asyncio.create_task(server.__aexit__(None, None, None))
        with pytest.raises(CallEndedError) as ended:
            await caller.wait(10)
        await stopping

    assert ended.value.reason == "stopping"


async def test_an_interruption_over_a_socket_is_measured_until_the_sound_is_cleared(
    every_way_url: str,
) -> None:
    async with call(every_way_url, Transport.WEBSOCKET) as caller:
        await caller.greeting()
        await caller.type("x" * 300, hear_out=False)
        await caller.wait(0.5)
        await caller.type("stop", hear_out=True)
        long, short = caller.turns[1:]

    assert len(long.heard_audio) / 48_000 < 4, "six seconds were to be said"
    assert short.answer_text == "You said stop."
    assert long.barge_in is not BargeIn.UNDECIDED


@pytest.mark.parametrize("transport", sorted(TELEPHONES))
async def test_a_wrong_signature_is_refused(every_way_url: str, transport: Transport) -> None:
    forged = {Transport.TELNYX: "A" * 43 + "="}.get(transport, "wrong")
    with pytest.raises(CallerError):
        async with Call(every_way_url, transport=transport, vendor_secret=forged, patience=QUICK):
            pass
