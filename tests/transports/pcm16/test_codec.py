"""What travels over the wire of the PCM16 dialect."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repartee.transports.line import accepted_message
from repartee.transports.pcm16.codec import Pcm16Codec
from repartee.transports.pcm16.dialect import Pcm16Dialect
from repartee.transports.websocket.codec import (
    BadFrameError,
    Message,
    Received,
    Reply,
    Sound,
    WireFrame,
)

# One of each event, as clients send them; mutations begin here.
CAPTURES: list[WireFrame] = [
    b"\x01\x00\xff\x7f",
    '{"type":"mute","muted":true}',
    '{"type":"text","text":"what time is it"}',
    '{"v":1,"type":"interrupt"}',
    '{"type":"end"}',
    '{"type":"ping","id":"7"}',
]


def codec() -> Pcm16Codec:
    return Pcm16Codec(Pcm16Dialect())


def received(frame: WireFrame) -> list[Received]:
    return list(codec().decode(frame))


def test_sound_is_taken_as_it_is() -> None:
    assert received(b"\x01\x00\xff\x7f") == [Sound(b"\x01\x00\xff\x7f", 24_000)]


def test_sound_goes_out_as_it_is() -> None:
    assert list(codec().sound(b"\x01\x00")) == [b"\x01\x00"]


def test_the_muted_are_heard_as_silence_until_they_are_not() -> None:
    line = codec()
    (reply,) = line.decode('{"type":"mute","muted":true}')
    assert isinstance(reply, Reply)
    assert [json.loads(frame) for frame in reply.frames] == [
        {"v": 1, "type": "muted", "muted": True}
    ]
    assert list(line.decode(b"\x01\x00")) == [Sound(b"\x00\x00", 24_000)]
    list(line.decode('{"type":"mute","muted":false}'))
    assert list(line.decode(b"\x01\x00")) == [Sound(b"\x01\x00", 24_000)]


def test_a_ping_is_answered_with_its_id() -> None:
    (reply,) = received('{"type":"ping","id":"7"}')
    assert isinstance(reply, Reply)
    assert [json.loads(frame) for frame in reply.frames] == [{"v": 1, "type": "pong", "id": "7"}]


def test_an_interruption_makes_the_client_forget_sound() -> None:
    (frame,) = codec().clear()
    assert json.loads(frame) == {"v": 1, "type": "audio_clear"}


def test_text_becomes_a_message_of_the_conversations() -> None:
    (message,) = received('{"type":"text","text":"hello","colour":"blue"}')
    assert isinstance(message, Message)
    assert message.content["data"]["content"] == "hello"


@pytest.mark.parametrize(
    ("frame", "explanation"),
    [
        (b"\x01", "odd number of bytes"),
        ("", "not JSON"),
        ("{", "not JSON"),
        ('"text"', "none of mute, text"),
        ("[]", "none of mute, text"),
        ("null", "none of mute, text"),
        ('{"text":"hello"}', "none of mute, text"),
        ('{"type":"transcription","text":"I said so"}', "none of mute, text"),
        ('{"type":"llm-function-call-result","data":{}}', "none of mute, text"),
        ('{"type":"text"}', "text: Field required"),
        ('{"type":"text","text":""}', "text: "),
        ('{"type":"text","text":5}', "text: "),
        ('{"type":"mute","muted":"yes"}', "muted: "),
        ('{"type":"mute","muted":1}', "muted: "),
        ('{"v":2,"type":"end"}', "v: "),
        ('{"type":"text","text":"\\ud800"}', "not JSON"),
        ("[" * 10_000, "not JSON"),
    ],
)
def test_a_bad_frame_is_explained(frame: WireFrame, explanation: str) -> None:
    with pytest.raises(BadFrameError, match=explanation):
        received(frame)


def test_an_explanation_does_not_repeat_what_was_sent() -> None:
    with pytest.raises(BadFrameError) as caught:
        received('{"type":"text","text":["my-secret"]}')
    assert "my-secret" not in str(caught.value)


def anything() -> st.SearchStrategy[Any]:
    leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
    return st.recursive(leaves, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))


def objects() -> st.SearchStrategy[str]:
    kinds = st.sampled_from(["mute", "text", "interrupt", "end", "ping", "session"]) | anything()
    keys = {"v": anything(), "text": anything(), "muted": anything(), "id": anything()}
    return st.fixed_dictionaries({"type": kinds}, optional=keys).map(json.dumps)


@st.composite
def mutations(draw: st.DrawFn) -> WireFrame:
    frame = draw(st.sampled_from(CAPTURES))
    raw = bytearray(frame.encode() if isinstance(frame, str) else frame)
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(raw)))
        raw[place : place + draw(st.integers(0, 3))] = draw(st.binary(max_size=3))
    return raw.decode(errors="replace") if isinstance(frame, str) else bytes(raw)


def frames() -> st.SearchStrategy[WireFrame]:
    return st.one_of(st.binary(), st.text(), anything().map(json.dumps), objects(), mutations())


def understood(frame: WireFrame) -> list[Received] | str:
    try:
        return received(frame)
    except BadFrameError as error:
        return str(error)


@settings(max_examples=1000)
@given(frames())
def test_no_frame_breaks_the_line(frame: WireFrame) -> None:
    taken = understood(frame)
    if isinstance(taken, str):
        assert taken.isprintable()
        assert len(taken) < 200
        return
    for each in taken:
        assert not isinstance(each, Sound) or each.pcm == frame
        assert not isinstance(each, Message) or accepted_message(each.content, 100_000)
