"""The in-process team over real HTTP: every brain's wire protocol, spoken by its stand-in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic_ai import models

from repartee.engines.phrasebook import Phrasebook
from repartee.services.provider import BrainProvider
from repartee.settings import Settings, load_settings
from repartee.stacks.providers import Providers
from repartee.stacks.team_model import model_of
from repartee.tools.team.in_process import InProcessTeam
from repartee.tools.used import Used
from tests.support.stand_ins import StandIns, standing_in


class Silent:
    def __init__(self) -> None:
        self.bills: list[Used] = []

    def used(self, used: Used) -> None:
        self.bills.append(used)

    def report(self, note: str, done: int = 0, steps: int = 0) -> None:
        pass

    async def ask(self, question: str, detail: str = "", *, by_ear: bool = True) -> str:
        return ""


@pytest.fixture(scope="module")
def stand_ins(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIns]:
    with standing_in(tmp_path_factory.mktemp("cache")) as running:
        yield running


@pytest.fixture
def rehearsing(stand_ins: StandIns, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Settings:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(models, "ALLOW_MODEL_REQUESTS", True)
    for name, value in stand_ins.environment.items():
        monkeypatch.setenv(name, value)
    return load_settings()


def _brain(settings: Settings, name: str) -> BrainProvider:
    return Providers(settings, Phrasebook.load()).brain(name, first=False)


@pytest.mark.parametrize("name", ["anthropic", "openai", "groq", "cerebras"])
async def test_the_team_thinks_with_any_brain(rehearsing: Settings, name: str) -> None:
    brain = _brain(rehearsing, name)
    silent = Silent()
    result = await InProcessTeam(model_of([brain])).take_on("What is 15 plus 3?").work(silent)
    await brain.close()
    assert result
    # To the library, all of them but Claude are OpenAI.
    assert {each.provider for each in silent.bills} == {name}
    assert all(each.amounts["output_tokens"] > 0 for each in silent.bills)


async def test_the_second_brain_takes_over_from_one_that_fails(
    rehearsing: Settings, stand_ins: StandIns
) -> None:
    stand_ins.arm("openai:500")
    brains = [_brain(rehearsing, "openai"), _brain(rehearsing, "groq")]
    stand_ins.calls()
    assert await InProcessTeam(model_of(brains)).take_on("What is 15 plus 3?").work(Silent())
    stand_ins.clear("openai")
    for brain in brains:
        await brain.close()
    assert stand_ins.calls()["groq"] >= 3
