"""ElevenLabs' output formats. The compressed ones come by HTTP alone, and at one rate."""

from __future__ import annotations

from dataclasses import dataclass

_PCM_RATES = frozenset({8000, 16000, 22050, 24000, 32000, 44100, 48000})
_ENCODINGS = {"pcm": "pcm_s16le", "ulaw": "pcm_mulaw", "alaw": "pcm_alaw"}
_COMPRESSED = ("mp3", "opus")
_COMPRESSED_RATE = 24_000


@dataclass(frozen=True, slots=True)
class OutputFormat:
    """In what shape audio is given."""

    encoding: str
    """Of samples, or `mp3` or `opus`."""
    sample_rate: int

    @property
    def compressed(self) -> bool:
        """Whether it is made of whole texts only."""
        return self.encoding in _COMPRESSED


def read_format(name: str) -> OutputFormat | None:
    """Read a format's name, such as `pcm_24000` or `mp3_44100_128`; None if there is none."""
    codec, _, rate = name.partition("_")
    if codec in _COMPRESSED:
        return OutputFormat(codec, _COMPRESSED_RATE)
    encoding = _ENCODINGS.get(codec)
    if encoding is None or not rate.isdecimal():
        return None
    fits = int(rate) in _PCM_RATES if codec == "pcm" else rate == "8000"
    return OutputFormat(encoding, int(rate)) if fits else None
