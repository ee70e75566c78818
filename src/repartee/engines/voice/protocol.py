"""What the server and its voice process say to each other, over the child's stdin and stdout.

Every frame, both ways, is a header and a payload; all numbers are little-endian:

    kind: uint8 | utterance: uint32 | payload length: uint32 | payload

    server → child
      SPEAK    JSON {text, voice, rate, volume, prompt}    begin an utterance
      CREDIT   uint32                                      so many more AUDIO frames may be sent
      CANCEL   empty                                       forget the utterance, even mid-sentence
    child → server
      READY    JSON {synthesiser, voices: [[id, label]]}   once, warmed up (utterance 0)
      WORD     uint32 index, float32 seconds               this word begins then; before its AUDIO
      AUDIO    20 ms of PCM s16le mono                     as soon as it is produced
      END      empty                                       all was sent
      ERROR    UTF-8 sentence                              instead of READY: why it can't speak

An utterance starts with `WINDOW` credits and every AUDIO frame spends one. A reader that stops
reading therefore holds at most a window in the server and one piece of speech in the child, and
delays nobody else. Words count from 0 in `text.split()`. When stdin ends, the child exits.
"""

from __future__ import annotations

import json
import struct
from dataclasses import asdict, dataclass
from enum import IntEnum

from repartee.engines.voice.manner import Manner, VoiceInfo

CHUNK_SECS = 0.02
"""Length of the audio in one AUDIO frame; the last one is filled up with silence."""

WINDOW = 150
"""AUDIO frames an utterance may be ahead of its reader: 3 s."""

MAX_TEXT = 20_000
"""Longest text of one utterance, in characters."""

MAX_UTTERANCES = 256
"""Most utterances in the child at a time."""

_HEADER = struct.Struct("<BII")
_WORD = struct.Struct("<If")
_CREDIT = struct.Struct("<I")
HEADER_SIZE = _HEADER.size
# The longest legal payload is a text of escaped, four-byte characters.
_MAX_PAYLOAD = 16 * MAX_TEXT


class ProtocolError(Exception):
    """The other side sent something that is no frame."""


class Kind(IntEnum):
    """What a frame is about."""

    SPEAK = 1
    CREDIT = 2
    CANCEL = 3
    READY = 16
    WORD = 17
    AUDIO = 18
    END = 19
    ERROR = 20


_KINDS = frozenset(Kind)


@dataclass(frozen=True)
class Frame:
    """One message."""

    kind: Kind
    utterance: int = 0
    payload: bytes = b""

    def encode(self) -> bytes:
        """The frame as bytes."""
        return _HEADER.pack(self.kind, self.utterance, len(self.payload)) + self.payload


def decode_header(header: bytes) -> tuple[Kind, int, int]:
    """Read a header.

    Args:
        header: `HEADER_SIZE` bytes.

    Returns:
        The kind, the utterance and the payload's length in bytes.

    Raises:
        ProtocolError: If no frame begins like this.
    """
    kind, utterance, length = _HEADER.unpack(header)
    if kind not in _KINDS or length > _MAX_PAYLOAD:
        raise ProtocolError(f"not a voice frame: kind {kind}, {length} bytes")
    return Kind(kind), utterance, length


def encode_speak(utterance: int, text: str, manner: Manner) -> bytes:
    """Make a SPEAK frame.

    Args:
        utterance: Its id, 1 or more.
        text: At most `MAX_TEXT` characters.
        manner: How to say it.
    """
    payload = json.dumps({"text": text, **asdict(manner)}).encode()
    return Frame(Kind.SPEAK, utterance, payload).encode()


def decode_speak(payload: bytes) -> tuple[str, Manner]:
    """Read a SPEAK frame's text and manner."""
    request = json.loads(payload)
    text = request.pop("text")
    return text, Manner(**request)


def encode_credit(utterance: int, chunks: int) -> bytes:
    """Make a CREDIT frame."""
    return Frame(Kind.CREDIT, utterance, _CREDIT.pack(chunks)).encode()


def decode_credit(payload: bytes) -> int:
    """Read how many more AUDIO frames may be sent."""
    (chunks,) = _CREDIT.unpack(payload)
    return int(chunks)


def encode_word(utterance: int, index: int, seconds: float) -> bytes:
    """Make a WORD frame."""
    return Frame(Kind.WORD, utterance, _WORD.pack(index, seconds)).encode()


def decode_word(payload: bytes) -> tuple[int, float]:
    """Read a word's index and when it begins, in seconds from the utterance's start."""
    index, seconds = _WORD.unpack(payload)
    return int(index), float(seconds)


@dataclass(frozen=True)
class Ready:
    """What the child found installed."""

    synthesiser: str
    voices: tuple[VoiceInfo, ...]

    def encode(self) -> bytes:
        """Make a READY frame."""
        voices = [[voice.id, voice.label] for voice in self.voices]
        payload = json.dumps({"synthesiser": self.synthesiser, "voices": voices}).encode()
        return Frame(Kind.READY, payload=payload).encode()

    @classmethod
    def decode(cls, payload: bytes) -> Ready:
        """Read a READY frame."""
        found = json.loads(payload)
        voices = tuple(VoiceInfo(voice_id, label) for voice_id, label in found["voices"])
        return cls(found["synthesiser"], voices)
