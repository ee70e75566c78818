"""The `openai` SDK's own realtime client, strict about every event it gets."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import numpy as np
from openai import AsyncOpenAI
from openai.resources.realtime.realtime import AsyncRealtimeConnection
from openai.types.realtime import RealtimeServerEvent
from pydantic import TypeAdapter

from repartee.simulator.simulator import Simulator

RATE = 24_000
_PATIENCE_SECS = 20.0
_STRICT: TypeAdapter[RealtimeServerEvent] = TypeAdapter(RealtimeServerEvent)


class Client:
    """One session, and everything that came of it."""

    def __init__(self, connection: AsyncRealtimeConnection) -> None:
        self.connection = connection
        self.events: list[RealtimeServerEvent] = []

    async def next(self) -> RealtimeServerEvent:
        """The next event, which must be as the SDK's types say to the letter."""
        async with asyncio.timeout(_PATIENCE_SECS):
            raw = await self.connection.recv_bytes()
        event = _STRICT.validate_json(raw)
        self.events.append(event)
        return event

    async def until(self, *types: str) -> list[RealtimeServerEvent]:
        """The events up to the first of one of these types."""
        came: list[RealtimeServerEvent] = []
        while not came or came[-1].type not in types:
            came.append(await self.next())
        return came

    async def say(self, text: str) -> None:
        """Put a typed message into the conversation."""
        content: list[object] = [{"type": "input_text", "text": text}]
        await self.connection.send(
            {  # type: ignore[arg-type]
                "type": "conversation.item.create",
                "item": {"type": "message", "role": "user", "content": content},
            }
        )

    async def ask(self, text: str) -> list[RealtimeServerEvent]:
        """Type a question, and take the answer."""
        await self.say(text)
        await self.connection.response.create()
        return await self.until("response.done")

    async def speak(self, audio: bytes, at_once: bool = True) -> None:
        """Send PCM s16le at 24 kHz, 20 ms a message."""
        for at in range(0, len(audio), 960):
            data = base64.b64encode(audio[at : at + 960]).decode()
            await self.connection.input_audio_buffer.append(audio=data)
            if not at_once:
                await asyncio.sleep(0.02)


@asynccontextmanager
async def session(
    simulator: Simulator, model: str = "gpt-realtime", **session: object
) -> AsyncIterator[Client]:
    """Open a session with the SDK, and configure it."""
    url = f"{simulator.urls['openai']}/v1"
    sdk = AsyncOpenAI(api_key="simulated-openai", base_url=url, max_retries=0)
    async with sdk, sdk.realtime.connect(model=model) as connection:
        client = Client(connection)
        await client.until("session.created", "error")
        if session:
            patch = {"type": "realtime", **session}
            await connection.session.update(session=patch)  # type: ignore[arg-type]
            await client.until("session.updated", "error")
        yield client


def of(events: list[RealtimeServerEvent], type_: str) -> list[RealtimeServerEvent]:
    """Those of one type."""
    return [event for event in events if event.type == type_]


def types(events: list[RealtimeServerEvent]) -> list[str]:
    """Their types, each once in a row."""
    names = [event.type for event in events]
    return [name for at, name in enumerate(names) if not at or names[at - 1] != name]


def field(event: RealtimeServerEvent, name: str) -> str:
    """A text that only some of the events have."""
    return str(getattr(event, name))


def joined(events: list[RealtimeServerEvent], type_: str) -> str:
    """All deltas of one type."""
    return "".join(field(event, "delta") for event in of(events, type_))


def sound(events: list[RealtimeServerEvent]) -> bytes:
    """The sound that came: PCM s16le at 24 kHz."""
    deltas = (field(event, "delta") for event in of(events, "response.output_audio.delta"))
    return b"".join(base64.b64decode(delta) for delta in deltas)


def hum(secs: float) -> bytes:
    """What a scripted ear takes for speech."""
    times = np.arange(int(secs * RATE)) / RATE
    return (np.sin(2 * np.pi * 220 * times) * 8000).astype(np.int16).tobytes()


def silence(secs: float) -> bytes:
    """Nothing, for a while."""
    return bytes(int(secs * RATE) * 2)
