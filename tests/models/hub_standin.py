"""A model hub on loopback, with faults: what huggingface.co answers, over a real socket."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

from tests.models.contents import git_blob_id

COMMIT = "0123456789abcdef0123456789abcdef01234567"
_PIECE = 16_384


@dataclass
class Asked:
    """One request for a file."""

    name: str
    range: str
    if_range: str
    token: str


@dataclass
class HubStandIn:
    """Repositories, and what goes wrong with them."""

    repos: dict[str, dict[str, bytes]] = field(default_factory=dict)
    url: str = ""
    asked: list[Asked] = field(default_factory=list)
    listings: int = 0

    # Faults
    drop_after: list[int] = field(default_factory=list)
    """Bytes after which the next answers break off; one entry an answer."""
    statuses: list[int] = field(default_factory=list)
    """Statuses of the next answers for files."""
    listing_statuses: list[int] = field(default_factory=list)
    error_code: str = ""
    says: str = ""
    """What it answers instead of a listing."""
    hold_after: int | None = None
    """Bytes after which an answer waits for `go_on`."""
    go_on: asyncio.Event = field(default_factory=asyncio.Event)
    lies: dict[str, bytes] = field(default_factory=dict)
    """What is sent instead of a file."""
    knows_ranges: bool = True
    knows_if_range: bool = True
    members_only: str = ""
    """The token that is asked for."""
    cdn: str = ""
    """Another address to which files are redirected."""

    def etag(self, content: bytes) -> str:
        return f'"{hashlib.sha256(content).hexdigest()}"'

    async def listing(self, request: web.Request) -> web.StreamResponse:
        self.listings += 1
        repo = f"{request.match_info['org']}/{request.match_info['name']}"
        if self.listing_statuses:
            return self._refusal(self.listing_statuses.pop(0))
        if self.says:
            return web.Response(text=self.says, content_type="text/html")
        if not self._member(request):
            return self._refusal(401, "GatedRepo")
        if repo not in self.repos:
            return self._refusal(401, "RepoNotFound")
        siblings = [_sibling(name, content) for name, content in self.repos[repo].items()]
        return web.json_response({"id": repo, "sha": COMMIT, "siblings": siblings})

    async def resolve(self, request: web.Request) -> web.StreamResponse:
        if self.cdn and "cdn" not in request.query:
            raise web.HTTPFound(f"{self.cdn}{request.path}?cdn=1")
        return await self.file(request)

    async def file(self, request: web.Request) -> web.StreamResponse:
        repo = f"{request.match_info['org']}/{request.match_info['name']}"
        name = request.match_info["file"]
        headers = request.headers
        self.asked.append(
            Asked(
                name,
                headers.get("Range", ""),
                headers.get("If-Range", ""),
                headers.get("Authorization", ""),
            )
        )
        if self.statuses:
            return self._refusal(self.statuses.pop(0))
        content = self.lies.get(name, self.repos[repo][name])
        return await self._send(request, content)

    async def _send(self, request: web.Request, content: bytes) -> web.StreamResponse:
        begin = self._begin(request, content)
        if begin is not None and begin >= len(content):
            return web.Response(status=416, headers={"Content-Range": f"bytes */{len(content)}"})
        answer = web.StreamResponse(status=200 if begin is None else 206)
        body = content if begin is None else content[begin:]
        answer.headers["ETag"] = self.etag(content)
        answer.content_length = len(body)
        if begin is not None:
            answer.headers["Content-Range"] = f"bytes {begin}-{len(content) - 1}/{len(content)}"
        await answer.prepare(request)
        end = self.drop_after.pop(0) if self.drop_after else None
        sent = 0
        for at in range(0, len(body), _PIECE):
            if self.hold_after is not None and sent >= self.hold_after:
                await self.go_on.wait()
            piece = body[at : at + _PIECE]
            if end is not None and sent + len(piece) > end:
                await answer.write(piece[: end - sent])
                await asyncio.sleep(0.01)
                assert request.transport
                request.transport.close()
                return answer
            await answer.write(piece)
            sent += len(piece)
        return answer

    def _begin(self, request: web.Request, content: bytes) -> int | None:
        wanted = request.headers.get("Range", "")
        if not wanted or not self.knows_ranges:
            return None
        condition = request.headers.get("If-Range", "")
        if condition and self.knows_if_range and condition != self.etag(content):
            return None
        return int(wanted.removeprefix("bytes=").rstrip("-"))

    def _member(self, request: web.Request) -> bool:
        given = request.headers.get("Authorization", "")
        return not self.members_only or given == f"Bearer {self.members_only}"

    def _refusal(self, status: int, code: str = "") -> web.Response:
        return web.Response(status=status, headers={"X-Error-Code": code or self.error_code})


def _sibling(name: str, content: bytes) -> dict[str, object]:
    plain = {"rfilename": name, "size": len(content), "blobId": git_blob_id(content)}
    if len(content) < 1000:
        return plain
    sha256 = hashlib.sha256(content).hexdigest()
    return {**plain, "lfs": {"sha256": sha256, "size": len(content), "pointerSize": 134}}


@asynccontextmanager
async def serving(hub: HubStandIn) -> AsyncIterator[HubStandIn]:
    """Serve it on a free port until the block is left."""
    app = web.Application()
    app.router.add_get("/api/models/{org}/{name}/revision/{revision}", hub.listing)
    app.router.add_get("/{org}/{name}/resolve/{revision}/{file}", hub.resolve)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    hub.url = f"http://127.0.0.1:{port}"
    try:
        yield hub
    finally:
        hub.go_on.set()
        await runner.cleanup()
