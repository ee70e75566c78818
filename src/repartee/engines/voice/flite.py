from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from repartee.engines.voice.manner import VoiceInfo
from repartee.engines.voice.synthesiser import Sink

# flite hands over at least 20 ms at a time.
_CHUNK_SAMPLES = 320
_GO_ON = 0
_STOP = -1
# From a token to the first phone of its first word.
_FIRST_PHONE = b"daughter1.R:SylStructure.daughter1.daughter1.R:Segment"


@dataclass(frozen=True)
class _Known:
    """A voice this module can name."""

    id: str
    label: str
    gain: float
    """Makes it as loud as slt, by the RMS of the same sentences."""


_VOICES = (
    _Known("slt", "American woman (slt)", 1.0),
    _Known("rms", "American man (rms)", 1.7),
    _Known("awb", "Scottish man (awb)", 1.3),
    _Known("kal16", "American man, robotic (kal16)", 2.5),
)


if TYPE_CHECKING:
    _CType = type[ctypes._SimpleCData[Any]] | type[ctypes._Pointer[Any]]  # noqa: SLF001


class _Wave(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_char_p),
        ("sample_rate", ctypes.c_int),
        ("num_samples", ctypes.c_int),
        ("num_channels", ctypes.c_int),
        ("samples", ctypes.POINTER(ctypes.c_short)),
    )


class _Streaming(ctypes.Structure):
    """flite's `cst_audio_streaming_info`."""


_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int,
    ctypes.POINTER(_Wave),
    ctypes.c_int,
    ctypes.c_int,
    ctypes.c_int,
    ctypes.POINTER(_Streaming),
)
_Streaming._fields_ = (
    ("min_buffsize", ctypes.c_int),
    ("callback", _Callback),
    ("utterance", ctypes.c_void_p),
    ("item", ctypes.c_void_p),
    ("userdata", ctypes.c_void_p),
)


class _Voice(ctypes.Structure):
    """The head of flite's `cst_voice`."""

    _fields_ = (("name", ctypes.c_char_p), ("features", ctypes.c_void_p))


class _Library:
    """The functions of libflite that are used here, with their types."""

    def __init__(self) -> None:
        self._flite = ctypes.CDLL("libflite.so.1", mode=ctypes.RTLD_GLOBAL)
        for needed in ("libflite_usenglish.so.1", "libflite_cmulex.so.1"):
            ctypes.CDLL(needed, mode=ctypes.RTLD_GLOBAL)
        pointer, text = ctypes.c_void_p, ctypes.c_char_p
        streaming = ctypes.POINTER(_Streaming)
        self.init = self._function("flite_init", ctypes.c_int)
        self.new_streaming = self._function("new_audio_streaming_info", streaming)
        self.streaming_value = self._function("audio_streaming_info_val", pointer, streaming)
        self.set_feature = self._function("flite_feat_set", None, pointer, text, pointer)
        self.set_float = self._function("flite_feat_set_float", None, pointer, text, ctypes.c_float)
        self.synthesise = self._function("flite_synth_text", pointer, text, pointer)
        self.delete = self._function("delete_utterance", None, pointer)
        self.relation = self._function("utt_relation", pointer, pointer, text)
        self.head = self._function("relation_head", pointer, pointer)
        self.next = self._function("item_next", pointer, pointer)
        self.number = self._function("flite_ffeature_float", ctypes.c_float, pointer, text)
        self.item = self._function("flite_path_to_item", pointer, pointer, text)

    def register(self, voice: str) -> ctypes.c_void_p:
        """Load a voice.

        Raises:
            OSError: If it is not installed.
        """
        library = ctypes.CDLL(f"libflite_cmu_us_{voice}.so.1")
        function = library[f"register_cmu_us_{voice}"]
        function.restype = ctypes.c_void_p
        function.argtypes = (ctypes.c_char_p,)
        return ctypes.c_void_p(function(None))

    def _function(
        self, name: str, result: _CType | None, *arguments: _CType
    ) -> ctypes._NamedFuncPointer:
        function = self._flite[name]
        function.restype = result
        function.argtypes = arguments
        return function


class Flite:
    """CMU Flite, through its shared libraries; licence BSD-style."""

    name = "flite"
    sample_rate = 16_000
    ascii_only = True

    def __init__(self) -> None:
        """Load the library and the voices that are there.

        Raises:
            OSError: If the library, or every voice, is missing.
        """
        self._flite = _Library()
        self._flite.init()
        self._gains: dict[str, float] = {}
        self._loaded: dict[str, ctypes.c_void_p] = {}
        self._sink: Sink | None = None
        self._begun = False
        # Kept for as long as flite may call it.
        self._callback = _Callback(self._take)
        self.voices = tuple(
            VoiceInfo(known.id, known.label) for known in _VOICES if self._load(known)
        )
        if not self.voices:
            raise OSError("flite has no voice: libflite_cmu_us_*.so.1 not found")

    def gain(self, voice: str) -> float:
        """The factor that makes a voice as loud as the others."""
        return self._gains[voice]

    def speak(self, text: str, voice: str, rate: float, sink: Sink) -> None:
        """Synthesise a text; see `Synthesiser`."""
        loaded = self._loaded[voice]
        self._flite.set_float(_features(loaded), b"duration_stretch", 1 / rate)
        self._sink, self._begun = sink, False
        # The space ends the last word like the others, which `_tell_words` counts on.
        utterance = self._flite.synthesise(text.encode("ascii") + b" ", loaded)
        self._sink = None
        if utterance:
            self._flite.delete(utterance)

    def _load(self, known: _Known) -> bool:
        try:
            voice = self._flite.register(known.id)
        except OSError:
            return False
        streaming = self._flite.new_streaming()
        streaming.contents.min_buffsize = _CHUNK_SAMPLES
        streaming.contents.callback = self._callback
        self._flite.set_feature(
            _features(voice), b"streaming_info", self._flite.streaming_value(streaming)
        )
        self._loaded[known.id] = voice
        self._gains[known.id] = known.gain
        return True

    def _take(
        self,
        wave: ctypes._Pointer[_Wave],
        start: int,
        size: int,
        last: int,  # noqa: ARG002
        streaming: ctypes._Pointer[_Streaming],
    ) -> int:
        sink = self._sink
        if sink is None:
            return _STOP
        if not self._begun:
            self._begun = True
            self._tell_words(streaming.contents.utterance, sink)
        samples = np.ctypeslib.as_array(wave.contents.samples, (start + size,))[start:]
        return _GO_ON if sink.audio(samples) else _STOP

    def _tell_words(self, utterance: int, sink: Sink) -> None:
        """Tell when each word begins: known in full before the first sound is made."""
        flite = self._flite
        token = flite.head(flite.relation(utterance, b"Token"))
        while token:
            phone = flite.item(token, _FIRST_PHONE)
            if phone:
                # It points behind the space that ended the token.
                position = int(flite.number(token, b"file_pos")) - 2
                sink.word(position, flite.number(phone, b"p.end"))
            token = flite.next(token)


def _features(voice: ctypes.c_void_p) -> int:
    return int(ctypes.cast(voice, ctypes.POINTER(_Voice)).contents.features)
