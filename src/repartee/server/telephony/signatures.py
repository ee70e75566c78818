"""How the vendors prove that a webhook is theirs; no I/O."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import SplitResult, parse_qsl, urlsplit, urlunsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

Pairs = Sequence[tuple[str, str]]
"""Names and values of a form or a query; a name may come more than once."""

TELNYX_TOLERANCE_SECS = 300.0


def twilio_signed(token: str, url: str, form: Pairs, signature: str) -> bool:
    """Check `X-Twilio-Signature`: HMAC-SHA1 of the address and the form, in base64.

    Args:
        token: The account's auth token.
        url: The address as Twilio called it, with its query.
        form: What was posted; empty for GET.
        signature: The header.
    """
    fields = "".join(name + value for name, value in sorted(set(form)))
    return any(
        _same(_hmac(token, (each + fields).encode(), "sha1"), signature)
        for each in _with_and_without_port(url)
    )


def plivo_signed(token: str, url: str, form: Pairs, nonce: str, signatures: str) -> bool:
    """Check `X-Plivo-Signature-V3`: HMAC-SHA256 of address, form and nonce, in base64.

    Args:
        token: The account's auth token.
        url: The address as Plivo called it, with its query.
        form: What was posted; empty for GET.
        nonce: `X-Plivo-Signature-V3-Nonce`.
        signatures: The header; it may list several, separated by commas.
    """
    parts = urlsplit(url)
    query = "&".join(f"{name}={value}" for name, value in _sorted_pairs(parts.query))
    base = urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))
    if query or form:
        base += f"?{query}"
    if query and form:
        base += "."
    base += "".join(name + value for name, value in sorted(form))
    expected = _hmac(token, f"{base}.{nonce}".encode(), "sha256")
    return any(_same(expected, each.strip()) for each in signatures.split(","))


def telnyx_signed(public_key: str, body: bytes, timestamp: str, signature: str, now: float) -> bool:
    """Check `Telnyx-Signature-Ed25519`, which is over `Telnyx-Timestamp`, `|` and the body.

    Args:
        public_key: The account's, in base64.
        body: As it came.
        timestamp: The header, in seconds since 1970.
        signature: The header, in base64.
        now: Seconds since 1970.
    """
    try:
        age = abs(now - int(timestamp))
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key))
        key.verify(base64.b64decode(signature, validate=True), f"{timestamp}|".encode() + body)
    except (InvalidSignature, ValueError, binascii.Error):
        return False
    return age <= TELNYX_TOLERANCE_SECS


def secret_given(secret: str, given: Iterable[str]) -> bool:
    """Tell whether one of several texts is the secret.

    Args:
        secret: What is asked for.
        given: What was presented.
    """
    return any(_same(secret, each) for each in given)


def _hmac(token: str, content: bytes, digest: str) -> str:
    return base64.b64encode(hmac.digest(token.encode(), content, digest)).decode()


def _same(expected: str, given: str) -> bool:
    # Digests first: hmac.compare_digest tells the length of what it compares.
    both = (hashlib.sha256(each.encode("utf-8", "replace")).digest() for each in (expected, given))
    return hmac.compare_digest(*both)


def _sorted_pairs(query: str) -> list[tuple[str, str]]:
    return sorted(parse_qsl(query, keep_blank_values=True))


def _with_and_without_port(url: str) -> Iterator[str]:
    """Twilio signs the default port in or out, depending on which of its servers calls."""
    parts = urlsplit(url)
    yield url
    if parts.port is None:
        port = 443 if parts.scheme == "https" else 80
        yield _at(parts, f"{parts.netloc}:{port}")
    else:
        yield _at(parts, parts.netloc.rpartition(":")[0])


def _at(parts: SplitResult, netloc: str) -> str:
    return urlunsplit(parts._replace(netloc=netloc))
