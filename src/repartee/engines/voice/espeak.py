from __future__ import annotations

import ctypes

import numpy as np

from repartee.engines.voice.synthesiser import Emit, SynthesiserMissingError
from repartee.engines.voice.wire import VoiceName

_VOICES = (
    VoiceName("en-us", "English (US)"),
    VoiceName("en-gb", "English (British)"),
    VoiceName("en-us+f3", "English (US, woman)"),
    VoiceName("en-gb-scotland", "English (Scottish)"),
)
_SYNCHRONOUS = 2
_BUFFER_MS = 20
_RATE_PARAMETER = 1
_WORDS_A_MINUTE = 165
_UTF8 = 1
_POSITION_CHARACTER = 1
_CONTINUE, _STOP = 0, 1

_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)


class Espeak:
    """The espeak-ng library (GPL-3.0) of the `espeakng_loader` package."""

    name = "espeak-ng"

    def __init__(self) -> None:
        """Load the library.

        Raises:
            SynthesiserMissingError: If the package is not installed or its library does not load.
        """
        try:
            import espeakng_loader

            self._library = ctypes.CDLL(espeakng_loader.get_library_path())
            data = espeakng_loader.get_data_path()
        except (ImportError, OSError) as error:
            raise SynthesiserMissingError("espeakng-loader is not installed") from error
        rate = self._library.espeak_Initialize(_SYNCHRONOUS, _BUFFER_MS, data.encode(), 0)
        if rate <= 0:
            raise SynthesiserMissingError("espeak-ng does not start")
        self.sample_rate = int(rate)
        self.voices = _VOICES

    def speak(self, text: str, voice: str, rate: float, emit: Emit) -> None:
        """Speak a text, handing out samples as they are made.

        Args:
            text: Printable text.
            voice: One of `voices`; another or none means the default.
            rate: Speaking rate as a factor of the voice's own.
            emit: Takes the samples.
        """

        def hand_out(samples: object, count: int, _events: object) -> int:
            if count <= 0 or not samples:
                return _CONTINUE
            array = np.ctypeslib.as_array(samples, (count,)).copy()
            return _CONTINUE if emit(array) else _STOP

        known = {name.id for name in self.voices}
        chosen = voice if voice in known else self.voices[0].id
        callback = _Callback(hand_out)
        encoded = text.encode()
        self._library.espeak_SetSynthCallback(callback)
        self._library.espeak_SetVoiceByName(chosen.encode())
        self._library.espeak_SetParameter(_RATE_PARAMETER, int(_WORDS_A_MINUTE * rate), 0)
        self._library.espeak_Synth(
            encoded, len(encoded) + 1, 0, _POSITION_CHARACTER, 0, _UTF8, None, None
        )
