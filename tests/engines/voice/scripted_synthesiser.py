from __future__ import annotations

from collections.abc import Callable

import numpy as np

from repartee.engines.voice.manner import VoiceInfo
from repartee.engines.voice.synthesiser import Sink

WORD_SECS = 0.1


class ScriptedSynthesiser:
    """Says each word as 0.1 s of a constant level, behind a tenth of a second of silence."""

    name = "scripted"
    ascii_only = True
    voices: tuple[VoiceInfo, ...] = (VoiceInfo("plain", "Plain"),)

    def __init__(
        self,
        sample_rate: int = 16_000,
        *,
        level: int = 8_000,
        silence_secs: float = 0.1,
        on_word: Callable[[str], None] = lambda _word: None,
    ) -> None:
        self.sample_rate = sample_rate
        self.spoken: list[str] = []
        """Every word that was synthesised, in order."""
        self._level = level
        self._silence_secs = silence_secs
        self._on_word = on_word

    def gain(self, voice: str) -> float:
        return 1.0

    def speak(self, text: str, voice: str, rate: float, sink: Sink) -> None:
        start = self._silence_secs
        if not sink.audio(self._samples(0, self._silence_secs)):
            return
        position = 0
        for word in text.split(" "):
            sink.word(position, start)
            self.spoken.append(word)
            self._on_word(word)
            if not sink.audio(self._samples(self._level, WORD_SECS)):
                return
            position += len(word) + 1
            start += WORD_SECS

    def _samples(self, level: int, seconds: float) -> np.ndarray[tuple[int], np.dtype[np.int16]]:
        return np.full(int(seconds * self.sample_rate), level, np.int16)
