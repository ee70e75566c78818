from __future__ import annotations

import ctypes
from pathlib import Path

import numpy as np

from repartee.engines.voice.manner import VoiceInfo
from repartee.engines.voice.synthesiser import Sink

_SYNCHRONOUS = 2
_BUFFER_MS = 20
_DONT_EXIT = 0x8000
_CHARACTER_POSITIONS = 1
_UTF8 = 1
_WORD_EVENT = 1
_RATE = 1
_WORDS_PER_MINUTE = 175
_GO_ON = 0
_STOP = 1
# By what espeak-ng calls them; it does not always know a voice by its language.
_VOICES = {
    "en-us": VoiceInfo("en-us", "American man (espeak)"),
    "en-us+f3": VoiceInfo("en-us-woman", "American woman (espeak)"),
    "en": VoiceInfo("en-gb", "British man (espeak)"),
    "en+f3": VoiceInfo("en-gb-woman", "British woman (espeak)"),
    "en-gb-scotland": VoiceInfo("en-gb-scotland", "Scottish man (espeak)"),
}
# Makes them as loud as flite's, by the RMS of the same sentences.
_GAIN = 1.5


class _Event(ctypes.Structure):
    """espeak-ng's `espeak_EVENT`."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", ctypes.c_char * 8),
    )


_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


class Espeak:
    """espeak-ng, through its shared library; licence GPL-3.0, so load it in a process apart."""

    name = "espeak-ng"
    ascii_only = False

    def __init__(self) -> None:
        """Load the library.

        Raises:
            OSError: If it is missing.
        """
        library, data = _locate()
        self._espeak = ctypes.CDLL(library)
        self.sample_rate = self._initialise(data)
        self._sink: Sink | None = None
        # Kept for as long as espeak may call it.
        self._callback = _Callback(self._take)
        self._espeak.espeak_SetSynthCallback(self._callback)
        self._names = {info.id: name for name, info in _VOICES.items() if self._select(name)}
        self.voices = tuple(_VOICES[name] for name in self._names.values())
        if not self.voices:
            raise OSError("espeak-ng has no English voice")

    def gain(self, voice: str) -> float:  # noqa: ARG002
        """The factor that makes a voice as loud as the others."""
        return _GAIN

    def speak(self, text: str, voice: str, rate: float, sink: Sink) -> None:
        """Synthesise a text; see `Synthesiser`."""
        self._select(self._names[voice])
        self._espeak.espeak_SetParameter(_RATE, round(_WORDS_PER_MINUTE * rate), 0)
        self._sink = sink
        encoded = text.encode()
        size = ctypes.c_size_t(len(encoded) + 1)
        self._espeak.espeak_Synth(encoded, size, 0, _CHARACTER_POSITIONS, 0, _UTF8, None, None)
        self._sink = None

    def _initialise(self, data: bytes | None) -> int:
        rate = self._espeak.espeak_Initialize(_SYNCHRONOUS, _BUFFER_MS, data, _DONT_EXIT)
        if rate <= 0:
            raise OSError("espeak-ng could not load its data")
        return int(rate)

    def _select(self, name: str) -> bool:
        return bool(self._espeak.espeak_SetVoiceByName(name.encode()) == 0)

    def _take(
        self,
        samples: ctypes._Pointer[ctypes.c_short],
        count: int,
        events: ctypes._Pointer[_Event],
    ) -> int:
        sink = self._sink
        if sink is None:
            return _STOP
        index = 0
        while events[index].type:
            if events[index].type == _WORD_EVENT:
                sink.word(events[index].text_position - 1, events[index].audio_position / 1000)
            index += 1
        if not samples or not count:
            return _GO_ON
        return _GO_ON if sink.audio(np.ctypeslib.as_array(samples, (count,))) else _STOP


def _locate() -> tuple[str, bytes | None]:
    """Find the library and its data: the Python package's, else the system's."""
    try:
        import espeakng_loader
    except ImportError:
        return "libespeak-ng.so.1", None
    return espeakng_loader.get_library_path(), str(Path(espeakng_loader.get_data_path())).encode()
