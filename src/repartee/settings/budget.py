from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings


class BudgetSettings(BaseSettings):
    """What conversations may cost."""

    budget_per_conversation: float = Field(
        0,
        ge=0,
        le=1_000_000,
        allow_inf_nan=False,
        description="The most that one conversation may cost, in US dollars; 0 for any sum. Its "
        "callers are warned at 80 %, and it ends politely at 100 %.",
        examples=[0.5],
    )
    budget_per_day: float = Field(
        0,
        ge=0,
        le=1_000_000,
        allow_inf_nan=False,
        description="The most that all conversations may cost in a day (UTC), in US dollars; 0 for "
        "any sum. No new one begins when it is used up.",
        examples=[10],
    )
    prices_file: Path | None = Field(
        None,
        description="A YAML file with prices of yours, which count before those that come with "
        "Repartee. See docs/costs.md.",
        examples=["prices.yaml"],
    )
