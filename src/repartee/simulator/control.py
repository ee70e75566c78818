"""How another process arms faults and reads the journal, while a vendor refuses even."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from aiohttp import web

from repartee.simulator.faults import BadFaultError, Faults, parse_fault
from repartee.simulator.journal import Journal

CONTROL_PREFIX = "/_simulator/"


class Controlled(Protocol):
    """What can be controlled: a stand-in."""

    faults: Faults
    """What is armed there."""


class Control:
    """Routes for the stand-ins they are given: all of them, or one.

    `GET /_simulator/faults` lists what is armed; `POST` with `{"fault": "cartesia:drop@3s"}` arms
    (the vendor may be left out on its own port); `DELETE`, with `?vendor=` or without, clears.
    `GET /_simulator/journal` lists the requests, `DELETE` forgets them.
    """

    def __init__(self, standins: Mapping[str, Controlled], journal: Journal) -> None:
        """Make them.

        Args:
            standins: By name.
            journal: Where they write.
        """
        self._standins = standins
        self._journal = journal

    def routes(self) -> Sequence[web.AbstractRouteDef]:
        """What a port answers besides its vendor's protocol."""
        faults, journal = f"{CONTROL_PREFIX}faults", f"{CONTROL_PREFIX}journal"
        return [
            web.get(faults, self._list_faults),
            web.post(faults, self._arm),
            web.delete(faults, self._clear),
            web.get(journal, self._read_journal),
            web.delete(journal, self._forget),
        ]

    async def _list_faults(self, _: web.Request) -> web.Response:
        return self._armed()

    async def _arm(self, request: web.Request) -> web.Response:
        try:
            body = await request.json()
            text = str(body["fault"])
        except (ValueError, KeyError, TypeError):
            return _wrong('Send JSON such as {"fault": "cartesia:drop@3s"}.')
        if ":" not in text and len(self._standins) == 1:
            text = f"{next(iter(self._standins))}:{text}"
        try:
            vendor, fault = parse_fault(text)
        except BadFaultError as error:
            return _wrong(str(error))
        if vendor not in self._standins:
            return _wrong(f"No stand-in is called {vendor!r} here.")
        self._standins[vendor].faults.arm(fault)
        return self._armed()

    async def _clear(self, request: web.Request) -> web.Response:
        vendor = request.query.get("vendor", "")
        for name, standin in self._standins.items():
            if vendor in ("", name):
                standin.faults.clear()
        return self._armed()

    async def _read_journal(self, request: web.Request) -> web.Response:
        only = next(iter(self._standins)) if len(self._standins) == 1 else ""
        return web.json_response(self._journal.as_json(request.query.get("vendor", only)))

    async def _forget(self, _: web.Request) -> web.Response:
        self._journal.clear()
        return web.json_response([])

    def _armed(self) -> web.Response:
        return web.json_response(
            {
                name: [str(fault) for fault in standin.faults.armed]
                for name, standin in self._standins.items()
            }
        )


def _wrong(message: str) -> web.Response:
    return web.json_response({"error": message}, status=400)
