"""Pipecat's serializers behind checked messages: right ones pass, no wrong one is fatal."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from repartee.transports.telephony.codec import SPEECH_PAUSED, TelephoneCodec
from repartee.transports.telephony.dialect import Dialect, UnspeakableError
from repartee.transports.telephony.events import Started
from repartee.transports.telephony.exotel import ExotelDialect
from repartee.transports.telephony.plivo import PlivoDialect
from repartee.transports.telephony.telnyx import TelnyxDialect
from repartee.transports.telephony.twilio import TwilioDialect
from repartee.transports.websocket.codec import BadFrameError, HangUp, Key, Sound, WireFrame
from tests.support.telephone.malformed import frames_for
from tests.support.telephone.vendors import (
    VENDORS,
    Cleared,
    FromServer,
    Heard,
    Marked,
    Telnyx,
    Vendor,
    captured,
)

DIALECTS: dict[str, Dialect] = {
    "twilio": TwilioDialect(),
    "telnyx": TelnyxDialect(),
    "plivo": PlivoDialect(),
    "exotel": ExotelDialect(),
}

every_vendor = pytest.mark.parametrize("name", sorted(VENDORS))


def _begun(vendor: Vendor) -> TelephoneCodec:
    dialect = DIALECTS[vendor.name]
    events = [dialect.read(captured(message)) for message in vendor.opening()]
    started = events[-1]
    assert isinstance(started, Started)
    return TelephoneCodec(dialect, started)


def _read(vendor: Vendor, frames: Iterable[WireFrame]) -> list[FromServer]:
    return [vendor.read(json.loads(frame)) for frame in frames]


def _tone(secs: float) -> bytes:
    times = np.arange(int(8000 * secs)) / 8000
    return (8000 * np.sin(2 * np.pi * 440 * times)).astype("<i2").tobytes()


def _close(one: bytes, other: bytes) -> bool:
    """Alike within what μ-law and A-law take away."""
    samples = [np.frombuffer(each, "<i2").astype(int) for each in (one, other)]
    return bool(np.all(np.abs(samples[0] - samples[1]) <= 300))


@every_vendor
def test_a_stream_says_which_call_it_is(name: str) -> None:
    vendor = VENDORS[name]()
    events = [DIALECTS[name].read(captured(message)) for message in vendor.opening()]
    assert isinstance(events[-1], Started)
    assert events[-1].call_id == vendor.call_id


@every_vendor
def test_sound_comes_through_at_once_and_whole(name: str) -> None:
    vendor = VENDORS[name]()
    codec = _begun(vendor)
    packet = _tone(vendor.packet_ms / 1000)
    for _ in range(3):
        (sound,) = codec.decode(captured(vendor.media(packet)))
        assert isinstance(sound, Sound)
        assert sound.sample_rate == 8000
        assert _close(sound.pcm, packet)


def test_a_european_call_is_in_a_law() -> None:
    vendor = Telnyx(encoding="PCMA")
    codec = _begun(vendor)
    packet = _tone(0.02)
    (sound,) = codec.decode(captured(vendor.media(packet)))
    assert isinstance(sound, Sound)
    assert _close(sound.pcm, packet)


@every_vendor
def test_keys_come_through(name: str) -> None:
    vendor = VENDORS[name]()
    codec = _begun(vendor)
    keys = [codec.decode(captured(vendor.dtmf(key))) for key in "0123456789*#"]
    assert [list(each) for each in keys] == [[Key(key)] for key in "0123456789*#"]


@every_vendor
def test_a_key_that_no_telephone_has_is_passed_over(name: str) -> None:
    vendor = VENDORS[name]()
    assert list(_begun(vendor).decode(captured(vendor.dtmf("A")))) == []


@every_vendor
def test_a_stop_is_a_hang_up(name: str) -> None:
    vendor = VENDORS[name]()
    assert list(_begun(vendor).decode(captured(vendor.stop()))) == [HangUp()]


@every_vendor
def test_what_is_said_arrives_in_the_vendors_own_pieces(name: str) -> None:
    vendor = VENDORS[name]()
    codec = _begun(vendor)
    said = _tone(0.63)
    frames: list[WireFrame] = []
    for at in range(0, len(said), 160):
        frames += codec.sound(said[at : at + 160])
    frames += codec.message(SPEECH_PAUSED)
    *pieces, last = _read(vendor, frames)
    heard = b"".join(each.pcm for each in pieces if isinstance(each, Heard))
    assert _close(heard[: len(said)], said)
    assert not any(heard[len(said) :].replace(b"\x04\x00", b"").replace(b"\0", b""))
    assert isinstance(last, Marked)


@every_vendor
def test_an_interruption_forgets_what_waits_here_and_there(name: str) -> None:
    vendor = VENDORS[name]()
    codec = _begun(vendor)
    codec.sound(_tone(0.03))
    assert _read(vendor, codec.clear()) == [Cleared()]
    assert list(codec.message(SPEECH_PAUSED)) == []
    assert codec.all_heard.is_set()


@every_vendor
def test_all_is_heard_once_the_last_mark_is_reached(name: str) -> None:
    vendor = VENDORS[name]()
    codec = _begun(vendor)
    first = _mark(vendor, codec)
    second = _mark(vendor, codec)
    codec.decode(first)
    assert not codec.all_heard.is_set()
    codec.sound(_tone(0.2))
    codec.decode(second)
    assert not codec.all_heard.is_set(), "something was said after this mark"
    codec.decode(_last(vendor, codec.message(SPEECH_PAUSED)))
    assert codec.all_heard.is_set()


def _mark(vendor: Vendor, codec: TelephoneCodec) -> str:
    codec.sound(_tone(0.2))
    return _last(vendor, codec.message(SPEECH_PAUSED))


def _last(vendor: Vendor, frames: Iterable[WireFrame]) -> str:
    mark = _read(vendor, frames)[-1]
    assert isinstance(mark, Marked)
    return mark.answer


@every_vendor
def test_rtvis_messages_have_no_word_on_a_telephone(name: str) -> None:
    codec = _begun(VENDORS[name]())
    codec.sound(_tone(0.03))
    assert list(codec.message({"label": "rtvi-ai", "type": "bot-llm-text", "data": {}})) == []


@pytest.mark.parametrize(
    ("name", "encoding", "rate"),
    [
        ("twilio", "audio/x-l16", 8000),
        ("telnyx", "G722", 8000),
        ("telnyx", "OPUS", 16_000),
        ("telnyx", "PCMU", 16_000),
        ("plivo", "audio/x-l16", 8000),
        ("plivo", "audio/x-mulaw", 16_000),
        ("exotel", "audio/x-mulaw", 8000),
        ("exotel", "audio/x-raw", 24_000),
    ],
)
def test_an_encoding_that_pipecat_cannot_read_is_refused(
    name: str, encoding: str, rate: int
) -> None:
    started = Started("stream", "call", encoding=encoding, sample_rate=rate)
    with pytest.raises(UnspeakableError):
        TelephoneCodec(DIALECTS[name], started)


@every_vendor
@settings(max_examples=1000, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_malformed_message_is_a_bad_frame_and_nothing_worse(
    name: str, data: st.DataObject
) -> None:
    vendor = VENDORS[name]()
    codec = _begun(vendor)
    frame = data.draw(frames_for(vendor))
    told = _complaint(codec, frame)
    assert told.isascii()
    assert len(told) < 200
    # Whatever it was, the call goes on.
    packet = _tone(vendor.packet_ms / 1000)
    (sound,) = codec.decode(captured(vendor.media(packet)))
    assert isinstance(sound, Sound)
    assert _close(sound.pcm, packet)


def _complaint(codec: TelephoneCodec, frame: WireFrame) -> str:
    try:
        received = list(codec.decode(frame))
    except BadFrameError as error:
        return str(error)
    assert all(isinstance(each, Sound | Key | HangUp) for each in received)
    return ""


async def test_nothing_is_hung_up_without_keys() -> None:
    for name in VENDORS:
        async with asyncio.timeout(1):
            await _begun(VENDORS[name]()).hang_up()
