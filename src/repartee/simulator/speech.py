"""Audio as the HTTP vendors take and give it."""

from __future__ import annotations

import asyncio
import io
import struct
import time
import wave
from collections.abc import AsyncIterator

import av
import numpy as np

from repartee.simulator.delays import Pace
from repartee.simulator.hearing import Ears, transcribe
from repartee.simulator.speaking import Speaker

_HEARD_RATE = 16_000
_UNKNOWN_LENGTH = 0xFFFFFFFF


class BadAudioError(ValueError):
    """What was sent is no audio that can be read."""


async def hear(ears: Ears, audio: bytes, sample_rate: int, pace: Pace) -> str:
    """Hear a recording, and take as long for it as the vendor would.

    Args:
        ears: Who hears.
        audio: PCM s16le mono.
        sample_rate: Its rate in Hz.
        pace: How fast the vendor is.

    Returns:
        The words, lower case; empty for none.
    """
    due = time.monotonic() + pace.first_secs + pace.per_unit_secs * len(audio) / 2 / sample_rate
    words = await transcribe(ears, audio, sample_rate)
    await asyncio.sleep(due - time.monotonic())
    return words


async def speak(
    speaker: Speaker, text: str, *, voice: str, sample_rate: int, speed: float, pace: Pace
) -> AsyncIterator[bytes]:
    """Speak a text as fast as the vendor would.

    Args:
        speaker: Who speaks.
        text: What to say.
        voice: Any name.
        sample_rate: The rate wanted, in Hz.
        speed: A factor of the voice's own rate.
        pace: How fast the vendor is.

    Yields:
        bytes: PCM s16le mono, some tens of milliseconds each.
    """
    due = time.monotonic() + pace.first_secs
    async for spoken in speaker.speak(text, voice=voice, sample_rate=sample_rate, speed=speed):
        if spoken.audio:
            await asyncio.sleep(due - time.monotonic())
            yield spoken.audio
            due += pace.per_unit_secs * len(spoken.audio) / 2 / sample_rate


def as_wav(audio: bytes, sample_rate: int) -> bytes:
    """Put audio into a WAV file.

    Args:
        audio: PCM s16le mono.
        sample_rate: Its rate in Hz.
    """
    file = io.BytesIO()
    with wave.open(file, "wb") as wav:
        wav.setnchannels(1)
        wav.setsampwidth(2)
        wav.setframerate(sample_rate)
        wav.writeframes(audio)
    return file.getvalue()


def endless_wav_header(sample_rate: int) -> bytes:
    """The header of a WAV stream whose length is not known yet, as OpenAI sends it.

    Args:
        sample_rate: In Hz, of PCM s16le mono.
    """
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, sample_rate, sample_rate * 2, 2, 16)
    start = struct.pack("<4sI4s", b"RIFF", _UNKNOWN_LENGTH, b"WAVE")
    return start + form + struct.pack("<4sI", b"data", _UNKNOWN_LENGTH)


def decode(file: bytes) -> tuple[bytes, int]:
    """Read a sound file of any kind that FFmpeg knows: WAV, FLAC, MP3, Ogg, WebM.

    It takes a while: not in an event loop.

    Args:
        file: The file.

    Returns:
        PCM s16le mono, and its rate in Hz.

    Raises:
        BadAudioError: If it is no sound file.
    """
    try:
        with av.open(io.BytesIO(file), mode="r") as container:
            resampler = av.AudioResampler(format="s16", layout="mono", rate=_HEARD_RATE)
            frames = [
                part for frame in container.decode(audio=0) for part in resampler.resample(frame)
            ]
            frames += resampler.resample(None)
    except (av.error.FFmpegError, IndexError, ValueError) as error:
        raise BadAudioError("the file is no audio that can be read") from error
    audio = b"".join(frame.to_ndarray().astype(np.int16).tobytes() for frame in frames)
    return audio, _HEARD_RATE


_CODECS = {
    "mp3": ("mp3", "libmp3lame", 24_000),
    "opus": ("ogg", "libopus", 24_000),
    "aac": ("adts", "aac", 24_000),
    "flac": ("flac", "flac", 24_000),
}


def encode(audio: bytes, sample_rate: int, shape: str) -> bytes:
    """Compress audio; it takes a while: not in an event loop.

    Args:
        audio: PCM s16le mono.
        sample_rate: Its rate in Hz.
        shape: `mp3`, `opus`, `aac` or `flac`.
    """
    container_name, codec, rate = _CODECS[shape]
    samples = np.frombuffer(audio, np.int16).reshape(1, -1)
    frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
    frame.sample_rate = sample_rate
    file = io.BytesIO()
    with av.open(file, mode="w", format=container_name) as container:
        stream = container.add_stream(codec, rate=rate, layout="mono")
        assert isinstance(stream, av.AudioStream)  # noqa: S101 - what these codecs make
        resampler = av.AudioResampler(stream.format, "mono", rate, stream.frame_size or None)
        for part in [*resampler.resample(frame), *resampler.resample(None)]:
            container.mux(stream.encode(part))
        container.mux(stream.encode(None))
    return file.getvalue()
