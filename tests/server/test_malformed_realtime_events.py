"""1,000 malformed events at `/v1/realtime`: they are explained, and harm nobody."""

from __future__ import annotations

import asyncio
import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openai.types.realtime import RealtimeErrorEvent
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from repartee.app import create_app
from repartee.settings import Settings
from repartee.transports.openai_realtime.codec import RealtimeCodec
from repartee.transports.openai_realtime.permissions import Permissions
from repartee.transports.openai_realtime.requests import Requests
from repartee.transports.openai_realtime.session import SessionSettings
from repartee.transports.openai_realtime.talk import Talk
from repartee.transports.websocket.codec import BadFrameError, Reply
from tests.support.processes import POOLED_FILES, open_files, tasks
from tests.support.realtime_client import RealtimeCaller, calling
from tests.support.running_server import running
from tests.support.scripted_stack import ScriptedStack
from tests.support.steering import SilentSteering

_MALFORMED = 1000
_FAIR_CODES = {1003, 1007, 1008, 1009}
_TYPES = [
    "session.update",
    "input_audio_buffer.append",
    "input_audio_buffer.commit",
    "input_audio_buffer.clear",
    "output_audio_buffer.clear",
    "conversation.item.create",
    "conversation.item.retrieve",
    "conversation.item.delete",
    "conversation.item.truncate",
    "response.create",
    "response.cancel",
]
_FIELDS = ["session", "audio", "item", "item_id", "audio_end_ms", "response", "event_id"]
_INNER = ["type", "audio", "tools", "role", "content", "call_id", "output", "id", "text", "input"]
_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_INNER), inner, max_size=4)
    ),
    max_leaves=8,
)
_events = st.builds(
    lambda kind, fields: json.dumps({**fields, "type": kind}),
    st.sampled_from(_TYPES),
    st.dictionaries(st.sampled_from(_FIELDS), _json, max_size=4),
)


def codec() -> RealtimeCodec:
    session = SessionSettings("any", "tone", 60.0)
    talk = Talk(session)
    requests = Requests(session, talk, Permissions())
    requests.steer(SilentSteering())
    return RealtimeCodec(session, talk, requests)


@settings(max_examples=1000, deadline=None)
@given(_events | st.text(max_size=100) | st.binary(max_size=100))
def test_any_event_is_followed_or_explained(frame: str | bytes) -> None:
    try:
        received = list(codec().decode(frame))
    except BadFrameError:
        return
    for reply in received:
        if isinstance(reply, Reply):
            for written in reply.frames:
                event = json.loads(written)
                if event["type"] == "error":
                    assert RealtimeErrorEvent.model_validate(event).error.message


@given(st.lists(_events, max_size=12))
def test_no_order_of_events_breaks_a_session(frames: list[str]) -> None:
    session = codec()
    for frame in frames:
        list(session.decode(frame))


def _mutated(rng: random.Random) -> str:
    item = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "x"}]}
    event = {"type": rng.choice(_TYPES), "item": item, "item_id": "i", "audio": "AAA="}
    text = list(json.dumps(event))
    for _ in range(rng.randint(1, 8)):
        at = rng.randrange(len(text))
        text[at : at + rng.randint(0, 3)] = rng.choices('{}[]":,\\x\u0000é1', k=rng.randint(0, 3))
    return "".join(text)


def _malformed(rng: random.Random) -> Iterator[str | bytes]:
    makers: list[Callable[[], str | bytes]] = [
        lambda: _mutated(rng),
        lambda: rng.randbytes(rng.randrange(300)),
        lambda: rng.choice(["", "{", "[]", "null", "[" * 50_000, '{"type":[]}', '{"a":"\\ud800"}']),
        lambda: json.dumps({"type": rng.choice(_TYPES), "item": 5, "session": [], "audio": {}}),
        lambda: json.dumps({"type": "x" * rng.randrange(5000)}),
    ]
    while True:
        yield rng.choice(makers)()


async def _offend(url: str, frames: Iterator[str | bytes], codes: Counter[int | None]) -> int:
    """Send nonsense until the server has enough, or fifty times."""
    address = f"{url.replace('http', 'ws', 1)}/v1/realtime?model=any&greeting=true"
    sent = 0
    async with connect(address, max_size=None) as socket:
        reading = asyncio.create_task(_read(socket))
        try:
            for _ in range(50):
                await socket.send(next(frames))
                sent += 1
        except ConnectionClosed:
            codes[socket.close_code] += 1
        reading.cancel()
    return sent


async def _read(socket: Any) -> None:
    async for _ in socket:
        pass


async def _answers(caller: RealtimeCaller, text: str) -> None:
    await caller.type(text)
    response = await caller.answer()
    assert response["output"][0]["content"][0]["transcript"] == f"You said {text}."


@pytest.mark.timeout(600)
async def test_a_thousand_malformed_events_harm_nobody_else(
    settings: Settings, stack: ScriptedStack
) -> None:
    frames = _malformed(random.Random(6))
    codes: Counter[int | None] = Counter()
    app = create_app(settings.model_copy(update={"max_sessions": 50}), stack)
    async with running(app) as url, calling(url) as bystander:
        await _answers(bystander, "hi")
        await _offend(url, frames, codes)
        await _only_one_left(app.state.sessions)
        files, running_tasks = open_files(), tasks()
        sent = 0
        while sent < _MALFORMED:
            sent += await _offend(url, frames, codes)
        await _answers(bystander, "still there")
        await _only_one_left(app.state.sessions)
        assert set(codes) <= _FAIR_CODES, codes
        assert open_files() <= files + 2 + POOLED_FILES
        assert tasks() <= running_tasks + 4
        assert "error" not in bystander.kinds


async def _only_one_left(sessions: Any) -> None:
    async with asyncio.timeout(30):
        while sessions.active != 1:
            await asyncio.sleep(0.05)
