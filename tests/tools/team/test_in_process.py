"""Planner, researcher and writer, with a scripted model in their heads."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_ai import ModelHTTPError, models
from pydantic_ai.messages import (
    ModelMessage,
    ModelResponse,
    TextPart,
    ToolCallPart,
    ToolReturnPart,
    UserPromptPart,
)
from pydantic_ai.models.function import AgentInfo, FunctionModel
from pydantic_ai.usage import RequestUsage

from repartee.tools.assignments.job import JobError
from repartee.tools.team.in_process import InProcessTeam
from repartee.tools.team.plan_text import MOST_STEPS, steps_in
from repartee.tools.team.usage import used_in
from repartee.tools.used import Used

models.ALLOW_MODEL_REQUESTS = False

Mind = Callable[[str, str], str]


class Notebook:
    def __init__(self) -> None:
        self.reports: list[tuple[str, int, int]] = []
        self.bills: list[Used] = []

    def used(self, used: Used) -> None:
        self.bills.append(used)

    def report(self, note: str, done: int = 0, steps: int = 0) -> None:
        self.reports.append((note, done, steps))

    async def ask(self, question: str, detail: str = "", *, by_ear: bool = True) -> str:
        raise AssertionError("The team asks nothing")


def prompt_in(messages: list[ModelMessage]) -> str:
    asked = messages[0].parts[-1]
    assert isinstance(asked, UserPromptPart)
    return str(asked.content)


def team(mind: Mind) -> InProcessTeam:
    """A team whose model answers by who asks, and what."""

    async def answer(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        who = (info.instructions or "").split()[1]
        return ModelResponse([TextPart(mind(who, prompt_in(messages)))])

    return InProcessTeam(FunctionModel(answer))


def _usual(who: str, prompt: str) -> str:
    if who == "plan":
        return "Here is my plan:\n1. **Find** the prices.\n2. Compare them.\n"
    return f"found by {prompt.splitlines()[-1]}" if who == "work" else f"Written.\n{prompt}"


async def test_a_task_is_planned_researched_step_by_step_and_written_up() -> None:
    notebook = Notebook()
    result = await team(_usual).take_on("Which is cheaper?").work(notebook)
    assert result.startswith("Written.\nTask: Which is cheaper?")
    assert "Find the prices.\nfound by Your step: Find the prices." in result
    assert notebook.reports == [
        ("making a plan", 0, 0),
        ("step 1 of 2, find the prices", 1, 4),
        ("step 2 of 2, compare them", 2, 4),
        ("writing it up", 3, 4),
    ]


async def test_what_each_of_them_used_is_told() -> None:
    notebook = Notebook()
    await team(_usual).take_on("Which is cheaper?").work(notebook)
    assert len(notebook.bills) == 4
    assert all(each.amounts["output_tokens"] > 0 for each in notebook.bills)


def test_what_was_kept_by_a_vendor_is_billed_as_that_and_not_twice() -> None:
    tokens = RequestUsage(
        input_tokens=100, cache_read_tokens=60, cache_write_tokens=10, output_tokens=7
    )
    answer = ModelResponse([], usage=tokens, model_name="m", provider_name="groq")
    (used,) = used_in([answer])
    assert (used.provider, used.model) == ("groq", "m")
    assert used.amounts == {
        "input_tokens": 30,
        "cached_tokens": 60,
        "cache_write_tokens": 10,
        "output_tokens": 7,
    }


async def test_after_a_pause_only_the_step_under_way_is_done_again() -> None:
    asked: list[str] = []
    held = asyncio.Event()

    async def answer(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        who = (info.instructions or "").split()[1]
        prompt = prompt_in(messages)
        asked.append(f"{who}: {prompt.splitlines()[-1]}")
        if "Compare" in asked[-1] and not held.is_set():
            held.set()
            await asyncio.Event().wait()
        return ModelResponse([TextPart(_usual(who, prompt))])

    job = InProcessTeam(FunctionModel(answer)).take_on("Which is cheaper?")
    work = asyncio.create_task(job.work(Notebook()))
    await held.wait()
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)
    assert (await job.work(Notebook())).startswith("Written.")
    assert [each.split(":")[0] for each in asked] == ["plan", "work", "work", "work", "write"]


async def test_the_researcher_reckons_with_tools() -> None:
    async def answer(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        if not info.function_tools:
            return ModelResponse([TextPart("1. Multiply.")])
        last = messages[-1].parts[-1]
        if isinstance(last, ToolReturnPart):
            return ModelResponse([TextPart(str(last.content))])
        arguments = {"left": 17, "operation": "times", "right": 23}
        return ModelResponse([ToolCallPart("calculate", arguments)])

    job = InProcessTeam(FunctionModel(answer)).take_on("17 times 23")
    await job.work(Notebook())
    assert "391" in job.sheet.findings[0]


@pytest.mark.parametrize("fault", ["error", "silence"])
async def test_a_model_that_fails_is_told_in_words(fault: str) -> None:
    def mind(who: str, _: str) -> str:
        if fault == "error":
            raise ModelHTTPError(500, "scripted", "secret")
        return " "

    with pytest.raises(JobError) as failed:
        await team(mind).take_on("anything").work(Notebook())
    assert "language model" in failed.value.say
    assert "secret" not in failed.value.say


@given(st.text(), st.text(min_size=1))
def test_any_plan_has_steps_and_not_too_many(text: str, task: str) -> None:
    assert 1 <= len(steps_in(text, task)) <= MOST_STEPS


def test_what_is_no_list_is_one_step() -> None:
    assert steps_in("I would just do it.", "the task") == ["the task"]
    assert steps_in("- one\n* two\nStep 3: three", "the task") == ["one", "two", "three"]
