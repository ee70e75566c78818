"""What one conversation costs, and when it has to end for that."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from repartee.conversation.budget import Budget, BudgetNews, Purse
from repartee.conversation.events import Event, TurnMeasured


class Account:
    """Tells a conversation's callers what each turn took and cost, and when a budget is reached."""

    def __init__(
        self,
        purse: Purse,
        *,
        tell: Callable[[dict[str, Any]], None],
        close: Callable[[BudgetNews], None],
    ) -> None:
        """Open an account.

        Args:
            purse: What all conversations spend.
            tell: Sends everybody a server message.
            close: Ends the conversation politely.
        """
        self._purse = purse
        self._tell = tell
        self._close = close
        self._budget = Budget("conversation", self._purse.conversation_usd)
        self._day = Budget("day", self._purse.day_usd)
        self._is_closed = False

    def note(self, event: Event) -> None:
        """Something happened in the conversation; only what turns took and cost counts."""
        if not isinstance(event, TurnMeasured):
            return
        self._purse.pay(sum(each.usd or 0.0 for each in event.charges))
        self._tell({"type": event.kind, **event.model_dump(mode="json", exclude={"kind", "at"})})
        for news in self._news(event.so_far_usd):
            self._tell(news.as_message())
            if news.is_over and not self._is_closed:
                self._is_closed = True
                self._close(news)

    def _news(self, so_far_usd: float) -> list[BudgetNews]:
        both = (self._budget.after(so_far_usd), self._day.after(self._purse.today_usd))
        return [each for each in both if each is not None]
