"""Speaks the scripts, with the voices that Linux distributions carry."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from repartee.bench.turns.recordings import (
    SAMPLE_RATE,
    Spoken,
    TurnRecording,
    recorded,
    text_of,
)
from repartee.bench.turns.scripts import Scripts
from repartee.engines.voice import Manner, VoiceEngine
from repartee.engines.voice.synthesiser import SynthesiserName

_SYNTHESISERS: tuple[SynthesiserName, ...] = ("flite", "espeak")


class NobodySpeaksError(Exception):
    """None of a set's voices is installed; the message says what to install."""


async def turn_recordings(scripts: Scripts, seed: int = 0) -> list[TurnRecording]:
    """Speak a set and put pauses in.

    Args:
        scripts: What is said, and by whom; voices that are not installed say nothing.
        seed: Of the pauses' lengths.

    Raises:
        NobodySpeaksError: None of its voices is installed.
    """
    spoken: list[Spoken] = []
    for synthesiser in _SYNTHESISERS:
        spoken += await _spoken(synthesiser, scripts)
    if not spoken:
        raise NobodySpeaksError(
            f"None of the voices {', '.join(scripts.voices)} is installed: "
            "install flite and espeak-ng."
        )
    return [recorded(each, seed) for each in spoken]


async def _spoken(synthesiser: SynthesiserName, scripts: Scripts) -> list[Spoken]:
    from repartee.engines.voice import VoiceUnavailableError

    engine = VoiceEngine(sample_rate=SAMPLE_RATE, synthesiser=synthesiser)
    try:
        await engine.start()
    except VoiceUnavailableError:
        return []
    try:
        here = {voice.id for voice in engine.voices}
        return [
            await _said(engine, voice, script)
            for voice in scripts.voices
            if voice in here
            for script in _of(scripts)
        ]
    finally:
        await engine.close()


def _of(scripts: Scripts) -> Sequence[str]:
    return (*scripts.with_pauses, *scripts.without_pauses)


async def _said(engine: VoiceEngine, voice: str, script: str) -> Spoken:
    chunks: list[bytes] = []
    starts: list[float] = []
    with engine.synthesise(text_of(script), Manner(voice=voice)) as utterance:
        async for chunk in utterance:
            chunks.append(chunk.audio)
            starts += [word.seconds for word in chunk.words]
    samples = np.frombuffer(b"".join(chunks), np.int16)
    return Spoken(voice, script, samples, tuple(starts))
