from __future__ import annotations

import ipaddress
import re

from aiortc.sdp import SessionDescription

_MOST_MEDIA_SECTIONS = 8
_MOST_CANDIDATES = 64
_AUDIO_CODECS = frozenset({"opus", "pcmu", "pcma", "g722"})
_LINE = re.compile(r"^[a-z]=[^\r\n]*\r?$")
_CANDIDATE = re.compile(r"^a=candidate:(.*)$")


class BadOfferError(Exception):
    """An SDP offer that no call can be made of; the message says what is wrong with it."""


def checked_offer(sdp: str) -> str:
    """Check an offer before any socket is opened for it.

    aiortc meets a broken offer with whatever exception its parser happens to raise, some only
    after it has opened sockets; stock Pipecat turns all of them into a 500.

    Args:
        sdp: The offer as the caller sent it.

    Returns:
        The offer without candidates that cannot be reached by an address, such as a browser's
        `.local` names: looking one up takes seconds, and the peer's own checks reveal its address
        at once.

    Raises:
        BadOfferError: If the offer cannot be parsed or holds no audio.
    """
    _check_form(sdp)
    sdp = _without_named_candidates(sdp)
    try:
        offer = SessionDescription.parse(sdp)
    except Exception as error:
        raise BadOfferError("it is not valid SDP") from error
    if not 1 <= len(offer.media) <= _MOST_MEDIA_SECTIONS:
        raise BadOfferError(f"it has {len(offer.media)} media sections")
    if sum(len(media.ice_candidates) for media in offer.media) > _MOST_CANDIDATES:
        raise BadOfferError(f"it has more than {_MOST_CANDIDATES} ICE candidates")
    audio = [media for media in offer.media if media.kind == "audio" and media.port]
    if not audio:
        raise BadOfferError("it has no audio")
    if not any(codec.name.lower() in _AUDIO_CODECS for codec in audio[0].rtp.codecs):
        raise BadOfferError("it has no audio codec this server knows (Opus, G.722, PCMU, PCMA)")
    for media in offer.media:
        ice = media.ice
        if media.port and not (ice and ice.usernameFragment and ice.password):
            raise BadOfferError("it has no ICE user name and password")
        if media.port and (media.dtls is None or not media.dtls.fingerprints):
            raise BadOfferError("it has no DTLS fingerprint")
    return sdp


def reachable_candidate(candidate: str) -> bool:
    """Whether a candidate line names an IP address, without a `candidate:` prefix or with it."""
    fields = candidate.removeprefix("candidate:").split()
    if len(fields) < 8:
        return False
    try:
        ipaddress.ip_address(fields[4])
    except ValueError:
        return False
    return fields[3].isdecimal() and fields[5].isdecimal() and int(fields[5]) < 65_536


def _check_form(sdp: str) -> None:
    """Check what RFC 8866 asks of any session description, and aiortc's parser does not."""
    if not sdp.endswith("\n"):
        raise BadOfferError("it is cut off in the middle of a line")
    lines = sdp.removesuffix("\n").removesuffix("\r").split("\n")
    if any(_LINE.match(line) is None for line in lines):
        raise BadOfferError("it is not valid SDP")
    kinds = [line[0] for line in lines]
    session = kinds[: kinds.index("m")] if "m" in kinds else kinds
    if session[0] != "v" or not {"o", "s", "t"} <= set(session):
        raise BadOfferError("it lacks a line that every SDP has (v, o, s or t)")
    if not set(_bundled(lines)) <= {_value(line) for line in lines if line.startswith("a=mid:")}:
        raise BadOfferError("it bundles media sections that it does not have")


def _bundled(lines: list[str]) -> list[str]:
    groups = [_value(line) for line in lines if line.startswith("a=group:BUNDLE")]
    return [name for group in groups for name in group.split()[1:]]


def _value(line: str) -> str:
    return line.partition(":")[2].strip()


def _without_named_candidates(sdp: str) -> str:
    lines = sdp.splitlines()
    kept = [line for line in lines if _keeps(line)]
    return "\r\n".join(kept) + "\r\n"


def _keeps(line: str) -> bool:
    found = _CANDIDATE.match(line)
    return found is None or reachable_candidate(found.group(1))
