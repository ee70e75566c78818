from __future__ import annotations

from importlib.resources import as_file, files

import numpy as np
from pipecat.audio.vad.silero import SileroOnnxModel

from repartee.engines.audio import SPEECH_RATE, Waveform

_WINDOW = 512
# What Silero's authors recommend, and what the pipeline's own VAD is close to.
_SPEECH_PROBABILITY = 0.5
# A loud hum that begins at once sounds like a vowel for 0.2 s; faded in, it never does, and of 15
# short words of flite's voices none loses a window.
_FADE_IN = 1600


class SpeechGate:
    """Measures how much of an utterance is speech, before a model is asked what was said.

    A recogniser writes words down whatever it hears: silence, a fan and a door make Whisper thank
    for watching. The pipeline's VAD listens in a hurry, to interrupt early; this one looks at the
    whole utterance again, at 0.11 ms for each 32 ms of audio (measured on one core), and stops as
    soon as it is sure.
    """

    def __init__(self) -> None:
        """Load Silero, which comes with Pipecat: 30 ms, 10 MB."""
        model = files("pipecat.audio.vad.data") / "silero_vad.onnx"
        with as_file(model) as path:
            self._model = SileroOnnxModel(str(path))

    def speech_secs(self, audio: Waveform, enough_secs: float) -> float:
        """Measure speech.

        Args:
            audio: An utterance at 16 kHz.
            enough_secs: Stop looking when this much was found.

        Returns:
            Seconds of audio that sound like speech, at most a window more than enough.
        """
        self._model.reset_states()
        audio = faded_in(audio)
        window_secs = _WINDOW / SPEECH_RATE
        found = 0.0
        for at in range(0, len(audio) - _WINDOW + 1, _WINDOW):
            window = audio[np.newaxis, at : at + _WINDOW]
            if float(self._model(window, SPEECH_RATE)[0][0]) >= _SPEECH_PROBABILITY:
                found += window_secs
                if found >= enough_secs:
                    break
        return found


def faded_in(audio: Waveform) -> Waveform:
    """Let audio begin softly: 0.1 s, which is less than the silence before what is said.

    Args:
        audio: At 16 kHz; copied.
    """
    faded = audio.copy()
    length = min(_FADE_IN, len(faded))
    faded[:length] *= np.linspace(0, 1, length, dtype=np.float32)
    return faded
