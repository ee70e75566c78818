from __future__ import annotations

import os
import signal
import subprocess
import sys

import psutil
import pytest

from repartee.engines.inference_process import InferenceProcess, InferenceUnavailableError

_loaded = 0


def _load(value: int) -> None:
    global _loaded
    _loaded = value


def _value() -> int:
    return _loaded


def _raise() -> None:
    raise RuntimeError("a bad day")


async def test_calls_run_in_a_process_of_their_own_with_the_model_loaded() -> None:
    process = InferenceProcess("test", _load, 42)
    await process.start()
    try:
        assert await process.call(_value) == 42
        assert await process.call(os.getpid) != os.getpid()
    finally:
        await process.close()


async def test_a_killed_process_is_replaced_and_the_next_call_works() -> None:
    process = InferenceProcess("test", _load, 42)
    await process.start()
    try:
        victim = await process.call(os.getpid)
        os.kill(victim, signal.SIGKILL)
        psutil.wait_procs([psutil.Process(victim)] if psutil.pid_exists(victim) else [], timeout=5)
        with pytest.raises(InferenceUnavailableError):
            await process.call(_value)
        assert await process.call(_value) == 42
        assert process.generation == 2
    finally:
        await process.close()


async def test_an_error_in_the_model_is_told_and_the_process_lives_on() -> None:
    process = InferenceProcess("test", _load, 42)
    await process.start()
    try:
        with pytest.raises(InferenceUnavailableError, match="a bad day"):
            await process.call(_raise)
        assert await process.call(_value) == 42
    finally:
        await process.close()


async def test_asking_a_process_that_is_not_running_is_an_error() -> None:
    with pytest.raises(InferenceUnavailableError):
        await InferenceProcess("test", _load, 42).call(_value)


_PARENT = """
import asyncio, os
from repartee.engines.inference_process import InferenceProcess
from tests.engines.test_inference_process import _load

async def main():
    process = InferenceProcess("test", _load, 1)
    await process.start()
    print(await process.call(os.getpid), flush=True)
    await asyncio.sleep(60)

if __name__ == "__main__":
    asyncio.run(main())
"""


def test_a_child_does_not_outlive_its_killed_parent() -> None:
    parent = subprocess.Popen([sys.executable, "-c", _PARENT], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = psutil.Process(int(parent.stdout.readline()))
    parent.kill()
    parent.wait()
    _, alive = psutil.wait_procs([child], timeout=10)
    assert not alive
    parent.stdout.close()
