"""Sound files as bytes in memory: read in any usual format, written in OpenAI's."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterable
from typing import cast

import av
import av.error
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream

_CODECS = {
    "mp3": ("mp3", "libmp3lame"),
    "opus": ("ogg", "libopus"),
    "aac": ("adts", "aac"),
    "flac": ("flac", "flac"),
}

MEDIA_TYPES = {
    "wav": "audio/wav",
    "pcm": "audio/pcm",
    "mp3": "audio/mpeg",
    "opus": "audio/ogg",
    "aac": "audio/aac",
    "flac": "audio/flac",
}
"""What speech can be written as, with its media type."""

STREAMED = frozenset({"wav", "pcm"})
"""Formats that can be sent while the speech is still being made."""

# Nothing that names other files or addresses: FFmpeg would open them, and listen on ports for an
# SDP.
_READABLE = "aac,aiff,amr,caf,flac,matroska,mov,mp3,mpeg,ogg,wav,w64,webm"


class BadSoundError(Exception):
    """A file is no sound that can be read, or too long."""


def read(file: bytes, rate: int, longest_secs: float) -> bytes:
    """Read a sound file of any usual format; blocks for milliseconds a minute.

    Args:
        file: The whole file.
        rate: Samples a second that are wanted.
        longest_secs: What lasts longer is refused: a small file may hold days of silence.

    Returns:
        16-bit mono samples.

    Raises:
        BadSoundError: If it cannot be read, or is too long.
    """
    sound = bytearray()
    try:
        with av.open(io.BytesIO(file), "r", options={"format_whitelist": _READABLE}) as container:
            if not container.streams.audio:
                raise BadSoundError("There is no sound in the file.")
            resampler = AudioResampler("s16", "mono", rate)
            for frame in container.decode(audio=0):
                for piece in resampler.resample(frame):
                    sound += bytes(piece.planes[0])[: piece.samples * 2]
                if len(sound) > longest_secs * rate * 2:
                    raise BadSoundError(f"It lasts longer than {longest_secs:g} seconds.")
            for piece in resampler.resample(None):
                sound += bytes(piece.planes[0])[: piece.samples * 2]
    except (av.error.FFmpegError, ValueError) as error:
        raise BadSoundError("It is no sound file, or it is broken.") from error
    return bytes(sound)


def wav_header(rate: int) -> bytes:
    """The header of a WAV file of 16-bit mono sound whose length is not known yet."""
    unknown = 0xFFFF_FFFF
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, rate, rate * 2, 2, 16)
    return (
        b"RIFF"
        + struct.pack("<I", unknown)
        + b"WAVE"
        + form
        + struct.pack("<4sI", b"data", unknown)
    )


def written(pcm: Iterable[bytes], rate: int, name: str) -> bytes:
    """Write sound as a compressed file; blocks for milliseconds a minute.

    Args:
        pcm: 16-bit mono samples.
        rate: Samples a second.
        name: One of `MEDIA_TYPES` that is not in `STREAMED`.
    """
    container_name, codec = _CODECS[name]
    file = io.BytesIO()
    with av.open(file, "w", format=container_name) as container:
        # Opus knows 48 kHz and its parts alone.
        wire_rate = 48_000 if name == "opus" else rate
        stream = cast("AudioStream", container.add_stream(codec, rate=wire_rate))
        stream.layout = "mono"
        sound = b"".join(pcm)
        frame = av.AudioFrame(format="s16", layout="mono", samples=len(sound) // 2)
        frame.planes[0].update(sound)
        frame.sample_rate = rate
        resampler = AudioResampler(stream.format, "mono", wire_rate, stream.frame_size or 0)
        for piece in [*resampler.resample(frame), *resampler.resample(None)]:
            container.mux(stream.encode(piece))
        container.mux(stream.encode(None))
    return file.getvalue()
