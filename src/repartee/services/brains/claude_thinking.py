from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Level = Literal["off", "low", "medium", "high"]

_BUDGETS = {"low": 1024, "medium": 4096, "high": 10_000}  # tokens; Anthropic takes no fewer
# Claude 4.5 and older take a budget; since 4.6 the model decides, guided by an effort.
_WITH_BUDGET = re.compile(r"claude-(3|(opus|sonnet|haiku)-4-(\d{8}|[0-5](\D|$)))")


@dataclass(frozen=True, slots=True)
class ThinkingPlan:
    """What is asked of Claude so that it thinks as hard as wanted before it speaks."""

    kind: Literal["adaptive", "enabled"] | None = None
    """None leaves it at the least that the model can do."""
    budget_tokens: int | None = None
    effort: str | None = None
    extra_tokens: int = 0
    """What thinking takes of the longest answer."""


def plan_thinking(model: str, level: Level) -> ThinkingPlan:
    """Decide how to ask a model to think.

    Args:
        model: Its id at Anthropic, Bedrock or Vertex.
        level: How hard.
    """
    if level == "off":
        return ThinkingPlan()
    budget = _BUDGETS[level]
    if _WITH_BUDGET.search(model.lower()):
        return ThinkingPlan("enabled", budget_tokens=budget, extra_tokens=budget)
    return ThinkingPlan("adaptive", effort=level, extra_tokens=budget)
