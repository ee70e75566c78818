"""What all stand-ins have in common."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from aiohttp import web
from loguru import logger

from repartee.simulator.control import CONTROL_PREFIX
from repartee.simulator.delays import NO_DELAYS, Delays
from repartee.simulator.faults import Cut, Faults, plan
from repartee.simulator.hearing import Ears
from repartee.simulator.interference import (
    Interference,
    send_plain,
    set_interference,
)
from repartee.simulator.journal import Entry, Fact, Journal
from repartee.simulator.mind import Mind
from repartee.simulator.speaking import Speaker

SIMULATED_PREFIX = "simulated-"
"""A key that begins so is good at every stand-in; every other key is refused."""
LARGEST_BODY = 32 * 2**20
"""In bytes; the largest upload that a vendor takes is OpenAI's 25 MB of audio."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Parts:
    """Ears, voice and mind behind all stand-ins, and the journal in which they all write."""

    ears: Ears
    speaker: Speaker
    mind: Mind
    journal: Journal = field(default_factory=Journal)


class RefusedError(Exception):
    """A request that the vendor would refuse."""

    def __init__(self, status: int, message: str, code: str = "", param: str = "") -> None:
        """Say why.

        Args:
            status: HTTP's, 400 or more.
            message: In the vendor's words.
            code: The vendor's own code for it, where it has one.
            param: What in the request is wrong, where the vendor says so.
        """
        super().__init__(message)
        self.status = status
        self.message = message
        self.code = code
        self.param = param


class StandIn(ABC):
    """Speaks one vendor's wire protocol on one port."""

    name: ClassVar[str]
    hears: ClassVar[bool] = False
    """Whether it needs ears behind it."""
    speaks: ClassVar[bool] = False
    """Whether it needs a voice behind it."""

    messages: ClassVar[Mapping[int, str]] = {}
    """What the vendor says with a status that a fault makes it answer with."""

    def __init__(self, parts: Parts, delays: Delays = NO_DELAYS) -> None:
        """Make it; the simulator opens its port.

        Args:
            parts: What is behind it.
            delays: How fast it answers.
        """
        self.parts = parts
        self.delays = delays
        self.faults = Faults()

    @property
    def journal(self) -> Journal:
        """Where it writes down what it is asked."""
        return self.parts.journal

    @property
    def key(self) -> str:
        """A key that it accepts."""
        return f"{SIMULATED_PREFIX}{self.name}"

    @abstractmethod
    def routes(self) -> Sequence[web.AbstractRouteDef]:
        """What it answers."""

    @abstractmethod
    def environment(self, port: int) -> dict[str, str]:
        """The settings that point Repartee at it.

        Args:
            port: Its port on 127.0.0.1.
        """

    @abstractmethod
    def refusal(self, error: RefusedError) -> web.Response:
        """A refusal in the vendor's own shape.

        Args:
            error: Status, message and code.
        """

    def refusal_to(self, request: web.Request, error: RefusedError) -> web.Response:  # noqa: ARG002
        """The same, for a vendor that refuses in one shape here and in another there."""
        return self.refusal(error)

    def admits(self, request: web.Request) -> bool:  # noqa: ARG002 - for vendors with keys
        """Whether a request has a good key, where the vendor asks for one."""
        return True

    def garbage(self, request: web.Request) -> web.Response:  # noqa: ARG002 - for some vendors
        """An answer that breaks the protocol: as a portal or a broken proxy gives, say."""
        return web.Response(text=_PORTAL, content_type="text/html")

    def fault_message(self, status: int) -> str:
        """What the vendor says where a fault makes it answer with a status."""
        return self.messages.get(status) or _MESSAGES.get(status, "Something went wrong.")

    def application(self) -> web.Application:
        """The stand-in as a web application."""
        middlewares = [_answer_for(self)]
        app = web.Application(middlewares=middlewares, client_max_size=LARGEST_BODY)
        app.add_routes(self.routes())
        return app


def bearer(request: web.Request) -> str:
    """The key of an Authorization header; empty if there is none."""
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    return key.strip() if scheme.lower() == "bearer" else ""


async def json_body(request: web.Request) -> dict[str, Any]:
    """The object in a request's body.

    Args:
        request: The request.

    Raises:
        RefusedError: With 400, if there is none.
    """
    try:
        body = json.loads(await request.read())
    except ValueError:
        raise RefusedError(400, "The body of the request is not valid JSON.") from None
    if not isinstance(body, dict):
        raise RefusedError(400, "The body of the request must be a JSON object.")
    return body


def is_good(key: str) -> bool:
    """Whether a key is one of the simulated ones."""
    return key.startswith(SIMULATED_PREFIX)


def note(request: web.Request, **facts: Fact) -> None:
    """Add facts about a request to its entry in the journal. Never a key, never what was said."""
    entry = request.get(_ENTRY)
    if entry is not None:
        entry.facts.update(facts)


_ENTRY = web.RequestKey("entry", Entry)
_PORTAL = "<!doctype html><title>Sign in</title><p>Please accept the terms to use this network.</p>"
_MESSAGES = {
    401: "The API key is not valid.",
    402: "Payment is required to go on.",
    403: "This key may not do that.",
    429: "Too many requests. Please slow down.",
    500: "Internal server error.",
    503: "The service is unavailable. Please try again later.",
    529: "Overloaded.",
}


def _answer_for(standin: StandIn) -> Any:  # aiohttp has no name for a middleware's type
    @web.middleware
    async def answer(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path.startswith(CONTROL_PREFIX):
            return await handler(request)
        return await _Answering(standin, request, handler).answer()

    return answer


class _Answering:
    """One request, from its first line to its entry in the journal."""

    def __init__(self, standin: StandIn, request: web.Request, handler: Handler) -> None:
        self._standin = standin
        self._request = request
        self._handler = handler

    async def answer(self) -> web.StreamResponse:
        request, standin = self._request, self._standin
        websocket = request.headers.get("Upgrade", "").lower() == "websocket"
        entry = standin.journal.begin(
            standin.name, "WS" if websocket else request.method, request.path
        )
        request[_ENTRY] = entry
        interference = self._interfere(entry)
        status: int | None = None
        try:
            response = await self._answer(interference, websocket=websocket)
            status = response.status
            return response
        except ConnectionError:
            # Nobody is there to read it; raised, it would be logged as a fault of ours.
            return web.Response()
        finally:
            interference.end()
            standin.journal.end(entry, status)

    def _interfere(self, entry: Entry) -> Interference:
        fault = self._standin.faults.take(self._request.path)
        entry.fault = "" if fault is None else str(fault)
        transport = self._request.transport
        abort = transport.abort if transport is not None else lambda: None
        interference = Interference(plan(fault), abort)
        set_interference(self._request, interference)
        return interference

    async def _answer(self, interference: Interference, *, websocket: bool) -> web.StreamResponse:
        plan = interference.plan
        await interference.open()
        if plan.status is not None:
            return self._refuse(plan.status, plan.retry_after_secs)
        if not self._standin.admits(self._request):
            return self._refuse(401, None)
        if plan.cut is Cut.GARBAGE and not plan.cut_secs and not websocket:
            return self._standin.garbage(self._request)
        response = await self._handle()
        if isinstance(response, web.Response) and not response.prepared:
            return await send_plain(self._request, response)
        return response

    async def _handle(self) -> web.StreamResponse:
        try:
            return await self._handler(self._request)
        except RefusedError as error:
            return self._standin.refusal_to(self._request, error)
        except web.HTTPException as error:
            return self._standin.refusal_to(self._request, RefusedError(error.status, error.reason))
        except ConnectionError:
            raise
        except Exception:
            logger.exception("The stand-in for {} failed", self._standin.name)
            return self._standin.refusal_to(
                self._request, RefusedError(500, "The stand-in itself has failed.")
            )

    def _refuse(self, status: int, retry_after_secs: float | None) -> web.Response:
        message = self._standin.fault_message(status)
        response = self._standin.refusal_to(self._request, RefusedError(status, message))
        if retry_after_secs is not None:
            response.headers["Retry-After"] = f"{retry_after_secs:g}"
        return response
