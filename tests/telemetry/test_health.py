from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repartee.services.provider import Verdict
from repartee.telemetry.health import HealthBoard, UnknownServiceError
from tests.support.scripted_provider import ScriptedProvider, sick


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def board_of(clock: Clock, limit_secs: float = 5, **providers: ScriptedProvider) -> HealthBoard:
    named = {name.replace("_", "-"): each for name, each in providers.items()}
    return HealthBoard(lambda: named, limit_secs=limit_secs, clock=clock)


async def test_a_vendor_is_asked_once_in_ten_seconds_however_many_look() -> None:
    clock, vendor = Clock(), ScriptedProvider()
    board = board_of(clock, ears=vendor)
    await asyncio.gather(*(board.glance() for _ in range(20)), *(board.look("ears") for _ in "ab"))
    clock.now += 9.9
    await board.look("vendor")
    assert vendor.checks == 1
    clock.now += 0.2
    await board.look("ears")
    assert vendor.checks == 2


@given(st.lists(st.floats(0, 30), max_size=40))
def test_no_pattern_of_probes_hammers_a_vendor(pauses: list[float]) -> None:
    async def probe() -> int:
        clock, vendor = Clock(), ScriptedProvider()
        board = board_of(clock, ears=vendor)
        for pause in pauses:
            clock.now += pause
            await board.look("ears")
        return vendor.checks

    assert asyncio.run(probe()) <= sum(pauses) / 10 + 1


async def test_a_glance_never_waits_for_a_vendor_it_knows() -> None:
    clock, vendor = Clock(), ScriptedProvider()
    board = board_of(clock, ears=vendor)
    await board.glance()
    clock.now += 60
    vendor.gate, vendor.result = asyncio.Event(), sick()
    known = await board.glance()
    assert known["ears"].check.verdict is Verdict.HEALTHY
    assert known["ears"].age_secs == 60
    vendor.gate.set()
    assert not (await board.look("ears"))["ears"].check.ok
    assert vendor.checks == 2
    await board.close()


async def test_a_glance_at_something_unknown_waits_a_moment_only() -> None:
    vendor = ScriptedProvider(gate=asyncio.Event())
    board = board_of(Clock(), ears=vendor)
    known = await board.glance(wait_secs=0.01)
    assert known["ears"].check.finding == "not checked yet"
    assert known["ears"].age_secs is None
    await board.close()


async def test_a_check_that_hangs_is_broken_off() -> None:
    board = board_of(Clock(), 0.05, ears=ScriptedProvider(gate=asyncio.Event()))
    found = (await board.look("ears"))["ears"].check
    assert found.finding == "no answer within 0.05 s"
    assert not found.ok


async def test_a_check_that_breaks_its_promise_breaks_nothing_else() -> None:
    bad = ScriptedProvider(result=RuntimeError("key sk-secret"))
    board = board_of(Clock(), ears=bad, brain=ScriptedProvider("other"))
    known = await board.glance()
    assert not known["ears"].check.ok
    assert "sk-secret" not in known["ears"].check.finding
    assert known["brain"].check.ok


async def test_a_service_is_found_by_its_part_or_by_its_own_name() -> None:
    clock = Clock()
    board = board_of(
        clock,
        ears=ScriptedProvider("speaches"),
        brain=ScriptedProvider("ollama"),
        voice=ScriptedProvider("speaches"),
        voice_built_in=ScriptedProvider("built-in"),
    )
    assert set(await board.look("speaches")) == {"ears", "voice"}
    assert set(await board.look("voice-built-in")) == {"voice-built-in"}
    assert board.services == (
        "ears",
        "brain",
        "voice",
        "voice-built-in",
        "speaches",
        "ollama",
        "built-in",
    )
    with pytest.raises(UnknownServiceError):
        await board.look("nobody")
