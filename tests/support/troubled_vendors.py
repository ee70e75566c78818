"""Stand-ins that answer with any status, any bytes or not at all, and are well again when told."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any

from aiohttp import web

from repartee.simulator.faults import Fault, FaultKind
from repartee.simulator.hearing import ScriptedEars
from repartee.simulator.mind import BuiltInMind
from repartee.simulator.port import Port
from repartee.simulator.registry import standin_class
from repartee.simulator.speaking import ScriptedSpeaker
from repartee.simulator.standin import Parts
from repartee.simulator.vendors.speaches import SpeachesStandIn
from tests.support.remote_parts import phrasebook

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

HEARD = "hello there"


@dataclass(frozen=True)
class Status:
    """Every request is refused."""

    code: int


@dataclass(frozen=True)
class Garbage:
    """Every request is answered with success, and with something else than it asked for."""

    body: bytes = field(repr=False)
    kind: str = "application/octet-stream"


@dataclass(frozen=True)
class Refused:
    """Nobody listens."""


@dataclass(frozen=True)
class Dropped:
    """The connection breaks, at once or behind the first piece of the answer."""

    midway: bool = False


@dataclass(frozen=True)
class Hang:
    """Connections are taken, and nothing is answered."""


@dataclass(frozen=True)
class MidwayGarbage:
    """The answer begins well and goes on with what is none."""


Trouble = Status | Garbage | Refused | Dropped | Hang | MidwayGarbage


class TroubledVendor:
    """One stand-in on a port of its own."""

    def __init__(self, name: str) -> None:
        self.name = name
        parts = Parts(ScriptedEars(repeat(HEARD)), ScriptedSpeaker(0.02), BuiltInMind(phrasebook()))
        self.standin = standin_class(name)(parts)
        if isinstance(self.standin, SpeachesStandIn):
            self.standin.installed |= {
                "Systran/faster-distil-whisper-small.en",
                "speaches-ai/Kokoro-82M-v1.0-ONNX",
            }
        application = self.standin.application()
        application.middlewares.insert(0, self._middleware())
        self._port = Port(application, 0)
        self._trouble: Trouble | None = None
        self._well = asyncio.Event()
        self.hanging = asyncio.Event()
        """Set once somebody waits for an answer in vain."""

    async def start(self) -> None:
        await self._port.start()

    async def close(self) -> None:
        self._well.set()
        await self._port.close()

    @property
    def environment(self) -> dict[str, str]:
        return self.standin.environment(self._port.number)

    async def fall_ill(self, trouble: Trouble) -> None:
        """Break every connection there is, and give trouble from now on."""
        self._trouble = trouble
        self._well.clear()
        self._port.shut()
        match trouble:
            case Refused():
                return
            case Dropped(midway=True):
                self.standin.faults.arm(Fault(FaultKind.DROP))
            case MidwayGarbage():
                self.standin.faults.arm(Fault(FaultKind.GARBAGE))
        self._port.open()
        await self._port.settle()

    def change(self, trouble: Trouble | None) -> None:
        """Have new requests meet another trouble, or none; those under way keep theirs."""
        self._trouble = trouble
        self.standin.faults.clear()

    async def get_well(self) -> None:
        self._trouble = None
        self.standin.faults.clear()
        self._well.set()
        self._port.open()
        await self._port.settle()

    def _middleware(self) -> Any:  # aiohttp has no name for a middleware's type
        @web.middleware
        async def meet(request: web.Request, handler: Handler) -> web.StreamResponse:
            match self._trouble:
                case Status(code):
                    return web.json_response({"error": {"message": "no"}}, status=code)
                case Garbage(body, kind):
                    return web.Response(body=body, content_type=kind)
                case Dropped(midway=False):
                    assert request.transport is not None
                    request.transport.abort()
                    return web.Response()
                case Hang():
                    self.hanging.set()
                    await self._well.wait()
                    return web.Response(status=503)
                case _:
                    return await handler(request)

        return meet


def every(names: tuple[str, ...]) -> Iterator[str]:
    """Those of some providers that there are stand-ins for."""
    return (name for name in names if name != "openai-compatible")
