"""What the server and the voice process say to each other over a pipe.

Every message is a header, kind (1 byte), request number (4 bytes) and length (4 bytes), big-endian,
followed by that many bytes:

    server → voice   SPEAK   a JSON object of `SpeakRequest`
                     CANCEL  nothing
    voice → server   READY   a JSON object of `Ready`, once, when the voice is warm (request 0)
                     AUDIO   PCM s16le mono at `SAMPLE_RATE`
                     END     nothing: all of the request's audio was sent
                     FAILED  a sentence in UTF-8: what went wrong with the request
"""

from __future__ import annotations

import json
import struct
from dataclasses import asdict, dataclass
from enum import IntEnum

HEADER = struct.Struct(">BII")
SAMPLE_RATE = 24_000
"""Hz of all audio on the wire: 48 kHz, which WebRTC sends, is its double."""
CHUNK_BYTES = SAMPLE_RATE // 50 * 2
"""Bytes of 20 ms of audio."""
MISSING_EXIT = 3
"""The voice process's exit status when no synthesiser is installed; standard error says why."""


class Kind(IntEnum):
    """What a message is."""

    SPEAK = 1
    CANCEL = 2
    READY = 3
    AUDIO = 4
    END = 5
    FAILED = 6


@dataclass(frozen=True)
class Message:
    """One message in either direction."""

    kind: Kind
    request: int
    payload: bytes = b""

    def encoded(self) -> bytes:
        """The message as it travels."""
        return HEADER.pack(self.kind, self.request, len(self.payload)) + self.payload


@dataclass(frozen=True)
class SpeakRequest:
    """A text to be spoken.

    Attributes:
        text: What to say.
        voice: Whose voice; empty for the default one.
        rate: Speaking rate as a factor, 0.5 to 2.0.
        volume: Loudness as a factor, 0.1 to 2.0.
    """

    text: str
    voice: str = ""
    rate: float = 1.0
    volume: float = 1.0

    def encoded(self) -> bytes:
        """The request as a payload."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def decoded(cls, payload: bytes) -> SpeakRequest:
        """The request in a payload."""
        return cls(**json.loads(payload))


@dataclass(frozen=True)
class VoiceName:
    """A voice that is really installed."""

    id: str
    label: str


@dataclass(frozen=True)
class Ready:
    """What the voice process found on this machine."""

    engine: str
    voices: tuple[VoiceName, ...]

    def encoded(self) -> bytes:
        """The news as a payload."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def decoded(cls, payload: bytes) -> Ready:
        """The news in a payload."""
        fields = json.loads(payload)
        return cls(fields["engine"], tuple(VoiceName(**voice) for voice in fields["voices"]))
