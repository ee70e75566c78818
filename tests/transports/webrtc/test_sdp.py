from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repartee.transports.webrtc.sdp import BadOfferError, checked_offer, reachable_candidate

_OFFER = "\r\n".join(
    [
        "v=0",
        "o=- 1 1 IN IP4 0.0.0.0",
        "s=-",
        "t=0 0",
        "m=audio 9 UDP/TLS/RTP/SAVPF 96",
        "c=IN IP4 0.0.0.0",
        "a=sendrecv",
        "a=mid:0",
        "a=rtpmap:96 opus/48000/2",
        "a=candidate:1 1 udp 2122 127.0.0.1 50000 typ host",
        "a=candidate:2 1 udp 2121 f0e4.local 50001 typ host",
        "a=ice-ufrag:abcd",
        "a=ice-pwd:abcdefghijklmnopqrstuv",
        "a=fingerprint:sha-256 " + ":".join(["AB"] * 32),
        "a=setup:actpass",
        "",
    ]
)


def test_a_good_offer_is_kept_but_for_names_nobody_can_look_up() -> None:
    checked = checked_offer(_OFFER)
    assert "127.0.0.1 50000" in checked
    assert ".local" not in checked


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("m=audio 9", "m=video 9", "no audio"),
        ("m=audio 9", "m=audio 0", "no audio"),
        ("opus/48000/2", "speex/8000", "codec"),
        ("a=ice-ufrag:abcd", "a=x:y", "ICE"),
        ("a=fingerprint", "a=thumbprint", "DTLS"),
        ("v=0", "hello", "SDP"),
        ("v=0\r\n", "", "lacks a line"),
        ("t=0 0\r\n", "", "lacks a line"),
        ("t=0 0", "t=0 0\r\na=group:BUNDLE 0 1", "bundles"),
        ("a=setup:actpass\r\n", "a=setup:act", "cut off"),
    ],
)
def test_a_broken_offer_is_told_what_is_wrong_with_it(old: str, new: str, fault: str) -> None:
    with pytest.raises(BadOfferError, match=fault):
        checked_offer(_OFFER.replace(old, new))


def test_too_many_candidates_are_refused() -> None:
    line = "a=candidate:1 1 udp 2122 127.0.0.1 50000 typ host"
    with pytest.raises(BadOfferError, match="candidates"):
        checked_offer(_OFFER.replace(line, "\r\n".join([line] * 100)))


@given(st.text(max_size=300))
def test_any_text_is_an_offer_or_a_clear_refusal(text: str) -> None:
    with pytest.raises(BadOfferError):
        checked_offer(text)


@given(st.text(max_size=100))
def test_any_candidate_line_can_be_judged(text: str) -> None:
    assert reachable_candidate(text) in (True, False)
