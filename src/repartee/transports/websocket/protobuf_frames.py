"""Pipecat's protobuf frames (`pipecat/frames/frames.proto`), with types."""

from __future__ import annotations

from typing import Any, Protocol

from google.protobuf.message import DecodeError
from pipecat.frames.protobufs import frames_pb2

from repartee.transports.websocket.codec import BadFrameError

# Generated code, whose classes come into being when it is imported.
_frames: Any = frames_pb2


class AudioRawFrame(Protocol):
    """Sound: 16-bit little-endian samples, interleaved."""

    audio: bytes
    sample_rate: int
    num_channels: int


class MessageFrame(Protocol):
    """An RTVI message as JSON."""

    data: str


class Frame(Protocol):
    """One of several frames; `kind_of` says which."""

    audio: AudioRawFrame
    message: MessageFrame


def parsed(wire: bytes) -> Frame:
    """Read a frame.

    Raises:
        BadFrameError: If it is none.
    """
    try:
        frame: Frame = _frames.Frame.FromString(wire)
    except DecodeError as error:
        raise BadFrameError("This is no frame of Pipecat's.") from error
    return frame


def kind_of(frame: Frame) -> str | None:
    """Which frame it is: `audio`, `message`, `text`, …; None for an empty one."""
    kind: str | None = frame.WhichOneof("frame")  # type: ignore[attr-defined]
    return kind


def audio_frame(pcm: bytes, sample_rate: int) -> bytes:
    """Write a frame of sound.

    Args:
        pcm: 16-bit little-endian mono samples.
        sample_rate: Their rate in Hz.
    """
    audio = _frames.AudioRawFrame(audio=pcm, sample_rate=sample_rate, num_channels=1)
    return bytes(_frames.Frame(audio=audio).SerializeToString())


def message_frame(text: str) -> bytes:
    """Write a frame of a message.

    Args:
        text: JSON.
    """
    return bytes(_frames.Frame(message=_frames.MessageFrame(data=text)).SerializeToString())


def interruption_frame() -> bytes:
    """Write the frame that makes a client forget its sound."""
    return bytes(_frames.Frame(interruption=_frames.InterruptionFrame()).SerializeToString())
