"""What history holds of what programs say at `/v1/realtime`."""

from __future__ import annotations

import numpy as np

from repartee.app import create_app
from repartee.conversation.events import AgentTurn, GuestJoined, UserTurn
from repartee.settings import Settings
from tests.support.counting_stack import CountingStack
from tests.support.realtime_client import calling
from tests.support.running_server import running
from tests.support.written_down import of, written_down

_RATE = 24_000


async def test_items_of_the_caller_are_turns_and_their_answers_have_their_numbers(url: str) -> None:
    async with calling(url) as caller:
        await caller.type("earlier", answer=False)
        await caller.type("Noted.", role="assistant", answer=False)
        for text in ("one", "two"):
            await caller.type(text)
            await caller.answer()
    events = await written_down(url)
    (joined,) = of(events, GuestJoined)
    turns = of(events, UserTurn)
    assert [(each.turn, each.text) for each in turns] == [(1, "earlier"), (2, "one"), (3, "two")]
    assert all(each.typed and each.guest == joined.guest for each in turns)
    answers = [(each.turn, each.generated) for each in of(events, AgentTurn)]
    assert answers == [(2, "You said one."), (3, "You said two.")]


async def test_a_turn_that_came_as_a_whole_is_a_spoken_one(settings: Settings) -> None:
    tone = (np.sin(np.arange(_RATE) / 10) * 8000).astype("<i2").tobytes()
    async with running(create_app(settings, CountingStack())) as url:
        async with calling(url) as caller:
            await caller.update(audio={"input": {"turn_detection": None}})
            await caller.append(tone)
            await caller.send("input_audio_buffer.commit")
            await caller.send("response.create")
            await caller.answer()
        events = await written_down(url)
    (said,) = of(events, UserTurn)
    assert (said.turn, said.text, said.typed) == (1, "20 tenths", False)
    assert [each.turn for each in of(events, AgentTurn)] == [1]
