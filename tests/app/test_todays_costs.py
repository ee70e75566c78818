"""What was spent today, by servers that share a database."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from repartee.app.todays_costs import TodaysCosts
from repartee.conversation.budget import Purse
from repartee.conversation.events import Charge, SessionStarted, TurnMeasured
from repartee.history.errors import HistoryError
from repartee.history.operations import Operations
from repartee.history.store import HistoryStore, NumberedEvent


async def test_a_server_learns_what_another_one_spent(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}/history.sqlite3"
    ours, theirs = HistoryStore(address, tmp_path), HistoryStore(address, tmp_path)
    await ours.open()
    await theirs.open()
    purse = Purse(day_usd=1)
    costs = TodaysCosts(purse, Operations(ours.database).spent_today)
    await costs.open()
    assert purse.today_usd == 0

    now = datetime.now(UTC)
    bill = Charge(provider="openai", unit="characters", amount=1, usd=1.5)
    turn = TurnMeasured(turn=1, charges=[bill], at=now)
    await theirs.append("a", [NumberedEvent(1, SessionStarted(at=now)), NumberedEvent(2, turn)])
    await costs.look()
    assert purse.is_empty

    await costs.close()
    await ours.close()
    await theirs.close()


async def test_a_database_that_is_away_leaves_what_is_known() -> None:
    purse = Purse(day_usd=1)
    purse.pay(0.5)

    async def away() -> float:
        raise HistoryError("It is away.")

    costs = TodaysCosts(purse, away)
    await costs.look()
    await costs.look()
    assert purse.today_usd == 0.5
