"""What conversations may cost, and when somebody is told: pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal

from repartee.conversation.tariff import NoTariff, Tariff

WARN_AT = 0.8
"""The part of a budget at which callers are warned."""

_WHOSE = {"conversation": "This conversation's budget", "day": "This server's budget for today"}


def today() -> date:
    """The day that budgets count by, in UTC."""
    return datetime.now(UTC).date()


@dataclass(frozen=True)
class BudgetNews:
    """A budget is nearly used up, or is."""

    scope: Literal["conversation", "day"]
    spent_usd: float
    limit_usd: float

    @property
    def is_over(self) -> bool:
        """Whether nothing is left."""
        return self.spent_usd >= self.limit_usd

    @property
    def sentence(self) -> str:
        """What callers are told."""
        whose = _WHOSE[self.scope]
        if self.is_over:
            return f"{whose} is used up, so I have to say goodbye."
        left = 100 - int(100 * self.spent_usd / self.limit_usd)
        return f"{whose} is nearly used up: {left} percent are left."

    def as_message(self) -> dict[str, object]:
        """The message by which a page learns of it."""
        return {
            "type": "budget",
            "scope": self.scope,
            "spent_usd": round(self.spent_usd, 6),
            "limit_usd": self.limit_usd,
            "over": self.is_over,
            "message": self.sentence,
        }


class Budget:
    """One limit, of which is told once when it is near and once when it is reached."""

    def __init__(self, scope: Literal["conversation", "day"], limit_usd: float) -> None:
        """Set a limit.

        Args:
            scope: What it is for.
            limit_usd: In US dollars; 0 for none.
        """
        self._scope: Literal["conversation", "day"] = scope
        self._limit_usd = limit_usd
        self._told = 0.0

    def after(self, spent_usd: float) -> BudgetNews | None:
        """What is to be told when so much is spent in all.

        Args:
            spent_usd: Never less than before, but for a new day.
        """
        if not self._limit_usd:
            return None
        part = spent_usd / self._limit_usd
        reached = max((each for each in (WARN_AT, 1.0) if part >= each), default=0.0)
        told, self._told = self._told, reached
        if reached <= told:
            return None
        return BudgetNews(self._scope, spent_usd, self._limit_usd)


class Purse:
    """What all conversations spend, and may spend; other servers', as far as that is known."""

    def __init__(
        self,
        tariff: Tariff | None = None,
        *,
        conversation_usd: float = 0.0,
        day_usd: float = 0.0,
        day: Callable[[], date] = today,
    ) -> None:
        """Begin a day on which nothing was spent.

        Args:
            tariff: Knows what things cost; None where nobody does.
            conversation_usd: The most that one conversation may cost; 0 for any sum.
            day_usd: The most that all may cost in a day; 0 for any sum.
            day: Tells which day it is.
        """
        self.tariff: Tariff = tariff or NoTariff()
        self.conversation_usd = conversation_usd
        self.day_usd = day_usd
        self._day = day
        self._today = day()
        self._spent_usd = 0.0

    @property
    def today_usd(self) -> float:
        """What was spent today."""
        self._turn_the_page()
        return self._spent_usd

    @property
    def is_empty(self) -> bool:
        """Whether today's budget is used up."""
        return bool(self.day_usd) and self.today_usd >= self.day_usd

    def know(self, usd: float, day: date) -> None:
        """The log of all servers has so much for a day.

        It may lag behind what was paid here, and is never more than was really spent.

        Args:
            usd: All that is written down.
            day: For which day; another one than today's is too late.
        """
        self._turn_the_page()
        if day == self._today:
            self._spent_usd = max(self._spent_usd, usd)

    def pay(self, usd: float) -> None:
        """Something was spent."""
        self._turn_the_page()
        self._spent_usd += usd

    def _turn_the_page(self) -> None:
        day = self._day()
        if day != self._today:
            self._today, self._spent_usd = day, 0.0
