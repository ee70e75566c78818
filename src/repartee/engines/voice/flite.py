from __future__ import annotations

import ctypes
import unicodedata

import numpy as np

from repartee.engines.voice.synthesiser import Emit, SynthesiserMissingError
from repartee.engines.voice.wire import VoiceName

_VOICES = (
    VoiceName("slt", "Slt (woman, US)"),
    VoiceName("rms", "Rms (man, US)"),
    VoiceName("awb", "Awb (man, Scottish)"),
    VoiceName("kal16", "Kal (robot)"),
)
# 20 ms at 16 kHz, the rate of all four voices.
_CHUNK_SAMPLES = 320
_CONTINUE, _STOP = 0, -1


class _Wave(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_char_p),
        ("sample_rate", ctypes.c_int),
        ("num_samples", ctypes.c_int),
        ("num_channels", ctypes.c_int),
        ("samples", ctypes.POINTER(ctypes.c_short)),
    )


class _Voice(ctypes.Structure):
    _fields_ = (("name", ctypes.c_char_p), ("features", ctypes.c_void_p))


_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(_Wave), ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_void_p
)


class _StreamingInfo(ctypes.Structure):
    _fields_ = (
        ("min_buffsize", ctypes.c_int),
        ("asc", _Callback),
        ("utt", ctypes.c_void_p),
        ("item", ctypes.c_void_p),
        ("userdata", ctypes.c_void_p),
    )


class Flite:
    """Flite's C library, in which a sentence takes 0.012 of its length to speak."""

    name = "flite"
    sample_rate = 16_000

    def __init__(self) -> None:
        """Load the library and every voice that is installed.

        Raises:
            SynthesiserMissingError: If the library or all of its voices are missing.
        """
        self._library = _load("libflite.so.1")
        self._library.flite_init()
        self._declare()
        loaded = {voice.id: _load_voice(voice.id) for voice in _VOICES}
        self._voices = {name: voice for name, voice in loaded.items() if voice is not None}
        if not self._voices:
            raise SynthesiserMissingError("flite has no voices installed")
        self.voices = tuple(voice for voice in _VOICES if voice.id in self._voices)

    def speak(self, text: str, voice: str, rate: float, emit: Emit) -> None:
        """Speak a text, handing out samples as they are made.

        Args:
            text: Printable text; accents are dropped, as the voices know ASCII alone.
            voice: One of `voices`; another or none means the default.
            rate: Speaking rate as a factor of the voice's own.
            emit: Takes the samples.
        """
        plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore")
        if not any(chr(byte).isalnum() for byte in plain):
            return
        chosen = self._voices.get(voice) or self._voices[self.voices[0].id]
        features = chosen.contents.features
        callback = _Callback(_hand_out(emit))
        # The voice's features own this record from here on: flite frees it with the next one.
        info = self._library.new_audio_streaming_info()
        info.contents.min_buffsize = _CHUNK_SAMPLES
        info.contents.asc = callback
        value = self._library.audio_streaming_info_val(info)
        self._library.feat_set(features, b"streaming_info", value)
        self._library.feat_set_float(features, b"duration_stretch", ctypes.c_float(1 / rate))
        wave = self._library.flite_text_to_wave(plain, chosen)
        if wave:
            self._library.delete_wave(wave)

    def _declare(self) -> None:
        library = self._library
        library.new_audio_streaming_info.restype = ctypes.POINTER(_StreamingInfo)
        library.audio_streaming_info_val.restype = ctypes.c_void_p
        library.audio_streaming_info_val.argtypes = [ctypes.POINTER(_StreamingInfo)]
        library.feat_set.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]
        library.feat_set_float.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_float]
        library.flite_text_to_wave.restype = ctypes.c_void_p
        library.flite_text_to_wave.argtypes = [ctypes.c_char_p, ctypes.POINTER(_Voice)]
        library.delete_wave.argtypes = [ctypes.c_void_p]


def _hand_out(emit: Emit):  # type: ignore[no-untyped-def]
    def callback(wave: object, start: int, size: int, _last: int, _info: object) -> int:
        if size <= 0:
            return _CONTINUE
        samples = np.ctypeslib.as_array(wave.contents.samples, (start + size,))  # type: ignore[attr-defined]
        return _CONTINUE if emit(samples[start : start + size].copy()) else _STOP

    return callback


def _load(name: str) -> ctypes.CDLL:
    try:
        return ctypes.CDLL(name, mode=ctypes.RTLD_GLOBAL)
    except OSError as error:
        raise SynthesiserMissingError(f"{name} is not installed") from error


def _load_voice(voice: str):  # type: ignore[no-untyped-def]
    try:
        library = _load(f"libflite_cmu_us_{voice}.so.1")
    except SynthesiserMissingError:
        return None
    register = getattr(library, f"register_cmu_us_{voice}")
    register.restype = ctypes.POINTER(_Voice)
    register.argtypes = [ctypes.c_char_p]
    return register(None)
