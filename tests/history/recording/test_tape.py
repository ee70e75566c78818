from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path
from typing import get_args

import av
import numpy as np
import pytest

from repartee.conversation.sitting import SittingClock
from repartee.history.recording.encoder import RecordingFormat
from repartee.history.recording.tape import FileTape
from repartee.transports.line import HEARD_RATE
from tests.support.recordings import Recording

KINDS = get_args(RecordingFormat)
VOICE_RATE = 22_050
_PATIENCE_SECS = 60
_MOST_LOST_SECS = 1.0
"""What is promised."""
_MOST_HELD_BACK_SECS = 0.7
"""What is not in the file yet where the thread has had its time; the rest is for a busy machine."""


def tone(rate: int, secs: float) -> bytes:
    time = np.arange(round(rate * secs)) / rate
    return (8000 * np.sin(2 * np.pi * 500 * time)).astype("<i2").tobytes()


class HandClock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.secs = 0.0

    def now(self) -> float:
        return self.secs


async def until_written(tape: FileTape, size: int) -> None:
    async with asyncio.timeout(_PATIENCE_SECS):
        while not tape.path.exists() or tape.path.stat().st_size < size:
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("kind", KINDS)
async def test_both_sides_lie_at_the_times_when_they_were_heard(
    kind: RecordingFormat, tmp_path: Path
) -> None:
    clock = HandClock()
    tape = FileTape(tmp_path / "one" / "sitting", kind, clock.now)
    tape.begin(lambda: None)
    for tick in range(1, 251):
        clock.secs = tick / 50
        if 50 < tick <= 100 or 150 < tick <= 200:
            tape.heard(tone(HEARD_RATE, 0.02))
        if 75 <= tick < 125:
            tape.played(tone(VOICE_RATE, 0.02), VOICE_RATE, 0.3)
    secs = await tape.close()
    assert secs == pytest.approx(5.0, abs=0.01)
    recording = Recording(tape.path)
    assert recording.secs == pytest.approx(5.0, abs=0.05)
    assert np.array(recording.caller) == pytest.approx(np.array([(1, 2), (3, 4)]), abs=0.02)
    assert np.array(recording.agent) == pytest.approx(np.array([(1.8, 2.8)]), abs=0.02)


async def test_an_answer_that_is_cut_ends_where_it_was_cut(tmp_path: Path) -> None:
    clock = HandClock()
    tape = FileTape(tmp_path / "sitting.opus", "opus", clock.now)
    tape.begin(lambda: None)
    clock.secs = 1.0
    for piece in range(20):
        tape.played(tone(VOICE_RATE, 0.02), VOICE_RATE, 0.02 * piece)
    clock.secs = 1.2
    tape.cleared()
    clock.secs = 2.0
    await tape.close()
    assert np.array(Recording(tape.path).agent) == pytest.approx(np.array([(1.0, 1.2)]), abs=0.02)


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_recorded_when_the_server_is_killed_can_be_played(
    kind: RecordingFormat, tmp_path: Path
) -> None:
    path = tmp_path / f"torn.{kind}"
    command = [sys.executable, "-m", "tests.history.recording.torn", str(path), kind]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        passed = 0.0
        while passed < 3.0:
            passed = float(process.stdout.readline())
        process.kill()
    recording = Recording(path)
    assert recording.secs > passed - _MOST_LOST_SECS
    (begin, end), *others = recording.caller
    assert not others
    assert begin < 0.2
    assert end > passed - _MOST_LOST_SECS


@pytest.mark.parametrize("kind", KINDS)
async def test_all_but_the_last_moment_is_in_the_file_while_the_talk_goes_on(
    kind: RecordingFormat, tmp_path: Path
) -> None:
    clock = HandClock()
    tape = FileTape(tmp_path / f"sitting.{kind}", kind, clock.now)
    tape.begin(lambda: None)
    for tick in range(1, 151):
        clock.secs = tick / 50
        tape.heard(tone(HEARD_RATE, 0.02))
    # Time stands still now, so that the thread can be as late as it likes.
    async with asyncio.timeout(_PATIENCE_SECS):
        while _playable_secs(tape.path) <= clock.secs - _MOST_HELD_BACK_SECS:
            await asyncio.sleep(0.05)
    await tape.close()


def _playable_secs(path: Path) -> float:
    """How much of a file can be played that is still being written."""
    try:
        return Recording(path).secs
    except (av.FFmpegError, FileNotFoundError, ValueError):
        return 0.0


async def test_nobody_else_may_read_a_recording(tmp_path: Path) -> None:
    tape = FileTape(tmp_path / "month" / "sitting.opus", "opus", SittingClock().now)
    tape.begin(lambda: None)
    await until_written(tape, 0)
    await tape.close()
    assert tape.path.stat().st_mode & 0o777 == 0o600
    assert tape.path.parent.stat().st_mode & 0o777 == 0o700


async def test_the_talk_goes_on_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    failed = asyncio.Event()
    tape = FileTape(tmp_path / "file" / "sitting.opus", "opus", SittingClock().now)
    tape.begin(failed.set)
    async with asyncio.timeout(_PATIENCE_SECS):
        await failed.wait()
    tape.heard(tone(HEARD_RATE, 0.02))
    assert await tape.close() == 0


async def test_a_disk_that_stands_still_costs_bounded_memory(tmp_path: Path) -> None:
    clock = HandClock()
    tape = FileTape(tmp_path / "sitting.opus", "opus", clock.now)
    # The thread that would take the pieces away has not begun.
    for tick in range(10_000):
        clock.secs = tick / 50
        tape.heard(bytes(640))
    tape.begin(lambda: None)
    # Whoever closes it waits some seconds at most, and minutes of sound may take a machine longer.
    async with asyncio.timeout(_PATIENCE_SECS):
        while _playable_secs(tape.path) <= clock.secs - _MOST_HELD_BACK_SECS:
            await asyncio.sleep(1)  # looking takes long, too
    assert await tape.close() == pytest.approx(199.98, abs=0.1)
    assert Recording(tape.path).secs == pytest.approx(199.98, abs=0.1)
