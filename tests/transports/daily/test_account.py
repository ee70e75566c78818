"""Whether callers can come by Daily, as the doctor and `/health` tell."""

from __future__ import annotations

import importlib.util

import pytest
from pydantic import SecretStr

from repartee.services.provider import Check, Verdict
from repartee.simulator.faults import Fault, FaultKind
from repartee.transports.daily import account
from repartee.transports.daily.account import DailyAccount
from tests.simulator.conftest import scripted

KEY = SecretStr("sk-simulated-good")


@pytest.fixture(autouse=True)
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Daily's package, whether or not it is here."""
    monkeypatch.setattr(account, "find_spec", lambda _: importlib.util.find_spec("json"))


async def _checked(fault: Fault | None = None) -> Check:
    async with scripted("daily") as simulator:
        environment = simulator.environment()
        if fault:
            simulator.arm("daily", fault)
        key = SecretStr(environment["DAILY_API_KEY"])
        return await DailyAccount(environment["DAILY_API_URL"], key).check()


async def test_a_good_key_is_told_with_its_domain() -> None:
    check = await _checked()
    assert check.ok
    assert "simulated" in check.finding


@pytest.mark.parametrize(
    ("kind", "named"),
    [(FaultKind.UNAUTHORISED, "DAILY_API_KEY"), (FaultKind.REFUSE, "DAILY_API_URL")],
)
async def test_what_is_wrong_is_told_with_the_setting(kind: FaultKind, named: str) -> None:
    check = await _checked(Fault(kind))
    assert check.verdict is Verdict.DEGRADED
    assert named in check.fix


async def test_a_missing_package_is_told_before_anybody_is_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(account, "find_spec", lambda _: None)
    check = await DailyAccount("http://127.0.0.1:9", KEY).check()
    assert "not installed" in check.finding
    assert "'.[daily]'" in check.fix
