"""Webhooks are proved the way the vendors' own libraries prove them."""

from __future__ import annotations

import base64
import time
from urllib.parse import urlencode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from repartee.server.telephony.signatures import (
    TELNYX_TOLERANCE_SECS,
    plivo_signed,
    secret_given,
    telnyx_signed,
    twilio_signed,
)

tokens = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=40)
texts = st.text(max_size=20)
names = st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=8)
forms = st.lists(st.tuples(names, texts), max_size=8, unique_by=lambda pair: pair[0])
# Plivo's own library stumbles over a query beyond ASCII.
queries = st.lists(
    st.tuples(names, st.text(st.characters(codec="ascii"), max_size=20)),
    max_size=3,
    unique_by=lambda pair: pair[0],
)
hosts = st.sampled_from(["agent.example", "agent.example:8443", "localhost:7860"])


@st.composite
def urls(draw: st.DrawFn) -> str:
    scheme, host, query = draw(st.sampled_from(["https", "http"])), draw(hosts), draw(queries)
    address = f"{scheme}://{host}/api/telephone/any"
    return f"{address}?{urlencode(query)}" if query else address


# From Twilio's own documentation of webhook security.
_TWILIO_EXAMPLE = [
    ("CallSid", "CA1234567890ABCDE"),
    ("Caller", "+14158675309"),
    ("Digits", "1234"),
    ("From", "+14158675309"),
    ("To", "+18005551212"),
]


def test_twilios_own_example_is_genuine() -> None:
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert twilio_signed("12345", url, _TWILIO_EXAMPLE, "RSOYDt4T1cUTdK1PDd93/VVr8B8=")


def test_a_changed_field_is_noticed() -> None:
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    forged = [*_TWILIO_EXAMPLE[:-1], ("To", "+18005551213")]
    assert not twilio_signed("12345", url, forged, "RSOYDt4T1cUTdK1PDd93/VVr8B8=")


@given(token=tokens, url=urls(), form=forms)
def test_what_twilios_library_signs_is_genuine(
    token: str, url: str, form: list[tuple[str, str]]
) -> None:
    library = pytest.importorskip("twilio.request_validator")
    validator = library.RequestValidator(token)
    signature = validator.compute_signature(url, dict(form))
    assert twilio_signed(token, url, form, signature)
    assert not twilio_signed(token + "x", url, form, signature)
    assert not twilio_signed(token, url + "x", form, signature)


@given(token=tokens, url=urls(), form=forms, nonce=st.from_regex(r"[0-9]{1,20}", fullmatch=True))
def test_what_plivos_library_signs_is_genuine(
    token: str, url: str, form: list[tuple[str, str]], nonce: str
) -> None:
    library = pytest.importorskip("plivo.utils.signature_v3")
    base = library.construct_post_url(url, dict(form)).decode()
    signature = library.get_signature_v3(token.encode(), base, nonce).decode()
    assert plivo_signed(token, url, form, nonce, signature)
    assert plivo_signed(token, url, form, nonce, f"b2xk,{signature}")
    assert not plivo_signed(token, url, form, nonce + "1", signature)
    assert not plivo_signed(token + "x", url, form, nonce, signature)


_KEY = Ed25519PrivateKey.generate()
_PUBLIC = base64.b64encode(_KEY.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()


@given(body=st.binary(max_size=200), age=st.floats(-1e4, 1e4))
def test_telnyx_is_believed_while_its_signature_is_fresh(body: bytes, age: float) -> None:
    now = 1_800_000_000.0
    timestamp = str(int(now - age))
    signature = base64.b64encode(_KEY.sign(f"{timestamp}|".encode() + body)).decode()
    fresh = abs(now - int(timestamp)) <= TELNYX_TOLERANCE_SECS
    assert telnyx_signed(_PUBLIC, body, timestamp, signature, now) is fresh
    assert not telnyx_signed(_PUBLIC, body + b"x", timestamp, signature, now)


def test_telnyx_library_agrees() -> None:
    library = pytest.importorskip("telnyx.lib.webhook_verification")
    pytest.importorskip("nacl")
    timestamp = str(int(time.time()))
    signature = base64.b64encode(_KEY.sign(f"{timestamp}|CallSid=1".encode())).decode()
    headers = {"telnyx-signature-ed25519": signature, "telnyx-timestamp": timestamp}
    library.verify_webhook_signature("CallSid=1", headers, _PUBLIC)
    assert telnyx_signed(_PUBLIC, b"CallSid=1", timestamp, signature, time.time())


@given(timestamp=texts, signature=texts, public_key=texts)
def test_nonsense_proves_nothing(timestamp: str, signature: str, public_key: str) -> None:
    assert not telnyx_signed(_PUBLIC, b"", timestamp, signature, 0)
    assert not telnyx_signed(public_key, b"", "0", signature, 0)
    assert not twilio_signed("token", "https://a/b", [], signature)
    assert not plivo_signed("token", "https://a/b", [], timestamp, signature)
    assert not secret_given("the secret", (signature,))
