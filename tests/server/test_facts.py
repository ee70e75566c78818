"""What people see and change of what the agent knows of them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from repartee.server.persons import caller_of, person_of

ANNA, BEN = {"X-Repartee-Person": "a" * 32}, {"X-Repartee-Person": "b" * 32}
REX = {"subject": "dog", "value": "Rex"}


@pytest.fixture
async def client(url: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=url) as client:
        yield client


async def _known(client: httpx.AsyncClient, person: dict[str, str]) -> list[tuple[str, str]]:
    answer = await client.get("/api/facts", headers=person)
    assert answer.status_code == 200
    return [(each["subject"], each["value"]) for each in answer.json()["facts"]]


async def test_a_fact_is_made_changed_and_removed(client: httpx.AsyncClient) -> None:
    made = await client.post("/api/facts", headers=ANNA, json=REX)
    address = f"/api/facts/{made.json()['id']}"
    assert await _known(client, ANNA) == [("dog", "Rex")]

    changed = await client.patch(address, headers=ANNA, json={"subject": "dog", "value": "Tex"})
    assert changed.status_code == 204
    assert await _known(client, ANNA) == [("dog", "Tex")]

    assert (await client.delete(address, headers=ANNA)).status_code == 204
    assert await _known(client, ANNA) == []
    assert (await client.delete(address, headers=ANNA)).status_code == 404


async def test_nobody_gets_at_another_persons_facts(client: httpx.AsyncClient) -> None:
    made = await client.post("/api/facts", headers=ANNA, json=REX)
    address = f"/api/facts/{made.json()['id']}"
    assert await _known(client, BEN) == []
    assert (await client.patch(address, headers=BEN, json=REX)).status_code == 404
    assert (await client.delete(address, headers=BEN)).status_code == 404
    assert (await client.delete("/api/facts", headers=BEN)).status_code == 204
    assert await _known(client, ANNA) == [("dog", "Rex")]


async def test_all_of_it_is_forgotten_at_once(client: httpx.AsyncClient) -> None:
    await client.post("/api/facts", headers=ANNA, json=REX)
    await client.post("/api/facts", headers=ANNA, json={"subject": "name", "value": "Anna"})
    assert (await client.delete("/api/facts", headers=ANNA)).status_code == 204
    assert await _known(client, ANNA) == []


async def test_a_key_is_asked_for_and_has_to_be_long(client: httpx.AsyncClient) -> None:
    assert (await client.get("/api/facts")).status_code == 422
    short = {"X-Repartee-Person": "anna"}
    refused = await client.get("/api/facts", headers=short)
    assert refused.status_code == 422
    assert "X-Repartee-Person" in refused.json()["detail"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"subject": "dog"},
        {"subject": " ", "value": "Rex"},
        {"subject": "dog", "value": "x" * 201},
        {"subject": "?", "value": "Rex"},
        {"subject": 1, "value": "Rex"},
        {**REX, "person": "b"},
    ],
)
async def test_what_is_no_fact_is_refused(client: httpx.AsyncClient, body: object) -> None:
    assert (await client.post("/api/facts", headers=ANNA, json=body)).status_code == 422


def test_a_person_is_stored_as_a_digest_without_digits() -> None:
    digest = person_of("a" * 32)
    assert digest.startswith("key:")
    assert not any(each.isdigit() for each in digest)
    assert person_of("") == ""


@pytest.mark.parametrize("number", ["", "anonymous", "Restricted", "+266696687", "12345"])
def test_a_withheld_number_is_nobody(number: str) -> None:
    assert caller_of(number) == ""


def test_a_number_is_the_same_however_it_is_written() -> None:
    assert caller_of("+1 (555) 010-4477") == caller_of("15550104477")
    assert caller_of("+15550104477") != caller_of("+15550104478")
    assert "5550104477" not in caller_of("+15550104477")
