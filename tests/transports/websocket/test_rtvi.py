from __future__ import annotations

import json
from collections.abc import Iterable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pipecat.frames.frames import InputAudioRawFrame, InputTransportMessageFrame
from pipecat.serializers.protobuf import ProtobufFrameSerializer

from repartee.transports.websocket.codec import (
    HEARABLE_RATES,
    BadFrameError,
    Message,
    Received,
    Reply,
    Sound,
)
from repartee.transports.websocket.rtvi import RTVICodec
from tests.support.socket_caller import message_frame, pb, rtvi, sound_frame


def _decoded(frame: bytes | str) -> list[Received]:
    return list(RTVICodec().decode(frame))


def test_sound_is_heard() -> None:
    assert _decoded(sound_frame(b"\x01\x02" * 256)) == [Sound(b"\x01\x02" * 256, 16_000)]


def test_stereo_is_mixed() -> None:
    stereo = np.array([[100, 300], [-32_768, -32_768]], "<i2").tobytes()
    expected = np.array([200, -32_768], "<i2").tobytes()
    assert _decoded(sound_frame(stereo, num_channels=2)) == [Sound(expected, 16_000)]


@pytest.mark.parametrize(
    "frame",
    [
        sound_frame(b"\x00" * 320, sample_rate=0),
        sound_frame(b"\x00" * 320, sample_rate=16_001),
        sound_frame(b"\x00" * 320, sample_rate=2**32 - 1),
        sound_frame(b"\x00" * 320, num_channels=0),
        sound_frame(b"\x00" * 320, num_channels=3),
        sound_frame(b"\x00" * 321),
        sound_frame(b"\x00" * 322, num_channels=2),
        sound_frame(b"\x00" * 40_000, sample_rate=8000),
        message_frame("text"),
        message_frame([]),
        message_frame({"type": "client-ready", "id": "1"}),
        message_frame({"label": "rtvi-ai", "type": "client-ready", "id": 1}),
        message_frame({"label": "rtvi-ai", "type": [], "id": "1"}),
        rtvi("client-ready", "text"),
        pb.Frame(message=pb.MessageFrame(data="{")).SerializeToString(),
        pb.Frame(message=pb.MessageFrame(data="[" * 60_000)).SerializeToString(),
        pb.Frame(message=pb.MessageFrame(data='{"a":"\\ud800"}')).SerializeToString(),
        b"",
        b"\x00",
        b"\xff" * 100,
        "text",
    ],
)
def test_what_makes_no_sense_is_a_bad_frame(frame: bytes | str) -> None:
    with pytest.raises(BadFrameError):
        _decoded(frame)


@pytest.mark.parametrize("kind", ["text", "transcription", "interruption"])
def test_a_caller_can_forge_no_frame_of_the_pipelines(kind: str) -> None:
    frame = pb.Frame()
    getattr(frame, kind).name = "forged"
    with pytest.raises(BadFrameError) as refused:
        _decoded(frame.SerializeToString())
    assert refused.value.code == 1008


def test_a_message_is_passed_on() -> None:
    content = {"label": "rtvi-ai", "type": "send-text", "id": "1", "data": {"content": "hi"}}
    assert _decoded(message_frame(content)) == [Message(content)]


def test_a_ping_is_answered_at_once() -> None:
    [reply] = _decoded(rtvi("client-message", {"t": "ping"}))
    assert isinstance(reply, Reply)
    [frame] = reply.frames
    answer = json.loads(pb.Frame.FromString(frame).message.data)
    assert answer["type"] == "server-response"
    assert (answer["id"], answer["data"]["t"]) == ("1", "ping")


async def _as_pipecat_reads(frames: Iterable[bytes | str]) -> list[object]:
    return [await ProtobufFrameSerializer().deserialize(frame) for frame in frames]


async def test_pipecats_own_serializer_understands_what_is_sent() -> None:
    codec = RTVICodec()
    [sound] = await _as_pipecat_reads(codec.sound(b"\x01\x00" * 480))
    assert isinstance(sound, InputAudioRawFrame)
    assert (sound.audio, sound.sample_rate, sound.num_channels) == (b"\x01\x00" * 480, 24_000, 1)
    [message] = await _as_pipecat_reads(codec.message({"type": "bot-ready"}))
    assert isinstance(message, InputTransportMessageFrame)
    assert message.message == {"type": "bot-ready"}


def test_an_interruption_is_sent_to_those_alone_who_know_it() -> None:
    assert list(RTVICodec().clear()) == []
    [frame] = RTVICodec(clears=True).clear()
    assert isinstance(frame, bytes)
    assert frame[0] == 0x2A
    assert pb.Frame.FromString(frame).WhichOneof("frame") == "interruption"


@given(st.binary(max_size=200))
def test_nothing_at_all_breaks_it(frame: bytes) -> None:
    try:
        received = _decoded(frame)
    except BadFrameError:
        return
    for each in received:
        assert not isinstance(each, Sound) or each.sample_rate in HEARABLE_RATES
