"""The real `daily-python`, as far as it goes without Daily's cloud."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from repartee.transports.daily.faults import DailyJoinError

pytest.importorskip("daily", reason="needs daily-python (pip install -e '.[daily]')")

from repartee.transports.daily.native import RELEASE_THREAD, NativeCall

# Reserved by RFC 6761: there is no such name anywhere.
NOWHERE = "https://nowhere.invalid/room"
RATE = 24_000


class Deaf:
    """Listens to nothing."""

    def came(self, person_id: str, name: str) -> None: ...

    def went(self, person_id: str) -> None: ...

    def heard(self, person_id: str, pcm: bytes) -> None: ...

    def told(self, person_id: str, message: object) -> None: ...

    def ended(self) -> None: ...


async def _freed() -> None:
    """Wait until Daily has let go: it looks a name up for some 19 seconds."""
    async with asyncio.timeout(60):
        while RELEASE_THREAD in {thread.name for thread in threading.enumerate()}:
            await asyncio.sleep(0.1)


async def test_a_room_that_is_not_reached_is_given_up_in_time_and_freed() -> None:
    call, cancelled = (NativeCall("Repartee", RATE, join_secs=secs) for secs in (1.0, 30.0))
    joining = asyncio.create_task(cancelled.join(NOWHERE, "", Deaf()))
    began = time.monotonic()
    with pytest.raises(DailyJoinError, match="within 1 s"):
        await call.join(NOWHERE, "", Deaf())
    assert time.monotonic() - began < 5
    joining.cancel()
    with pytest.raises(asyncio.CancelledError):
        await joining
    await call.leave()
    await _freed()


async def test_an_address_that_is_none_is_told_at_once() -> None:
    call = NativeCall("Repartee", RATE, join_secs=10.0)
    with pytest.raises(DailyJoinError, match="did not let"):
        await call.join("garbage", "", Deaf())


async def test_what_it_says_goes_out_at_the_pace_of_real_time() -> None:
    call = NativeCall("Repartee", RATE, join_secs=1.0)
    sent = [asyncio.Event() for _ in range(10)]
    began = time.monotonic()
    for event in sent:
        call.write(bytes(RATE // 50 * 2), event.set)
    async with asyncio.timeout(60):
        for event in sent:
            await event.wait()
    assert 0.15 < time.monotonic() - began < 5
    await call.leave()


def test_the_program_ends_as_it_should_after_a_call(tmp_path: Path) -> None:
    program = f"""
import asyncio
from repartee.transports.daily.faults import DailyJoinError
from repartee.transports.daily.native import NativeCall

async def main():
    call = NativeCall("Repartee", {RATE}, join_secs=0.5)
    call.write(bytes(960), lambda: None)
    try:
        await call.join("{NOWHERE}", "", None)
    except DailyJoinError as error:
        print(error)

asyncio.run(main())
"""
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, cwd=tmp_path
    )
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.startswith("The agent did not get into")
