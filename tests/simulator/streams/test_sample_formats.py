from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from repartee.simulator.streams.sample_formats import ENCODINGS, Intake, decode, encode, width

_RAMP = np.linspace(-30_000, 30_000, 1600).astype(np.int16)


@pytest.mark.parametrize("encoding", ["pcm_s16le", "pcm_f32le", "pcm_mulaw", "pcm_alaw"])
def test_what_is_written_reads_nearly_the_same(encoding: str) -> None:
    written = encode(_RAMP.tobytes(), encoding)
    assert len(written) == _RAMP.size * width(encoding)
    again = decode(written, encoding).astype(np.int32)
    assert np.all(np.abs(again - _RAMP) <= np.maximum(np.abs(_RAMP.astype(np.int32)) / 15, 24))


def test_mulaw_and_alaw_are_those_of_telephones() -> None:
    # Values of ITU-T G.711's tables: the ends of the ranges, and silence.
    assert decode(bytes([0x00, 0x80, 0xFF]), "pcm_mulaw").tolist() == [-32124, 32124, 0]
    assert decode(bytes([0x2A, 0xAA, 0xD5]), "pcm_alaw").tolist() == [-32256, 32256, 8]


@given(st.binary(max_size=400), st.sampled_from(sorted(ENCODINGS)), st.integers(1, 3))
def test_pieces_of_any_length_lose_no_samples(data: bytes, encoding: str, channels: int) -> None:
    whole = Intake(encoding, 16_000, channels)
    parts = Intake(encoding, 16_000, channels)
    expected = whole.take(data)
    taken = b"".join(parts.take(data[at : at + 3]) for at in range(0, len(data), 3))
    assert taken == expected
    assert parts.secs == pytest.approx(whole.secs)


def test_another_rate_is_brought_to_that_of_the_ears() -> None:
    intake = Intake("pcm_s16le", 48_000)
    taken = b"".join(intake.take(bytes(1920)) for _ in range(100))
    assert len(taken) / 2 == pytest.approx(32_000, rel=0.03)
    assert intake.secs == pytest.approx(2.0)
