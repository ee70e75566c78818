"""A team in another process, behind the A2A SDK's own server."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

import pytest
from pydantic import SecretStr

from repartee.tools.assignments.job import JobError
from repartee.tools.team.remote import RemoteAddress, RemoteTeam
from repartee.tools.used import Used
from tests.support.server_process import free_port
from tests.support.work.team_process import team_at_work


class Caller:
    def __init__(self, *replies: str) -> None:
        self.replies = list(replies)
        self.questions: list[str] = []
        self.notes: list[str] = []

    def used(self, used: Used) -> None:
        raise AssertionError("A team elsewhere tells no usage")

    def report(self, note: str, done: int = 0, steps: int = 0) -> None:
        self.notes.append(note)

    async def ask(self, question: str, detail: str = "", *, by_ear: bool = True) -> str:
        self.questions.append(question)
        return self.replies.pop(0) if self.replies else ""


@pytest.fixture(scope="module", params=["streaming", "once"])
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    with team_at_work(request.param) as address:
        yield address


def _team(url: str) -> RemoteTeam:
    return RemoteTeam(RemoteAddress(url, SecretStr("")))


async def _until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(30):
        while not condition():
            await asyncio.sleep(0.02)


async def test_a_task_is_done_elsewhere(url: str) -> None:
    caller = Caller()
    result = await _team(url).take_on("count the stars").work(caller)
    assert result == "I was told: count the stars."


async def test_progress_comes_as_it_is_made(url: str) -> None:
    caller = Caller()
    job = _team(url).take_on("stubborn work")
    await job.work(caller)
    assert "Looking into it" in caller.notes


async def test_an_answer_without_a_task_is_a_result_too(url: str) -> None:
    assert await _team(url).take_on("talk").work(Caller()) == "Just talking."


async def test_a_question_of_the_team_is_put_to_the_caller(url: str) -> None:
    caller = Caller("the red one")
    result = await _team(url).take_on("ask Which colour?").work(caller)
    assert caller.questions == ["The team asks: Which colour?"]
    assert result == "I was told: the red one."


async def test_a_team_that_fails_says_why(url: str) -> None:
    with pytest.raises(JobError, match="No paper left"):
        await _team(url).take_on("fail").work(Caller())


@pytest.mark.parametrize("kind", ["wait", "stubborn"])
async def test_a_pause_stops_it_there_and_a_new_task_goes_on_from_it(url: str, kind: str) -> None:
    job, caller = _team(url).take_on(f"{kind} for it"), Caller()
    work = asyncio.create_task(job.work(caller))
    await _until(lambda: caller.notes)
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)
    result = await job.work(Caller())
    assert f"Go on with the task that was stopped: {kind} for it" in result
    assert "It goes on from" in result


async def test_a_team_that_is_not_there_is_told_in_words() -> None:
    with pytest.raises(JobError, match="TEAM_URL"):
        await _team(f"http://127.0.0.1:{free_port()}").take_on("anything").work(Caller())
