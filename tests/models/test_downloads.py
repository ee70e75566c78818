from __future__ import annotations

import asyncio

import pytest

from repartee.models.downloads import Downloads
from repartee.models.errors import ModelError, TooManyDownloadsError, UnknownModelError
from repartee.models.progress import Phase, Tell
from repartee.models.pull import Puller
from repartee.models.store import ModelStore
from tests.models.hub_standin import HubStandIn


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def downloads(store: ModelStore, puller: Puller, clock: Clock) -> Downloads:
    return Downloads(store, puller, clock=clock)


async def test_a_model_is_fetched_and_told_of(downloads: Downloads, store: ModelStore) -> None:
    assert downloads.pull("whisper-tiny").phase is Phase.STARTING
    ended = await downloads.ended("whisper-tiny")
    assert ended is not None
    assert ended.phase is Phase.DONE
    assert ended.fraction == 1
    assert store.path("whisper-tiny")


async def test_what_ended_stays_in_sight_for_a_while(downloads: Downloads, clock: Clock) -> None:
    downloads.pull("whisper-tiny")
    await downloads.ended("whisper-tiny")
    assert [each.phase for each in downloads.list] == [Phase.DONE]
    clock.now += 60
    assert downloads.list == ()


async def test_a_failure_is_one_sentence(downloads: Downloads, hub: HubStandIn) -> None:
    hub.listing_statuses = [404]
    downloads.pull("whisper-tiny")
    ended = await downloads.ended("whisper-tiny")
    assert ended is not None
    assert ended.phase is Phase.FAILED
    assert "has no whisper-tiny" in ended.detail


async def test_asking_twice_is_asking_once(downloads: Downloads, hub: HubStandIn) -> None:
    hub.hold_after = 0
    downloads.pull("whisper-tiny")
    downloads.pull("Systran/faster-whisper-tiny")
    assert len(downloads.list) == 1
    hub.go_on.set()
    await downloads.ended("whisper-tiny")
    assert hub.listings == 1


async def test_a_stopped_download_can_be_taken_up(downloads: Downloads, hub: HubStandIn) -> None:
    hub.hold_after = 0
    downloads.pull("whisper-tiny")
    async with asyncio.timeout(60):
        while not hub.asked:
            await asyncio.sleep(0.01)
    stopped = await downloads.cancel("whisper-tiny")
    assert stopped is not None
    assert stopped.phase is Phase.CANCELLED
    assert await downloads.cancel("whisper-tiny") is None
    hub.go_on.set()
    downloads.pull("whisper-tiny")
    ended = await downloads.ended("whisper-tiny")
    assert ended is not None
    assert ended.phase is Phase.DONE


async def test_no_more_than_two_at_once(downloads: Downloads, hub: HubStandIn) -> None:
    hub.hold_after = 0
    downloads.pull("whisper-tiny")
    downloads.pull("whisper-base")
    with pytest.raises(TooManyDownloadsError, match="2 downloads are under way"):
        downloads.pull("whisper-small")
    with pytest.raises(UnknownModelError):
        downloads.pull("nothing")
    await downloads.close()


async def test_what_other_servers_fetch_is_told_of_alike(downloads: Downloads) -> None:
    gate = asyncio.Event()

    async def ollama(tell: Tell) -> None:
        tell(100, 200, "pulling layers")
        await gate.wait()
        raise ModelError("Ollama has no such model.")

    downloads.run("llama3.2:3b", ollama)
    await asyncio.sleep(0)
    told = downloads.get("llama3.2:3b")
    assert told is not None
    assert (told.phase, told.fraction, told.detail) == (Phase.RUNNING, 0.5, "pulling layers")
    gate.set()
    ended = await downloads.ended("llama3.2:3b")
    assert ended is not None
    assert ended.detail == "Ollama has no such model."
    again = downloads.again("llama3.2:3b")
    assert again is not None
    assert again.phase is Phase.STARTING
    assert downloads.again("another") is None
    await downloads.close()


async def test_a_bug_is_not_shown_to_people(downloads: Downloads) -> None:
    async def broken(_tell: Tell) -> None:
        raise RuntimeError("key sk-secret")

    downloads.run("x", broken)
    ended = await downloads.ended("x")
    assert ended is not None
    assert ended.phase is Phase.FAILED
    assert "sk-secret" not in ended.detail


async def test_changes_end_when_nothing_runs_or_the_server_stops(downloads: Downloads) -> None:
    assert [some async for some in downloads.changes()] == [()]

    gate = asyncio.Event()

    async def endless(_tell: Tell) -> None:
        await gate.wait()

    downloads.run("x", endless)
    watching = asyncio.create_task(_all(downloads))
    await asyncio.sleep(0)
    downloads.end_watches()
    async with asyncio.timeout(60):
        assert len(await watching) >= 1
    await downloads.close()
    assert downloads.list[0].phase is Phase.CANCELLED


async def _all(downloads: Downloads) -> list[object]:
    return [some async for some in downloads.changes()]
