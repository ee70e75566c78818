from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from repartee.caller import recordings as module
from repartee.caller.errors import BadInputError
from repartee.caller.pcm import PcmEncoder
from repartee.caller.recordings import Recording
from repartee.caller.wires.opus import OpusEncoder
from tests.caller.support.sounds import join, silence, tone, write_wav


@pytest.mark.parametrize("rate", [8_000, 11_025, 16_000, 22_050, 44_100, 48_000])
def test_files_of_any_rate_keep_their_edges(tmp_path: Path, rate: int) -> None:
    sound = join(silence(0.3, rate), tone(0.5, rate=rate), silence(0.2, rate))
    recording = Recording.load(write_wav(tmp_path / "a.wav", sound, rate))

    assert recording.name == "a.wav"
    assert recording.seconds == pytest.approx(1.0, abs=0.002)
    assert recording.speech.first == pytest.approx(0.3 * 48_000, abs=240)
    assert recording.speech.last == pytest.approx(0.8 * 48_000, abs=240)


@pytest.mark.skipif(not shutil.which("ffmpeg"), reason="needs ffmpeg to write them")
@pytest.mark.parametrize("kind", ["pcm_u8", "pcm_s24le", "pcm_s32le", "pcm_f32le", "pcm_mulaw"])
def test_stereo_files_of_any_width_are_read(tmp_path: Path, kind: str) -> None:
    plain = write_wav(tmp_path / "a.wav", join(silence(0.2), tone(0.5), silence(0.2)))
    other = tmp_path / "b.wav"
    subprocess.run(
        ["ffmpeg", "-loglevel", "error", "-i", plain, "-ac", "2", "-c:a", kind, other], check=True
    )

    assert Recording.load(other).speech.first == pytest.approx(0.2 * 48_000, abs=240)


def test_a_missing_file_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match=r"There is no sound file at .*gone\.wav"):
        Recording.load(tmp_path / "gone.wav")


def test_a_file_that_is_no_sound_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_text("this is a letter")

    with pytest.raises(BadInputError, match=r"a\.wav cannot be read as sound: "):
        Recording.load(tmp_path / "a.wav")


@pytest.mark.parametrize("seconds", [0, 1])
def test_an_empty_or_silent_file_is_refused(tmp_path: Path, seconds: float) -> None:
    path = write_wav(tmp_path / "a.wav", silence(seconds))

    with pytest.raises(BadInputError, match=r"a\.wav holds no speech"):
        Recording.load(path)


def test_a_file_without_an_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LONGEST_SECONDS", 1)
    path = write_wav(tmp_path / "a.wav", tone(1.1))

    with pytest.raises(BadInputError, match=r"a\.wav is longer than"):
        Recording.load(path)


def test_a_recording_is_encoded_once_for_each_wire() -> None:
    recording = Recording.from_samples(tone(0.5))

    assert recording.frames(OpusEncoder()) is recording.frames(OpusEncoder())
    assert recording.frames(PcmEncoder(16_000)) is not recording.frames(PcmEncoder(24_000))
    assert len(recording.frames(PcmEncoder(16_000)).payloads) == 25
