from __future__ import annotations

import json
import math
import time
from collections.abc import Sequence

from aiohttp import web

from repartee.simulator.delays import NO_DELAYS, Delays
from repartee.simulator.standin import Parts, RefusedError, StandIn, bearer, is_good, note
from repartee.simulator.vendors.daily.limits import RateLimit, strict_limit, usual_limit
from repartee.simulator.vendors.daily.rooms import (
    DOMAIN,
    DOMAIN_ID,
    Json,
    Rooms,
    claims_of,
    token,
)

_ERRORS = {
    400: "invalid-request-error",
    401: "authentication-error",
    403: "forbidden-error",
    404: "not-found",
    429: "rate-limit-error",
}


class _TooSoonError(RefusedError):
    def __init__(self, wait_secs: int) -> None:
        super().__init__(429, f"Too many requests; wait {wait_secs} seconds.")
        self.wait_secs = wait_secs


class DailyStandIn(StandIn):
    """Rooms, meeting tokens and presence, by REST alone."""

    name = "daily"

    def __init__(self, parts: Parts, delays: Delays = NO_DELAYS) -> None:
        """Make it, without rooms.

        Args:
            parts: What is behind it: only the journal counts.
            delays: It has none.
        """
        super().__init__(parts, delays)
        self._rooms = Rooms()
        self._usual_limit = usual_limit()
        self._strict_limit = strict_limit()

    def routes(self) -> Sequence[web.AbstractRouteDef]:
        """What it answers."""
        return [
            web.get("/v1/", self._domain),
            web.get("/v1/rooms", self._list),
            web.post("/v1/rooms", self._create),
            web.get("/v1/rooms/{name}", self._get),
            web.post("/v1/rooms/{name}", self._update),
            web.delete("/v1/rooms/{name}", self._delete),
            web.get("/v1/rooms/{name}/presence", self._presence_of),
            web.get("/v1/presence", self._presence),
            web.post("/v1/meeting-tokens", self._token),
            web.get("/v1/meeting-tokens/{token}", self._claims),
        ]

    def environment(self, port: int) -> dict[str, str]:
        """The settings that point Repartee at it.

        Args:
            port: Its port on 127.0.0.1.
        """
        return {"DAILY_API_URL": f"http://127.0.0.1:{port}/v1", "DAILY_API_KEY": self.key}

    def admits(self, request: web.Request) -> bool:
        """Whether the key is good. One that is missing is another error, so it passes here."""
        key = bearer(request)
        return not key or is_good(key)

    def refusal(self, error: RefusedError) -> web.Response:
        """A refusal as Daily writes it.

        Args:
            error: Status, message and Daily's name for it.
        """
        name = error.code or _ERRORS.get(error.status, "server-error")
        body = {"error": name, "info": error.message}
        wait = {"Retry-After": str(error.wait_secs)} if isinstance(error, _TooSoonError) else {}
        return web.json_response(body, status=error.status, headers=wait)

    async def _domain(self, request: web.Request) -> web.Response:
        self._admit(request, self._usual_limit)
        return web.json_response({"domain_name": DOMAIN, "domain_id": DOMAIN_ID, "config": {}})

    async def _list(self, request: web.Request) -> web.Response:
        self._admit(request, self._usual_limit)
        rooms = self._rooms.all(time.time())
        limit = request.query.get("limit", "100")
        listed = rooms[: int(limit)] if limit.isdecimal() else rooms
        return web.json_response(
            {"total_count": len(rooms), "data": [room.as_json() for room in listed]}
        )

    async def _create(self, request: web.Request) -> web.Response:
        self._admit(request, self._usual_limit)
        room = self._rooms.create(await _json(request), time.time())
        note(request, room=room.name)
        return web.json_response(room.as_json())

    async def _get(self, request: web.Request) -> web.Response:
        self._admit(request, self._usual_limit)
        return web.json_response(self._rooms.get(_name(request), time.time()).as_json())

    async def _update(self, request: web.Request) -> web.Response:
        self._admit(request, self._usual_limit)
        room = self._rooms.update(_name(request), await _json(request), time.time())
        return web.json_response(room.as_json())

    async def _delete(self, request: web.Request) -> web.Response:
        self._admit(request, self._strict_limit)
        self._rooms.delete(_name(request), time.time())
        return web.json_response({"deleted": True, "name": _name(request)})

    async def _presence_of(self, request: web.Request) -> web.Response:
        self._admit(request, self._usual_limit)
        self._rooms.get(_name(request), time.time())
        return web.json_response({"total_count": 0, "data": []})

    async def _presence(self, request: web.Request) -> web.Response:
        self._admit(request, self._usual_limit)
        return web.json_response({})

    async def _token(self, request: web.Request) -> web.Response:
        self._admit(request, self._usual_limit)
        return web.json_response({"token": token(await _json(request), time.time())})

    async def _claims(self, request: web.Request) -> web.Response:
        self._admit(request, self._usual_limit)
        return web.json_response(claims_of(request.match_info["token"], time.time()))

    def _admit(self, request: web.Request, limit: RateLimit) -> None:
        if not bearer(request):
            raise RefusedError(
                400, "The Authorization header is missing.", "authorization-header-error"
            )
        if wait := limit.admit(time.monotonic()):
            raise _TooSoonError(math.ceil(wait))


async def _json(request: web.Request) -> Json:
    body = await request.read()
    try:
        found = json.loads(body) if body else {}
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise RefusedError(400, "The body is not a JSON object.", "json-parsing-error")
    return found


def _name(request: web.Request) -> str:
    return request.match_info["name"]
