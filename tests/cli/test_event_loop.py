"""Servers and callers run on uvloop where there is one."""

from __future__ import annotations

import asyncio
import sys

import pytest

from repartee.cli.event_loop import run


async def _the_loop() -> asyncio.AbstractEventLoop:
    return asyncio.get_running_loop()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no uvloop for Windows")
def test_work_is_done_on_uvloop() -> None:
    assert type(run(_the_loop())).__module__.startswith("uvloop")


def test_what_the_work_found_is_given_back() -> None:
    async def work() -> int:
        await asyncio.sleep(0)
        return 5

    assert run(work()) == 5
