from __future__ import annotations

import base64
import json
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repartee.telemetry.hiding import hider

KEY = 'sk-"Ωmega"/+=\\&' + "'7f3a9c0d5e8b4a61"
TAIL = "7f3a9c0d5e8b4a61"


@given(st.text(min_size=4).filter(lambda text: len(text.strip()) > 3), st.text(), st.text())
def test_no_secret_gets_through(secret: str, before: str, after: str) -> None:
    shown = hider([secret])(f"{before}{secret}{after}").replace("********", "")
    assert secret.strip() not in shown


def test_the_longest_secret_is_hidden_whole_and_passwords_in_addresses_too() -> None:
    hide = hider(["sk-abc", "sk-abc-def", "", "x"])
    assert hide("keys sk-abc-def, sk-abc; x") == "keys ********, ********; x"
    assert hide("http://me:pass@host:1/v1") == "http://********@host:1/v1"


@pytest.mark.parametrize(
    "written",
    [
        KEY,
        f"Bearer {KEY}",
        quote(KEY),
        quote(KEY, safe=""),
        quote_plus(KEY),
        quote(KEY).lower(),
        repr(KEY),
        ascii(KEY),
        repr(f"Bearer {KEY}\n".encode()),
        json.dumps({"key": KEY}),
        json.dumps({"key": KEY}, ensure_ascii=False),
        json.dumps(repr(KEY)),
    ],
)
def test_a_secret_is_hidden_however_it_is_written(written: str) -> None:
    assert TAIL not in hider([KEY])(f"Wrong key: {written}.")


@pytest.mark.parametrize("before", ["", "u", "us", "use", "user:"])
@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
def test_a_secret_in_base64_is_hidden(before: str, encode: object) -> None:
    written = encode(f"{before}{KEY}:".encode()).decode()  # type: ignore[operator]
    shown = hider([KEY])(f"Authorization: Basic {written}")
    assert "********" in shown
    left = shown.partition("Basic ")[2].replace("********", "")
    assert len(left) < 16


@pytest.mark.parametrize("length", range(len(KEY) // 2, len(KEY)))
def test_a_secret_that_is_cut_off_is_hidden(length: int) -> None:
    assert hider([KEY])(f"Wrong key: {KEY[:length]}") == "Wrong key: ********"


def test_the_line_end_of_a_file_does_not_save_a_secret_from_being_hidden() -> None:
    assert hider([f"{KEY}\n"])(f"Illegal header value {f'{KEY} '.encode()!r}").count(TAIL) == 0


def test_words_that_begin_like_a_short_secret_stay() -> None:
    assert hider(["password"])("it passed") == "it passed"
