from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from repartee.caller.errors import BadInputError, CallerError
from repartee.caller.heard_file import HeardFile
from tests.caller.support.sounds import read_wav, tone


def test_sound_and_silence_are_written_in_order(tmp_path: Path) -> None:
    file = HeardFile(tmp_path / "heard.wav")
    file.write(tone(0.1))
    file.write_silence(100_000)
    file.write(tone(0.1))
    file.close()

    heard = read_wav(tmp_path / "heard.wav")
    assert np.array_equal(heard[:4800], tone(0.1))
    assert not heard[4800:104_800].any()
    assert np.array_equal(heard[104_800:], tone(0.1))


def test_a_call_in_which_nothing_was_heard_leaves_an_empty_file(tmp_path: Path) -> None:
    HeardFile(tmp_path / "heard.wav").close()

    assert len(read_wav(tmp_path / "heard.wav")) == 0


def test_closing_twice_does_no_harm(tmp_path: Path) -> None:
    file = HeardFile(tmp_path / "heard.wav")
    file.close()
    file.close()


def test_a_place_that_cannot_be_written_to_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match=r"Cannot save to .*No such file"):
        HeardFile(tmp_path / "missing" / "heard.wav")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs Linux' /dev/full")
def test_a_full_disk_is_told_when_the_file_is_closed() -> None:
    file = HeardFile(Path("/dev/full"))
    file.write(tone(1))

    with pytest.raises(CallerError, match="No space left"):
        file.close()


def test_a_file_can_be_played_while_it_is_written(tmp_path: Path) -> None:
    file = HeardFile(tmp_path / "heard.wav")
    file.write(tone(2))
    file.write_silence(1)
    while file._in_header < 96_000:
        time.sleep(0.001)

    assert len(read_wav(tmp_path / "heard.wav")) >= 96_000
    file.close()
