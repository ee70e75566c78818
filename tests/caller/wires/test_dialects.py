"""What each dialect sends and understands, checked against Pipecat's own where it has one."""

from __future__ import annotations

import base64
import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pipecat.frames.frames import (
    InputAudioRawFrame,
    InputDTMFFrame,
    InputTransportMessageFrame,
    InterruptionFrame,
    OutputAudioRawFrame,
    OutputTransportMessageFrame,
)
from pipecat.serializers.protobuf import ProtobufFrameSerializer

from repartee.caller import rtvi
from repartee.caller.rtvi import Message
from repartee.caller.wires.dialect import Clear, Dialect, Mark, Sound
from repartee.caller.wires.pcm16 import Pcm16Events
from repartee.caller.wires.rtvi_socket import RtviFrames
from repartee.caller.wires.telephone.exotel import ExotelStream
from repartee.caller.wires.telephone.plivo import PlivoStream
from repartee.caller.wires.telephone.stream import VendorStream
from repartee.caller.wires.telephone.telnyx import TelnyxStream
from repartee.caller.wires.telephone.twilio import TwilioStream

STREAMS: list[type[VendorStream]] = [TwilioStream, TelnyxStream, PlivoStream, ExotelStream]
every_stream = pytest.mark.parametrize("stream", STREAMS)


def events(dialect: Dialect, payload: str | bytes | dict[str, Any]) -> list[object]:
    return [*dialect.read(json.dumps(payload) if isinstance(payload, dict) else payload)]


# RTVI in protobuf


async def test_pipecat_hears_what_is_said_in_protobuf() -> None:
    frame = await ProtobufFrameSerializer().deserialize(RtviFrames().sound(b"\x01\x00" * 320))

    assert isinstance(frame, InputAudioRawFrame)
    assert (frame.audio, frame.sample_rate, frame.num_channels) == (b"\x01\x00" * 320, 16_000, 1)


async def test_pipecat_understands_a_message_in_protobuf() -> None:
    payload = RtviFrames().message(rtvi.typed("hello"))
    assert payload is not None
    frame = await ProtobufFrameSerializer().deserialize(payload)

    assert isinstance(frame, InputTransportMessageFrame)
    assert frame.message["data"]["content"] == "hello"


async def test_what_pipecat_says_in_protobuf_is_heard() -> None:
    frame = OutputAudioRawFrame(b"\x02\x00" * 240, 24_000, 1)
    payload = await ProtobufFrameSerializer().serialize(frame)
    (sound,) = events(RtviFrames(), payload or b"")

    assert isinstance(sound, Sound)
    assert (sound.rate, sound.samples.tolist()) == (24_000, [2] * 240)


async def test_pipecats_messages_and_interruptions_in_protobuf_are_understood() -> None:
    serializer = ProtobufFrameSerializer(
        ProtobufFrameSerializer.InputParams(ignore_rtvi_messages=False)
    )
    body = {"label": "rtvi-ai", "type": "bot-ready", "data": {"version": "2.2.0"}}
    message = await serializer.serialize(OutputTransportMessageFrame(body))
    interruption = await serializer.serialize(InterruptionFrame())

    assert events(RtviFrames(), message or b"") == [Message("bot-ready", {"version": "2.2.0"})]
    assert events(RtviFrames(), interruption or b"") == [Clear()]


@given(st.binary() | st.text())
def test_no_nonsense_breaks_protobuf(payload: str | bytes) -> None:
    events(RtviFrames(), payload)


# Raw PCM16


def test_the_first_event_gives_the_conversation_and_readiness() -> None:
    session = {"type": "session", "id": "c1", "resume_token": "secret", "resumed": True}
    conversation, ready = events(Pcm16Events(), session)

    assert isinstance(conversation, Message)
    assert conversation.text("type") == "conversation"
    assert (conversation.text("id"), conversation.text("resume_token")) == ("c1", "secret")
    assert ready == Message("bot-ready")


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        ({"type": "state", "state": "speaking"}, "bot-started-speaking"),
        ({"type": "state", "state": "interrupted"}, "bot-stopped-speaking"),
        ({"type": "state", "state": "listening"}, "bot-stopped-speaking"),
        ({"type": "transcription", "role": "user", "text": "hi"}, "user-transcription"),
        ({"type": "transcription", "role": "assistant", "text": "hi"}, "bot-output"),
        ({"type": "participant_joined"}, "server-message"),
    ],
)
def test_events_are_rtvis_messages(event: dict[str, Any], kind: str) -> None:
    (message,) = events(Pcm16Events(), event)

    assert isinstance(message, Message)
    assert message.kind == kind


def test_a_refusal_ends_the_call_in_the_servers_words() -> None:
    refusal = {"type": "error", "code": "not_yours", "message": "It is not yours."}
    (message,) = events(Pcm16Events(), refusal)

    assert isinstance(message, Message)
    assert message.text("type") == "ending"
    assert message.text("message") == "It is not yours."


@pytest.mark.parametrize(
    ("message", "event"),
    [
        (rtvi.typed("hello"), {"type": "text", "text": "hello"}),
        (rtvi.wished("interrupt"), {"type": "interrupt"}),
        (rtvi.wished("hang-up"), {"type": "end"}),
    ],
)
def test_messages_are_events(message: Message, event: dict[str, Any]) -> None:
    payload = Pcm16Events().message(message)

    assert isinstance(payload, str)
    assert json.loads(payload) == event


def test_sound_is_cleared_and_heard() -> None:
    (sound,) = events(Pcm16Events(), np.array([1, -2], "<i2").tobytes())

    assert isinstance(sound, Sound)
    assert sound.samples.tolist() == [1, -2]
    assert events(Pcm16Events(), {"type": "audio_clear"}) == [Clear()]


@given(st.text() | st.binary().map(lambda data: data[: len(data) // 2 * 2]))
def test_no_nonsense_breaks_pcm16(payload: str | bytes) -> None:
    events(Pcm16Events(), payload)


# Telephone vendors


def _serializer(stream: VendorStream) -> Any:
    from pipecat.serializers.exotel import ExotelFrameSerializer
    from pipecat.serializers.plivo import PlivoFrameSerializer
    from pipecat.serializers.telnyx import TelnyxFrameSerializer
    from pipecat.serializers.twilio import TwilioFrameSerializer

    match stream:
        case TwilioStream():
            quiet = TwilioFrameSerializer.InputParams(auto_hang_up=False)
            return TwilioFrameSerializer(stream.stream_id, params=quiet)
        case TelnyxStream():
            hushed = TelnyxFrameSerializer.InputParams(auto_hang_up=False)
            return TelnyxFrameSerializer(stream.stream_id, "PCMU", "PCMU", params=hushed)
        case PlivoStream():
            still = PlivoFrameSerializer.InputParams(auto_hang_up=False)
            return PlivoFrameSerializer(stream.stream_id, params=still)
        case _:
            return ExotelFrameSerializer(stream.stream_id)


@every_stream
async def test_pipecat_hears_a_telephone(stream: type[VendorStream]) -> None:
    vendor = stream("CA1")
    serializer = await _started(vendor)
    heard = bytearray()
    for _ in range(20):
        frame = await serializer.deserialize(vendor.sound(vendor.encoder.silence()))
        heard += frame.audio if isinstance(frame, InputAudioRawFrame) else b""

    assert len(heard) > 2 * 16_000 * 0.2


@every_stream
async def test_pipecat_understands_a_key(stream: type[VendorStream]) -> None:
    vendor = stream("CA1")
    payload = vendor.message(Message("key", {"key": "5"}))
    assert payload is not None
    frame = await (await _started(vendor)).deserialize(payload)

    assert isinstance(frame, InputDTMFFrame)
    assert frame.button.value == "5"


@every_stream
async def test_what_pipecat_says_is_heard_on_the_telephone(stream: type[VendorStream]) -> None:
    vendor = stream("CA1")
    serializer = await _started(vendor)
    loud = np.full(4800, 8000, np.int16)
    payload = None
    for _ in range(3):
        payload = await serializer.serialize(OutputAudioRawFrame(loud.tobytes(), 24_000, 1))
    assert payload is not None
    (sound,) = events(vendor, payload)

    assert isinstance(sound, Sound)
    assert sound.rate == 8000
    assert int(np.median(sound.samples)) == pytest.approx(8000, rel=0.1)


@every_stream
async def test_an_interruption_clears_a_telephone(stream: type[VendorStream]) -> None:
    vendor = stream("CA1")
    payload = await (await _started(vendor)).serialize(InterruptionFrame())
    assert payload is not None

    assert events(vendor, payload) == [Clear()]


@pytest.mark.parametrize(
    ("stream", "mark", "answer"),
    [
        (TwilioStream, {"event": "mark", "mark": {"name": "m1"}}, {"name": "m1"}),
        (TelnyxStream, {"event": "mark", "mark": {"name": "m1"}}, {"name": "m1"}),
        (ExotelStream, {"event": "mark", "mark": {"name": "m1"}}, {"name": "m1"}),
        (PlivoStream, {"event": "checkpoint", "name": "m1"}, "m1"),
    ],
)
def test_a_mark_is_answered_with_its_name(
    stream: type[VendorStream], mark: dict[str, Any], answer: object
) -> None:
    (event,) = events(stream("CA1"), mark)

    assert isinstance(event, Mark)
    told = json.loads(event.payload)
    assert told.get("mark", told.get("name")) == answer


@every_stream
def test_a_stream_begins_by_naming_the_call(stream: type[VendorStream]) -> None:
    *_, start = map(json.loads, stream("CA1").hello())

    assert start["event"] == "start"
    assert "CA1" in start["start"].values()


@every_stream
@given(payload=st.text())
def test_no_nonsense_breaks_a_stream(stream: type[VendorStream], payload: str) -> None:
    events(stream("CA1"), payload)


@every_stream
@pytest.mark.parametrize(
    "media", [{}, {"payload": 3}, {"payload": "%%%"}, {"payload": base64.b64encode(b"x").decode()}]
)
def test_no_broken_sound_breaks_a_stream(
    stream: type[VendorStream], media: dict[str, object]
) -> None:
    vendor = stream("CA1")
    events(vendor, {"event": vendor.sound_event, "media": media})


async def _started(vendor: VendorStream) -> Any:
    from pipecat.frames.frames import StartFrame

    serializer = _serializer(vendor)
    await serializer.setup(StartFrame(audio_in_sample_rate=16_000, audio_out_sample_rate=24_000))
    return serializer
