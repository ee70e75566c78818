"""What comes over the wire is anybody's: every broken offer is refused, and harms nobody else."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Iterator

import httpx
import pytest

from tests.support.peer import Peer
from tests.support.processes import open_files

_BROKEN_SDP = 300
_BROKEN_BODIES = 200
_SLOWEST_ANSWER_SECS = 10.0


async def _real_offer(url: str) -> str:
    async with Peer(url) as peer:
        return str((await peer.offer())["sdp"])


def _mutations(sdp: str, rng: random.Random) -> Iterator[str]:
    lines = sdp.split("\r\n")
    while True:
        changed = list(lines)
        for _ in range(rng.randint(1, 4)):
            at = rng.randrange(len(changed))
            match rng.randrange(8):
                case 0:
                    del changed[at]
                    changed = changed or [""]
                case 1:
                    changed[at] = changed[at][: rng.randrange(len(changed[at]) + 1)]
                case 2:
                    changed.insert(at, rng.choice(lines))
                case 3:
                    changed[at] = changed[at].replace("audio", "vidio").replace("opus", "supo")
                case 4:
                    changed[at] = "".join(chr(rng.randrange(1, 0x3000)) for _ in range(30))
                case 5:
                    changed[at] = changed[at].replace(":", "").replace("=", "")
                case 6:
                    changed[at] = changed[at] + " " + str(rng.randrange(10**12))
                case 7:
                    rng.shuffle(changed)
        yield "\r\n".join(changed)


def _random_texts(rng: random.Random) -> Iterator[str]:
    while True:
        yield "".join(chr(rng.randrange(1, 0xD7FF)) for _ in range(rng.randrange(1, 400)))


def _truncations(sdp: str, rng: random.Random) -> Iterator[str]:
    while True:
        yield sdp[: rng.randrange(len(sdp) // 3)]


def _bodies(sdp: str, rng: random.Random) -> Iterator[bytes]:
    good = {"sdp": sdp, "type": "offer"}
    fixed = [
        b"",
        b"null",
        b"[]",
        b"{}",
        b'"offer"',
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b'{"a":' * 20_000,
        b'{"sdp": NaN, "type": "offer"}',
        b'{"sdp": "\\ud800", "type": "offer"}',
        b"x" * 200_000,
        json.dumps({**good, "sdp": "v=0\r\n" * 40_000}).encode(),
        json.dumps({**good, "type": "answer"}).encode(),
        json.dumps({**good, "type": "rollback"}).encode(),
        json.dumps({**good, "sdp": 5}).encode(),
        json.dumps({**good, "sdp": [sdp]}).encode(),
        json.dumps({**good, "unknown": 1}).encode(),
        json.dumps({**good, "pc_id": {"a": 1}}).encode(),
        json.dumps({**good, "restart_pc": "yes"}).encode(),
        json.dumps({**good, "requestData": 7}).encode(),
    ]
    yield from fixed
    whole = json.dumps(good).encode()
    while True:
        yield whole[: rng.randrange(len(whole) - 1)]


async def _refused(client: httpx.AsyncClient, body: bytes) -> httpx.Response:
    asked_at = time.monotonic()
    response = await client.post(
        "/api/offer", content=body, headers={"Content-Type": "application/json"}
    )
    assert time.monotonic() - asked_at < _SLOWEST_ANSWER_SECS, body[:200]
    return response


def _assert_problem(response: httpx.Response, body: bytes) -> None:
    assert 400 <= response.status_code < 500, (response.status_code, response.text, body[:300])
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["status"] == response.status_code
    assert len(problem["detail"]) > 10


async def test_hundreds_of_broken_bodies_are_each_a_problem_and_the_next_call_works(
    url: str,
) -> None:
    rng = random.Random(7)
    bodies = _bodies(await _real_offer(url), rng)
    async with httpx.AsyncClient(base_url=url, timeout=10) as client:
        for _ in range(_BROKEN_BODIES):
            body = next(bodies)
            _assert_problem(await _refused(client, body), body)
    async with await Peer(url).connect() as peer:
        await peer.wait_for_sound()


async def test_hundreds_of_broken_offers_never_fail_the_server_and_the_next_call_works(
    url: str,
) -> None:
    rng = random.Random(11)
    sdp = await _real_offer(url)
    kinds = (_mutations(sdp, rng), _random_texts(rng), _truncations(sdp, rng))
    async with httpx.AsyncClient(base_url=url, timeout=10) as client:
        for number in range(_BROKEN_SDP):
            offer = next(kinds[number % 3])
            body = json.dumps({"sdp": offer, "type": "offer"}).encode()
            response = await _refused(client, body)
            # A mutation that leaves the offer usable is rightly answered.
            if response.status_code != 200 or number % 3:
                _assert_problem(response, body)
    async with await Peer(url).connect() as peer:
        await peer.wait_for_sound()


@pytest.mark.soak
async def test_offers_that_nobody_follows_up_leave_no_descriptor_behind(
    abandoned_offers_url: str,
) -> None:
    url = abandoned_offers_url
    async with httpx.AsyncClient(base_url=url, timeout=10) as client:
        for _ in range(5):
            await client.post("/api/offer", json={"sdp": await _real_offer(url), "type": "offer"})
        await _settled(client)
        before = open_files()
        for _ in range(200):
            body = {"sdp": await _real_offer(url), "type": "offer"}
            response = await client.post("/api/offer", json=body)
            assert response.status_code == 200, response.text
        await _settled(client)
        assert open_files() <= before
    async with await Peer(url).connect() as peer:
        await peer.wait_for_sound()


async def _settled(client: httpx.AsyncClient) -> None:
    await asyncio.sleep(2.5)
    assert (await client.get("/health")).json()["sessions"]["active"] == 0
