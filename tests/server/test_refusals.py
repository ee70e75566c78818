"""What callers are told who cannot come in."""

from __future__ import annotations

from http import HTTPStatus

import pytest

from repartee.conversation.budget import Purse
from repartee.conversation.session_manager import BudgetSpentError, DrainingError, SessionManager
from repartee.server.refusals import as_problem, close_code


def test_nobody_comes_in_on_a_day_whose_budget_is_used_up_and_is_told_until_when() -> None:
    purse = Purse(day_usd=1)
    sessions = SessionManager(2, purse)
    sessions.admit()
    purse.pay(1)
    with pytest.raises(BudgetSpentError) as refused:
        sessions.admit()
    problem = as_problem(refused.value)
    assert problem.status is HTTPStatus.SERVICE_UNAVAILABLE
    assert "budget is used up" in problem.detail
    assert problem.retry_after_secs is None
    assert close_code(refused.value) == 1013
    assert problem.code == "budget-spent"


def test_nobody_comes_in_while_the_server_is_about_to_stop_and_is_told_when_to_try_again() -> None:
    sessions = SessionManager(2)
    sessions.drain()
    with pytest.raises(DrainingError) as refused:
        sessions.admit()
    problem = as_problem(refused.value)
    assert problem.status is HTTPStatus.SERVICE_UNAVAILABLE
    assert "about to stop" in problem.detail
    assert problem.retry_after_secs == 30
    assert close_code(refused.value) == 1013
    assert problem.code == "draining"
