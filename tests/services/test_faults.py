from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pipecat.utils.errors import ErrorCategory

from repartee.services.addresses import as_http, as_websocket, with_version, without_version
from repartee.services.candid import sentence
from repartee.services.closes import close_category
from repartee.services.faults import classify
from repartee.services.vendor import CARTESIA

A = ErrorCategory


@pytest.mark.parametrize(
    ("code", "reason", "served", "category"),
    [
        (1000, "", False, A.CONNECTIVITY),
        (1001, "going away", True, A.SERVER),
        (1006, "", True, A.CONNECTIVITY),
        (1008, "", False, A.AUTHENTICATION),
        (1008, "", True, A.SERVER),
        (1008, "Invalid API key", False, A.AUTHENTICATION),
        (1008, "invalid api key", True, A.SERVER),
        (1008, "You have exceeded your quota", True, A.QUOTA),
        (1008, "no text within the timeout of 20 seconds", True, A.CONNECTIVITY),
        (1008, "too many concurrent requests", False, A.RATE_LIMIT),
        (1008, "A voice with the voice_id x does not exist.", False, A.INVALID_REQUEST),
        (1011, "", False, A.SERVER),
        (1013, "try again later", False, A.SERVER),
        (4401, "", False, A.AUTHENTICATION),
        (4429, "", False, A.RATE_LIMIT),
    ],
)
def test_a_closing_tells_why(code: int, reason: str, served: bool, category: A) -> None:
    assert close_category(code, reason, served=served) is category


@given(st.integers(1000, 4999), st.text(max_size=30))
def test_a_key_that_has_served_is_never_bad(code: int, reason: str) -> None:
    if code < 4000:
        assert close_category(code, reason, served=True) is not A.AUTHENTICATION


@pytest.mark.parametrize(
    ("error", "category"),
    [
        (ConnectionRefusedError(), A.CONNECTIVITY),
        (TimeoutError(), A.CONNECTIVITY),
        (UnicodeDecodeError("utf-8", b"", 0, 1, "no"), A.SERVER),
        (ValueError("something else"), A.UNKNOWN),
    ],
)
def test_what_is_raised_tells_why(error: Exception, category: A) -> None:
    assert classify(error) is category


@pytest.mark.parametrize("category", [*A, None])
def test_each_failure_is_told_in_one_or_two_sentences_without_the_key(category: A | None) -> None:
    key = "sk_car_0123456789abcdef0123456789abcdef"
    said = sentence(CARTESIA, category, f"X-API-Key: {key} is wrong.\n\nReally.")
    assert said.startswith("Cartesia ")
    assert said.endswith(".")
    assert "\n" not in said
    assert key not in said


@pytest.mark.parametrize(
    "address", ["http://a:1", "http://a:1/", "http://a:1/v1", "http://a:1/v1/"]
)
def test_an_address_may_come_with_or_without_its_version(address: str) -> None:
    assert with_version(address) == "http://a:1/v1"
    assert without_version(address) == "http://a:1"


def test_an_address_is_the_same_by_websocket() -> None:
    assert as_websocket("https://a/b/") == "wss://a/b"
    assert as_websocket("http://a") == as_websocket("ws://a") == "ws://a"
    assert as_http("wss://a/b") == "https://a/b"
