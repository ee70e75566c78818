"""What conversations may cost, and what happens when they have."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pipecat.frames.frames import Frame, LLMContextFrame
from pipecat.metrics.metrics import LLMTokenUsage
from pipecat.processors.frame_processor import FrameDirection
from pipecat.services.llm_service import LLMService

from repartee.conversation.budget import Budget, BudgetNews, Purse
from repartee.conversation.events import AgentTurn, SessionEnded, TurnMeasured
from repartee.conversation.parts import Choices
from repartee.conversation.tariff import NoTariff
from repartee.conversation.turn_measure import TurnMeasure
from repartee.services.failover.chain import OnNotice
from tests.support.scripted_stack import ScriptedBrain, ScriptedStack
from tests.support.sitting import sitting


def _parts(budget: Budget, *spent: float) -> list[float]:
    news = [budget.after(each) for each in spent]
    return [each.spent_usd for each in news if each is not None]


def test_it_is_told_once_at_four_fifths_and_once_at_the_end() -> None:
    assert _parts(Budget("day", 10), 1, 7.9, 8, 9, 9.9, 10, 11) == [8, 10]


def test_a_leap_past_both_is_told_as_the_end_alone() -> None:
    assert _parts(Budget("day", 10), 1, 12, 13) == [12]


@given(st.lists(st.floats(0, 1e6)))
def test_without_a_limit_nothing_is_told(spent: list[float]) -> None:
    assert _parts(Budget("conversation", 0), *spent) == []


def test_a_new_day_begins_with_nothing_spent() -> None:
    days = [date(2026, 1, 1)]
    purse = Purse(day_usd=1, day=lambda: days[-1])
    purse.pay(1.5)
    assert purse.is_empty
    days.append(date(2026, 1, 2))
    assert (purse.today_usd, purse.is_empty) == (0, False)
    purse.pay(0.25)
    assert purse.today_usd == 0.25


def test_what_other_servers_spent_counts_and_what_is_not_written_down_yet_does_too() -> None:
    day = date(2026, 1, 1)
    purse = Purse(day_usd=1, day=lambda: day)
    purse.pay(0.5)
    purse.know(0.25, day)
    assert purse.today_usd == 0.5
    purse.know(0.75, day)
    purse.pay(0.25)
    assert (purse.today_usd, purse.is_empty) == (1, True)


def test_what_is_known_of_another_day_counts_for_nothing() -> None:
    purse = Purse(day_usd=1, day=lambda: date(2026, 1, 2))
    purse.know(5, date(2026, 1, 1))
    assert purse.today_usd == 0


@pytest.mark.parametrize(
    ("spent", "sentence"),
    [
        (0.85, "This conversation's budget is nearly used up: 15 percent are left."),
        (1.2, "This conversation's budget is used up, so I have to say goodbye."),
    ],
)
def test_callers_are_told_in_a_sentence(spent: float, sentence: str) -> None:
    assert BudgetNews("conversation", spent, 1).sentence == sentence


class _CountingBrain(ScriptedBrain):
    """Says that each answer took a hundred tokens."""

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if isinstance(frame, LLMContextFrame):
            tokens = LLMTokenUsage(prompt_tokens=90, completion_tokens=10, total_tokens=100)
            await self.start_llm_usage_metrics(tokens)

    def can_generate_metrics(self) -> bool:
        return True


class _CostlyStack(ScriptedStack):
    def brain(self, choices: Choices, on_notice: OnNotice) -> LLMService[Any]:
        self.brains_made.append(_CountingBrain(self._answer))
        return self.brains_made[-1]


class _CentTariff:
    def provider_of(self, processor: str) -> str:
        return processor.partition("#")[0]

    def part_of(self, processor: str) -> str:
        return processor.partition("#")[0]

    def cost(self, provider: str, model: str, unit: str, amount: float) -> float | None:
        return amount / 100 if unit.endswith("tokens") else None


async def test_a_conversation_is_warned_and_then_ended_politely() -> None:
    purse = Purse(_CentTariff(), conversation_usd=2.4)
    async with sitting(_CostlyStack(), purse=purse) as it:
        for number in (1, 2, 3):
            it.line.type("go on")
            await it.until_written(TurnMeasured, number)
        ended = await it.until_written(SessionEnded)
    told = [each["data"] for each in it.line.sent if each.get("type") == "server-message"]
    news = [(each["spent_usd"], each["over"]) for each in told if each["type"] == "budget"]
    assert news == [(2, False), (3, True)]
    measured = [each for each in told if each["type"] == "turn-measured"]
    assert [each["so_far_usd"] for each in measured[:3]] == [1, 2, 3]
    assert it.written.of(AgentTurn)[-1].generated.endswith("so I have to say goodbye.")
    assert ended.reason == "budget"
    assert purse.today_usd == 3
    assert it.session.snapshot().spent_usd == 3


class _Pennies(NoTariff):
    def cost(self, provider: str, model: str, unit: str, amount: float) -> float:  # type: ignore[override]
        del provider, model, unit
        return amount / 100


def test_work_beside_the_talk_is_charged_at_once_and_leaves_the_turn_alone() -> None:
    measure = TurnMeasure(_Pennies())
    measure.begin(1)
    measure.step("decided", 1.2)
    beside = measure.beside(3, "groq", "m", {"input_tokens": 50, "cached_tokens": 0})
    assert [(each.unit, each.amount) for each in beside.charges] == [("input_tokens", 50)]
    assert (beside.turn, beside.steps_ms, beside.so_far_usd) == (3, {}, 0.5)
    (turn,) = measure.take(3)
    assert (turn.steps_ms, turn.charges, turn.so_far_usd) == ({"decided": 200}, [], 0.5)
