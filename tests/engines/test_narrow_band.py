"""Telephone speech is known from wide-band speech, and made fit for ears that know no telephone."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from repartee.audio.resampling import Resampler
from repartee.caller.pcm import from_mulaw, mulaw
from repartee.engines.narrow_band import BandExtension, BandwidthSense
from repartee.engines.phrasebook import Phrasebook
from repartee.engines.phrasebook.language_model import build_language_model
from repartee.engines.recogniser import RecogniserEngine, RecogniserModel
from tests.engines.phrasebook.test_by_voice import FIRST_REQUESTS, VOICES
from tests.support.speech import Samples, needs_flite, speak
from tests.support.telephone.caller import through_a_telephone

_PAUSE = np.zeros(3200, np.int16)


def by_telephone(samples: Samples) -> bytes:
    """What ears get of speech at 16 kHz that came through a telephone."""
    narrow = through_a_telephone(np.concatenate((_PAUSE, samples, _PAUSE)))
    return Resampler(8000, 16_000).resample(from_mulaw(mulaw(narrow)).tobytes())


@pytest.mark.audio
@needs_flite
@pytest.mark.parametrize("voice", VOICES)
def test_a_telephone_is_told_from_a_microphone(voice: str, tmp_path: Path) -> None:
    for text in FIRST_REQUESTS:
        samples = speak(text, voice, tmp_path)
        for pcm, narrow in ((samples.tobytes(), False), (by_telephone(samples), True)):
            sense = BandwidthSense()
            for at in range(0, len(pcm), 640):
                sense.hear(pcm[at : at + 640])
                if sense.is_sure:
                    break
            assert sense.is_sure
            assert sense.is_narrow is narrow, text


def test_silence_is_no_telephone() -> None:
    sense = BandwidthSense()
    sense.hear(bytes(64_000))
    assert not sense.is_sure
    assert not sense.is_narrow


@given(cuts=st.lists(st.integers(0, 8000), max_size=12), seed=st.integers(0, 100))
def test_it_is_the_same_however_the_sound_is_cut(cuts: list[int], seed: int) -> None:
    sound = np.random.default_rng(seed).integers(-9000, 9000, 8000).astype("<i2").tobytes()
    edges = [0, *sorted(2 * cut for cut in cuts), len(sound)]
    extension = BandExtension()
    pieces = [extension.extend(sound[a:b]) for a, b in itertools.pairwise(edges)]
    whole = np.frombuffer(BandExtension().extend(sound), "<i2").astype(int)
    cut = np.frombuffer(b"".join(pieces), "<i2").astype(int)
    assert len(cut) == len(whole)
    assert np.all(np.abs(cut - whole) <= 1)


@pytest.mark.audio
@needs_flite
async def test_most_first_requests_are_understood_by_telephone(tmp_path: Path) -> None:
    phrasebook = Phrasebook.load()
    files = build_language_model(phrasebook, tmp_path)
    engine = RecogniserEngine(RecogniserModel(files.lm, files.dictionary))
    await engine.start()
    understood = 0
    for voice in VOICES:
        for text in FIRST_REQUESTS:
            pcm = by_telephone(speak(text, voice, tmp_path))
            utterance = engine.utterance()
            for at in range(0, len(pcm), 3200):
                await utterance.feed(pcm[at : at + 3200])
            got, wanted = (
                phrasebook.understand(await utterance.finish()),
                phrasebook.understand(text),
            )
            assert wanted is not None
            understood += got is not None and (got.intent, got.arguments) == (
                wanted.intent,
                wanted.arguments,
            )
    await engine.close()
    # 37 to 38 of 42 as measured; 3 without the extension.
    assert understood >= 34
