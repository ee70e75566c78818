"""Work goes on beside the talk, and the caller is told of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from pydantic import JsonValue

from repartee.tools.answer import Refusal
from repartee.tools.assignments.assignment import AssignmentState
from repartee.tools.assignments.desk import Desk, Manner
from repartee.tools.assignments.job import Counter, JobError
from repartee.tools.assignments.wishes import obey
from tests.tools.scripted_host import ScriptedHost

S = AssignmentState


class ScriptedJob:
    """Does three steps, one each time it is let; remembers them when it is stopped."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.steps = 0
        self.may_step = asyncio.Semaphore(0)
        self.ends: Callable[[Counter], str] = lambda _: f"The result of {text}."
        self.question = ""
        self.answered = ""
        self.stopped = 0

    async def work(self, counter: Counter) -> str:
        try:
            if self.question:
                self.answered = await counter.ask(self.question, "all of it")
            while self.steps < 3:
                counter.report(f"step {self.steps + 1}", self.steps, 3)
                await self.may_step.acquire()
                self.steps += 1
        except asyncio.CancelledError:
            self.stopped += 1
            raise
        return self.ends(counter)


class ScriptedWorkers:
    def __init__(self) -> None:
        self.jobs: list[ScriptedJob] = []
        self.prepare: Callable[[ScriptedJob], None] = lambda _: None

    def take_on(self, text: str) -> ScriptedJob:
        job = ScriptedJob(text)
        self.prepare(job)
        self.jobs.append(job)
        return job


class Scene:
    def __init__(self, longest_secs: float = 60.0) -> None:
        self.host = ScriptedHost()
        self.workers = ScriptedWorkers()
        self.now = 0.0
        manner = Manner("team", "The team", longest_secs)
        self.desk = Desk(self.host, self.workers, manner, clock=lambda: self.now)

    def states(self, number: int = 1) -> list[object]:
        told = [each["state"] for each in self.host.told if each["id"] == number]
        return [now for before, now in zip([None, *told], told, strict=False) if now != before]

    def let(self, steps: int, job: int = 0) -> None:
        for _ in range(steps):
            self.workers.jobs[job].may_step.release()

    async def until(self, condition: Callable[[], object]) -> None:
        async with asyncio.timeout(10):
            while not condition():
                await asyncio.sleep(0)


async def test_a_result_is_announced_and_kept_whole() -> None:
    scene = Scene()
    scene.desk.hand_in("the plan")
    await scene.until(lambda: scene.workers.jobs)
    scene.let(3)
    await scene.until(lambda: scene.host.said)
    assert scene.host.said == ["The team is done. The result of the plan."]
    assert scene.states() == ["waiting", "working", "done"]
    assert scene.host.told[-1]["result"] == "The result of the plan."


async def test_every_step_is_shown_and_few_are_spoken() -> None:
    scene = Scene()
    scene.desk.hand_in("the plan")
    await scene.until(lambda: scene.host.told[-1]["note"] == "step 1")
    scene.now = 9.0
    scene.let(1)
    await scene.until(lambda: scene.host.said)
    scene.let(1)
    await scene.until(lambda: scene.host.told[-1]["note"] == "step 3")
    assert scene.host.said == ["The team is still at it: step 2."]
    assert scene.host.told[-1]["done"] == 2


async def test_a_pause_stops_at_once_and_work_goes_on_where_it_was() -> None:
    scene = Scene()
    scene.desk.hand_in("the plan")
    await scene.until(lambda: scene.host.told[-1]["note"] == "step 1")
    scene.let(1)
    await scene.until(lambda: scene.host.told[-1]["note"] == "step 2")
    assert scene.desk.pause().state is S.PAUSED
    await scene.until(lambda: scene.workers.jobs[0].stopped)
    scene.let(2)
    scene.desk.resume()
    await scene.until(lambda: scene.host.said)
    assert scene.states() == ["waiting", "working", "paused", "working", "done"]
    assert scene.workers.jobs[0].steps == 3


async def test_resuming_before_the_pause_has_settled_loses_nothing() -> None:
    scene = Scene()
    scene.desk.hand_in("the plan")
    await scene.until(lambda: scene.host.told[-1]["note"] == "step 1")
    scene.desk.pause()
    scene.desk.resume()
    scene.let(3)
    await scene.until(lambda: scene.host.said)
    assert scene.states()[-1] == "done"


async def test_a_reset_is_silent_and_the_next_task_begins() -> None:
    scene = Scene()
    scene.desk.hand_in("the plan")
    scene.desk.hand_in("another")
    await scene.until(lambda: scene.host.told[-1]["note"] == "step 1")
    assert len(scene.desk.reset()) == 2
    scene.desk.hand_in("a third")
    scene.let(3, job=2)
    await scene.until(lambda: scene.host.said)
    assert scene.host.said == ["The team is done. The result of a third."]
    assert (scene.states(1)[-1], scene.states(2)[-1]) == ("dropped", "dropped")


async def test_two_tasks_are_done_one_after_the_other() -> None:
    scene = Scene()
    scene.desk.hand_in("one")
    scene.desk.hand_in("two")
    scene.let(3, job=1)
    await scene.until(lambda: scene.host.told[-1]["note"] == "step 1")
    assert scene.states(2) == ["waiting"]
    scene.let(3)
    await scene.until(lambda: len(scene.host.said) == 2)
    assert scene.states(2) == ["waiting", "working", "done"]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (JobError("The line is dead. Try later."), "The line is dead. Try later."),
        (ValueError("secret"), "Something went wrong that I did not expect."),
    ],
)
async def test_a_failure_is_told_in_words_and_the_next_task_still_begins(
    error: Exception, said: str
) -> None:
    def fail(_: Counter) -> str:
        raise error

    scene = Scene()
    scene.desk.hand_in("one")
    scene.workers.jobs[0].ends = fail
    scene.desk.hand_in("two")
    scene.let(3)
    scene.let(3, job=1)
    await scene.until(lambda: len(scene.host.said) == 2)
    assert said in scene.host.said[0]
    assert "secret" not in scene.host.said[0]
    assert scene.states(2)[-1] == "done"


async def test_work_without_an_end_is_stopped() -> None:
    scene = Scene(longest_secs=0.05)
    scene.desk.hand_in("one")
    await scene.until(lambda: scene.host.said)
    assert "took too long" in scene.host.said[0]
    assert scene.workers.jobs[0].stopped == 1


async def test_a_question_is_answered_by_the_callers_own_words() -> None:
    scene = Scene()
    scene.host.replies = ["the blue one"]
    scene.workers.prepare = lambda job: setattr(job, "question", "Which one?")
    scene.desk.hand_in("one")
    scene.let(3)
    await scene.until(lambda: scene.host.said)
    assert scene.workers.jobs[0].answered == "the blue one"
    assert scene.states() == ["waiting", "working", "asking", "working", "done"]


async def test_a_button_answers_the_question_that_it_shows_and_no_other() -> None:
    scene = Scene()
    scene.workers.prepare = lambda job: setattr(job, "question", "May I?")
    scene.desk.hand_in("one")
    await scene.until(lambda: scene.host.told[-1]["state"] == "asking")
    assert scene.host.told[-1]["detail"] == "all of it"
    stale: dict[str, JsonValue] = {"wish": "answer", "id": 1, "question": 0, "words": "yes"}
    obey(scene.desk, stale)
    await asyncio.sleep(0)
    assert scene.desk.current is not None
    assert scene.desk.current.state is S.ASKING
    obey(scene.desk, {**stale, "question": 1})
    scene.let(3)
    await scene.until(lambda: scene.host.said)
    assert scene.workers.jobs[0].answered == "yes"


async def test_buttons_pause_resume_and_reset() -> None:
    scene = Scene()
    scene.desk.hand_in("one")
    await scene.until(lambda: scene.host.told[-1]["state"] == "working")
    for wish, state in (("pause", S.PAUSED), ("reset", S.DROPPED)):
        obey(scene.desk, {"wish": wish})
        assert scene.desk.current is not None
        assert scene.desk.current.state is state
    with pytest.raises(Refusal):
        obey(scene.desk, {"wish": "resume"})
    obey(scene.desk, {"wish": "dance"})


async def test_whoever_comes_in_is_told_of_everything_on_the_desk() -> None:
    scene = Scene()
    obey(scene.desk, {"wish": "show"})
    assert scene.host.told == []
    scene.desk.hand_in("one")
    scene.desk.hand_in("two")
    await scene.until(lambda: scene.host.told[-1]["note"] == "step 1")
    scene.host.told.clear()
    obey(scene.desk, {"wish": "show"})
    told = [(each["text"], each["state"], each["note"]) for each in scene.host.told]
    assert told == [("one", "working", "step 1"), ("two", "waiting", "")]


async def test_whoever_comes_after_the_end_is_told_the_result() -> None:
    scene = Scene()
    scene.desk.hand_in("one")
    scene.let(3)
    await scene.until(lambda: scene.host.said)
    scene.host.told.clear()
    obey(scene.desk, {"wish": "show"})
    assert [each["result"] for each in scene.host.told] == ["The result of one."]


async def test_work_ends_with_the_conversation() -> None:
    scene = Scene()
    scene.desk.hand_in("one")
    await scene.until(lambda: scene.host.told[-1]["note"] == "step 1")
    for task in scene.host.tasks:
        task.cancel()
    await asyncio.gather(*scene.host.tasks, return_exceptions=True)
    assert scene.workers.jobs[0].stopped == 1
