from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE
from collections.abc import Callable

import psutil
import pytest

from repartee.engines.voice import (
    Manner,
    VoiceEngine,
    VoiceError,
    VoiceState,
    VoiceUnavailableError,
)

LONG = "The old woman decided that it was time to move the piano upstairs. " * 20
PARENT = """
import asyncio
from repartee.engines.voice import VoiceEngine

async def main():
    engine = VoiceEngine()
    await engine.start()
    utterance = engine.synthesise({text!r})
    await anext(utterance)
    print(engine.pid, flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


async def speak(engine: VoiceEngine, text: str) -> float:
    with engine.synthesise(text) as utterance:
        return len([chunk async for chunk in utterance]) * 0.02


def send(engine: VoiceEngine, number: signal.Signals) -> None:
    assert engine.pid is not None
    os.kill(engine.pid, number)


async def until(condition: Callable[[], bool]) -> None:
    """Wait for something that only the operating system knows."""
    async with asyncio.timeout(60):
        while not condition():
            await asyncio.sleep(0.001)


def is_gone(pid: int) -> bool:
    """Whether a process is no more, a zombie's rest apart."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


async def gone(pid: int) -> None:
    await until(lambda: is_gone(pid))


async def replaced(engine: VoiceEngine, pid: int | None) -> None:
    await until(lambda: engine.pid not in (pid, None))


async def test_a_sentence_that_was_begun_fails_when_the_process_is_killed(
    voice: VoiceEngine,
) -> None:
    utterance = voice.synthesise(LONG)
    await anext(utterance)
    send(voice, signal.SIGKILL)
    with pytest.raises(VoiceError, match="broke off in the middle"):
        _ = [chunk async for chunk in utterance]


async def test_the_next_sentence_is_spoken_by_another_process(voice: VoiceEngine) -> None:
    killed = voice.pid
    send(voice, signal.SIGKILL)
    assert await speak(voice, "Hello there.") > 0.3
    assert voice.pid != killed
    assert voice.state is VoiceState.RUNNING


async def test_a_sentence_not_yet_heard_is_spoken_in_full_after_all(voice: VoiceEngine) -> None:
    expected = await speak(voice, "Hello there.")
    # Stopped, it reads the request no more than if it had died before.
    send(voice, signal.SIGSTOP)
    utterance = voice.synthesise("Hello there.")
    send(voice, signal.SIGKILL)
    spoken = len([chunk async for chunk in utterance]) * 0.02
    assert spoken == pytest.approx(expected)


async def test_a_sentence_that_kills_twice_is_given_up(voice: VoiceEngine) -> None:
    send(voice, signal.SIGSTOP)
    utterance = voice.synthesise("Hello there.")
    first = voice.pid
    send(voice, signal.SIGKILL)
    await replaced(voice, first)
    send(voice, signal.SIGKILL)
    with pytest.raises(VoiceError, match="broke off"):
        _ = [chunk async for chunk in utterance]
    assert await speak(voice, "Hello there.") > 0.3


async def test_a_process_that_is_stuck_is_replaced() -> None:
    engine = VoiceEngine(patience_secs=0.2)
    await engine.start()
    stuck = engine.pid
    send(engine, signal.SIGSTOP)
    with pytest.raises(VoiceError, match=r"said nothing for 0\.2 seconds"):
        await speak(engine, "Hello.")
    await replaced(engine, stuck)
    assert engine.state is VoiceState.RUNNING
    await engine.close()


async def test_signals_to_the_servers_group_do_not_end_the_voice(voice: VoiceEngine) -> None:
    asked = voice.pid
    send(voice, signal.SIGINT)
    send(voice, signal.SIGTERM)
    assert await speak(voice, "Still here.") > 0.3
    assert voice.pid == asked


async def test_closing_ends_the_process_and_what_it_was_saying(voice: VoiceEngine) -> None:
    utterance = voice.synthesise(LONG)
    await anext(utterance)
    pid = voice.pid
    await voice.close()
    assert pid is not None
    await gone(pid)
    with pytest.raises(VoiceError, match="switched off"):
        _ = [chunk async for chunk in utterance]


async def test_a_killed_server_leaves_no_voice_behind() -> None:
    server = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PARENT.format(text=LONG), stdout=PIPE
    )
    assert server.stdout is not None
    pid = int(await server.stdout.readline())
    server.kill()
    await server.wait()
    await gone(pid)


async def test_nothing_installed_is_one_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    # What the child imports and loads is found through these alone.
    hidden = "import sys; sys.modules['espeakng_loader'] = None; import ctypes\n"
    hidden += "def missing(name, *a, **k): raise OSError(f'{name}: not found')\n"
    hidden += "ctypes.CDLL = missing\n"
    hidden += "import runpy; sys.argv = ['worker', '--sample-rate', '24000']\n"
    hidden += "runpy.run_module('repartee.engines.voice.worker', run_name='__main__')\n"
    launch = asyncio.create_subprocess_exec

    async def without_voices(*_: object, **pipes: int) -> asyncio.subprocess.Process:
        return await launch(sys.executable, "-c", hidden, **pipes)  # type: ignore[arg-type]

    monkeypatch.setattr(asyncio, "create_subprocess_exec", without_voices)
    engine = VoiceEngine()
    with pytest.raises(
        VoiceUnavailableError, match=r"Install flite .*apt install flite"
    ) as failure:
        await engine.start()
    assert ".[espeak]" in str(failure.value)
    assert engine.state is VoiceState.STOPPED


async def test_a_voice_process_that_crashes_at_once_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("repartee.engines.voice.process._WORKER", "no.such.module")
    with pytest.raises(VoiceUnavailableError, match="ended with code 1 while starting"):
        await VoiceEngine().start()


async def test_a_manner_can_change_from_sentence_to_sentence(voice: VoiceEngine) -> None:
    spoken = []
    for rate in (1.0, 2.0, 1.0):
        with voice.synthesise("Hello there.", Manner(rate=rate)) as utterance:
            spoken.append(len([chunk async for chunk in utterance]))
    assert spoken[0] == spoken[2] > spoken[1]
