from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repartee.engines.voice import Manner, VoiceInfo, protocol
from repartee.engines.voice.protocol import Frame, Kind, ProtocolError, Ready
from repartee.engines.voice.worker import read_frames

manners = st.builds(
    Manner,
    voice=st.text(max_size=20),
    rate=st.floats(0.5, 2.0),
    volume=st.floats(0.1, 2.0),
    prompt=st.booleans(),
)


@given(st.text(max_size=200), manners)
def test_a_request_arrives_as_it_was_made(text: str, manner: Manner) -> None:
    (frame,) = read_frames(io.BytesIO(protocol.encode_speak(7, text, manner)))
    assert (frame.kind, frame.utterance) == (Kind.SPEAK, 7)
    assert protocol.decode_speak(frame.payload) == (text, manner)


def test_the_longest_text_fits_into_a_frame() -> None:
    frame = protocol.encode_speak(1, "😀" * protocol.MAX_TEXT, Manner())
    assert len(list(read_frames(io.BytesIO(frame)))) == 1


def test_frames_follow_one_another_in_a_stream() -> None:
    frames = [Frame(Kind.AUDIO, 1, b"\1\2"), Frame(Kind.END, 1), Frame(Kind.AUDIO, 2, b"\3\4")]
    stream = io.BytesIO(b"".join(frame.encode() for frame in frames))
    assert list(read_frames(stream)) == frames


def test_what_was_found_installed_is_told() -> None:
    ready = Ready("flite", (VoiceInfo("slt", "A voice"),))
    (frame,) = read_frames(io.BytesIO(ready.encode()))
    assert Ready.decode(frame.payload) == ready


@pytest.mark.parametrize("header", [b"\xff" + bytes(8), b"\x01\0\0\0\0\xff\xff\xff\xff"])
def test_rubbish_is_refused(header: bytes) -> None:
    with pytest.raises(ProtocolError, match="not a voice frame"):
        protocol.decode_header(header)


@pytest.mark.parametrize("change", [{"rate": 0.4}, {"rate": 2.1}, {"volume": float("nan")}])
def test_a_manner_out_of_range_is_refused(change: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="must be"):
        Manner(**change)  # type: ignore[arg-type]
