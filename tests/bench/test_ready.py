"""A server is ready when it answers for itself."""

from __future__ import annotations

import httpx
import pytest

from repartee.bench.subjects import SUBJECTS
from repartee.bench.subjects.ready import unready

URL = "http://127.0.0.1:7860/health"


async def _asked(status: int) -> str:
    transport = httpx.MockTransport(lambda _: httpx.Response(status))
    async with httpx.AsyncClient(transport=transport) as http:
        return await unready(URL, http)


async def test_who_answers_is_ready() -> None:
    assert await _asked(200) == ""


@pytest.mark.parametrize("status", [404, 500, 503])
async def test_who_refuses_is_not(status: int) -> None:
    assert await _asked(status) == f"{URL} answers {status}"


async def test_an_open_port_that_says_nothing_is_not_ready() -> None:
    def silent(_: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("nothing came")

    async with httpx.AsyncClient(transport=httpx.MockTransport(silent)) as http:
        assert await unready(URL, http) == f"{URL} does not answer: ReadTimeout"


def test_repartee_is_asked_for_its_health() -> None:
    assert SUBJECTS["repartee"].ready == "/health"
