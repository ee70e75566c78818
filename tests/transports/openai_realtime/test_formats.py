from __future__ import annotations

import numpy as np
import pytest

from repartee.transports.openai_realtime.formats import FORMATS

audioop = pytest.importorskip("audioop", reason="Python 3.13 has no reference any more")
SAMPLES = np.arange(-32_768, 32_768, 7).astype("<i2").tobytes()


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(
    ("name", "decode"), [("audio/pcmu", "ulaw2lin"), ("audio/pcma", "alaw2lin")]
)
def test_every_byte_means_what_the_standard_says(name: str, decode: str) -> None:
    wire = bytes(range(256))
    assert FORMATS[name].decode(wire) == getattr(audioop, decode)(wire, 2)


@pytest.mark.parametrize("name", ["audio/pcmu", "audio/pcma"])
def test_sound_comes_back_nearly_as_it_was(name: str) -> None:
    there_and_back = FORMATS[name].decode(FORMATS[name].encode(SAMPLES))
    before, after = (np.frombuffer(each, "<i2").astype(int) for each in (SAMPLES, there_and_back))
    assert np.all(np.abs(after - before) <= np.maximum(16, np.abs(before) / 16))
