"""How loud recordings are: measured as they sound, once, and gone with them."""

from __future__ import annotations

import io
import random
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from repartee.history.recording.encoder import RATE, Encoder, RecordingFormat
from repartee.history.recording.peak_files import kept_peaks
from repartee.history.recording.peaks import LOUDEST, UndrawableError, peaks_of
from repartee.history.recording.storage import Storage, peaks_name
from repartee.history.recording.timeline import Samples

NAME = f"2026-05/{'0' * 40}-20260504T120000Z-01234567.flac"


def tone(secs: float, level: float) -> Samples:
    at = np.arange(round(secs * RATE)) / RATE
    return (np.sin(2 * np.pi * 440 * at) * level * 32_767).astype(np.int16)


def record(path: Path, left: Samples, right: Samples) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    kind: RecordingFormat = "flac" if path.suffix == ".flac" else "opus"
    encoder = Encoder(path, kind)
    encoder.write(left, right)
    encoder.close()
    return path


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A recording where recordings are kept: the caller speaks for a second, then the agent."""
    silent = tone(1, 0)
    return record(
        tmp_path / NAME,
        np.concatenate((tone(1, 0.5), silent)),
        np.concatenate((silent, tone(1, 1))),
    )


def test_each_side_is_as_loud_as_it_was_when_it_was(kept: Path) -> None:
    peaks = peaks_of(io.BytesIO(kept.read_bytes()), "flac", most=4)
    assert peaks.secs == pytest.approx(2, abs=0.001)
    assert peaks.caller == pytest.approx([127, 127, 0, 0], abs=1)
    assert peaks.agent == pytest.approx([0, 0, LOUDEST, LOUDEST], abs=1)


KINDS: list[RecordingFormat] = ["opus", "flac"]


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> RecordingFormat:
    found: RecordingFormat = request.param
    return found


@pytest.fixture
def noise(tmp_path: Path, kind: RecordingFormat) -> bytes:
    """A recording of 20 seconds of noise on both sides."""
    side = np.random.default_rng(1).integers(-9000, 9000, 20 * RATE).astype(np.int16)
    return record(tmp_path / f"a.{kind}", side, side).read_bytes()


def test_a_recording_that_is_torn_off_is_measured_up_to_there(
    noise: bytes, kind: RecordingFormat
) -> None:
    torn = peaks_of(io.BytesIO(noise[: len(noise) // 2]), kind)
    assert 8 < torn.secs < 12
    assert min(torn.agent) > 0


def test_one_with_broken_bytes_is_measured_or_refused(noise: bytes, kind: RecordingFormat) -> None:
    chance = random.Random(1)
    for _ in range(60):
        broken = bytearray(noise[: len(noise) // 20])
        for _ in range(chance.randint(1, 40)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        with suppress(UndrawableError):
            assert peaks_of(io.BytesIO(broken), kind).secs < 20


def test_a_long_one_has_no_more_of_them_than_a_page_can_draw(tmp_path: Path) -> None:
    click = tone(60, 0)
    click[30 * RATE] = -32_768
    peaks = peaks_of(io.BytesIO(record(tmp_path / "a.flac", click, click).read_bytes()), "flac")
    assert len(peaks.caller) == len(peaks.agent) == 2000
    assert max(peaks.caller) == LOUDEST


@pytest.mark.parametrize(
    "content", [b"", b"OggS", b"fLaC", b"#EXTM3U\nfile:///etc/hosts", b"no sound at all" * 99]
)
def test_what_is_no_recording_is_refused(content: bytes, kind: RecordingFormat) -> None:
    with pytest.raises(UndrawableError, match="broken"):
        peaks_of(io.BytesIO(content), kind)


def test_it_is_measured_once(kept: Path, tmp_path: Path) -> None:
    place, size = Storage(str(tmp_path)), kept.stat().st_size
    first = kept_peaks(place, NAME, size, "flac")
    kept.write_bytes(bytes(size))
    assert kept_peaks(place, NAME, size, "flac") == first


def test_one_that_has_grown_is_measured_again(kept: Path, tmp_path: Path) -> None:
    place = Storage(str(tmp_path))
    before = kept_peaks(place, NAME, kept.stat().st_size, "flac")
    record(kept, tone(3, 0.1), tone(3, 0.1))
    assert before.secs == pytest.approx(2, abs=0.001)
    assert kept_peaks(place, NAME, kept.stat().st_size, "flac").secs == pytest.approx(3, abs=0.001)


def test_what_is_torn_beside_it_is_measured_again(kept: Path, tmp_path: Path) -> None:
    place, size = Storage(str(tmp_path)), kept.stat().st_size
    first = kept_peaks(place, NAME, size, "flac")
    (tmp_path / peaks_name(NAME)).write_text('{"secs": 2, "caller": [1')
    assert kept_peaks(place, NAME, size, "flac") == first


def test_nothing_of_it_is_left_when_the_recording_goes(kept: Path, tmp_path: Path) -> None:
    place = Storage(str(tmp_path))
    kept_peaks(place, NAME, kept.stat().st_size, "flac")
    assert (tmp_path / peaks_name(NAME)).exists()
    place.remove(NAME)
    assert [each for each in tmp_path.rglob("*") if each.is_file()] == []


def test_a_recording_that_goes_while_it_is_measured_leaves_nothing(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, size = Storage(str(tmp_path)), kept.stat().st_size

    def forgotten_meanwhile(self: Storage, local: Path, name: str) -> None:
        put(self, local, name)
        kept.unlink(missing_ok=True)

    put = Storage.put
    monkeypatch.setattr(Storage, "put", forgotten_meanwhile)
    kept_peaks(place, NAME, size, "flac")
    assert [each for each in tmp_path.rglob("*") if each.is_file()] == []
