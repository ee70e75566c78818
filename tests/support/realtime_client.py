"""OpenAI's own Python client of the Realtime API, as a caller."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from openai import AsyncOpenAI
from openai.resources.realtime.realtime import AsyncRealtimeConnection
from openai.types.realtime import RealtimeServerEvent
from pydantic import TypeAdapter
from websockets.exceptions import ConnectionClosed

from tests.support.event_log import Event, EventLog

_PATIENCE_SECS = 20.0
_EVENT: TypeAdapter[RealtimeServerEvent] = TypeAdapter(RealtimeServerEvent)


class RealtimeCaller:
    """Sends what it is told to, and keeps every event; each must have OpenAI's shape."""

    def __init__(self, connection: AsyncRealtimeConnection) -> None:
        self.connection = connection
        self._log = EventLog(_PATIENCE_SECS, _told)
        self.events = self._log.events
        self._reading = asyncio.create_task(self._read())

    async def send(self, kind: str, **fields: Any) -> None:
        await self.connection.send({"type": kind, **fields})  # type: ignore[arg-type]

    async def update(self, **session: Any) -> Event:
        await self.send("session.update", session={"type": "realtime", **session})
        return (await self.event("session.updated"))["session"]  # type: ignore[no-any-return]

    async def type(self, text: str, *, role: str = "user", answer: bool = True) -> None:
        kind = "output_text" if role == "assistant" else "input_text"
        item = {"type": "message", "role": role, "content": [{"type": kind, "text": text}]}
        await self.send("conversation.item.create", item=item)
        if answer:
            await self.send("response.create")

    async def append(self, pcm: bytes) -> None:
        """Send some sound: 16-bit samples at 24 kHz."""
        sound = base64.b64encode(pcm).decode()
        await self.send("input_audio_buffer.append", audio=sound)

    async def event(self, kind: str, matches: Callable[[Event], bool] = lambda _: True) -> Event:
        """The next such event; whatever comes before it is passed over."""
        return await self._log.next(kind, matches)

    async def answer(self) -> Event:
        """The response that ends next."""
        return (await self.event("response.done"))["response"]  # type: ignore[no-any-return]

    async def ended(self) -> None:
        async with asyncio.timeout(_PATIENCE_SECS):
            await self._reading

    @property
    def kinds(self) -> list[str]:
        """The types of all events, runs of the same one as one."""
        kinds = [event["type"] for event in self.events]
        return [kind for n, kind in enumerate(kinds) if n == 0 or kinds[n - 1] != kind]

    @property
    def sound(self) -> bytes:
        """All that was heard."""
        deltas = (e["delta"] for e in self.events if e["type"] == "response.output_audio.delta")
        return b"".join(map(base64.b64decode, deltas))

    async def _read(self) -> None:
        try:
            while True:
                frame = await self.connection.recv_bytes()
                event = _EVENT.validate_json(frame)
                await self._log.add(event.model_dump())
        except ConnectionClosed:
            return
        finally:
            await self._log.close()


def _told(event: Event) -> str:
    """An event in few words; nothing for those that come by the dozen."""
    if event["type"].endswith(".delta"):
        return ""
    item = event.get("item", {})
    texts = [part.get("transcript") for part in item.get("content") or []]
    said = event.get("transcript") or item.get("name") or " ".join(filter(None, texts))
    return f"{event['type']} {said}".strip()


@asynccontextmanager
async def calling(
    url: str, *, key: str = "none", model: str = "gpt-realtime", **query: Any
) -> AsyncIterator[RealtimeCaller]:
    """Talk to `/v1/realtime` until the block is left."""
    client = AsyncOpenAI(api_key=key, base_url=f"{url}/v1")
    async with client.realtime.connect(model=model, extra_query=query) as connection:
        caller = RealtimeCaller(connection)
        try:
            yield caller
        finally:
            await connection.close()
            caller._reading.cancel()
            await asyncio.gather(caller._reading, return_exceptions=True)
    await client.close()
