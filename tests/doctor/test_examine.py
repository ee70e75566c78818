from __future__ import annotations

import asyncio
import threading
import time

from repartee.doctor.examine import MachineCheck, examine
from repartee.doctor.finding import Finding, Grade, good
from tests.support.scripted_provider import ScriptedProvider, sick


async def test_all_run_at_once_and_keep_their_order() -> None:
    # Each waits until all have begun: one after the other would never end.
    together = threading.Barrier(3, timeout=10)

    def look() -> Finding:
        together.wait()
        return good("a", "b")

    found = await examine(
        [MachineCheck("a", look)] * 3, {"ears": ScriptedProvider(), "brain": ScriptedProvider()}
    )
    assert [each.name for each in found] == ["Ears", "Brain", "a", "a", "a"]
    assert all(each.millis is not None for each in found)


async def test_what_hangs_is_left_behind() -> None:
    release = threading.Event()

    def hang() -> Finding:
        release.wait(30)
        return good("late", "")

    begun = time.monotonic()
    found = await examine(
        [MachineCheck("Disk", hang)],
        {"ears": ScriptedProvider(gate=asyncio.Event())},
        limit_secs=0.2,
    )
    assert time.monotonic() - begun < 5
    assert [each.grade for each in found] == [Grade.BAD, Grade.BAD]
    assert "within 0.2 s" in found[0].text
    assert "within 0.2 s" in found[1].text
    release.set()


async def test_a_broken_check_is_a_finding_without_its_innards() -> None:
    def broken() -> Finding:
        raise RuntimeError("sk-secret")

    (found,) = await examine([MachineCheck("Disk", broken)], {})
    assert found.grade is Grade.BAD
    assert "sk-secret" not in found.text + found.fix


async def test_a_sick_provider_says_what_to_do() -> None:
    (found,) = await examine([], {"brain": ScriptedProvider(result=sick())})
    assert found.text == "Vendor: the key is refused"
    assert found.fix == "Set VENDOR_API_KEY."
