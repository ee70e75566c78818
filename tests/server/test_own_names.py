"""Which `Host` is this server, and which is a stranger's name that leads here."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repartee.server.own_names import OwnNames

NAMES = OwnNames(["talk.example.com", "*.lan.example", "Mixed.Case"])


@pytest.mark.parametrize(
    "host",
    [
        "",
        "localhost",
        "localhost.",
        "LOCALHOST:7860",
        "app.localhost",
        "127.0.0.1:7860",
        "[::1]:7860",
        "[fe80::1]",
        "192.168.1.5",
        "box",
        "talk.example.com",
        "TALK.example.com:443",
        "talk.example.com.",
        "a.lan.example",
        "a.b.lan.example:80",
        "mixed.case",
    ],
)
def test_a_name_of_its_own_is_known(host: str) -> None:
    assert NAMES.include(host)


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "talk.example.com.evil.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "evil-lan.example",
        "lan.example",
        "evil.example@localhost.example",
        "[::1].evil.example",
        "evil.example:99999",
        ":7860",
        "[",
        " ",
    ],
)
def test_a_strangers_name_is_not(host: str) -> None:
    assert not NAMES.include(host)


def test_any_name_may_be_allowed() -> None:
    assert OwnNames(["*"]).include("evil.example")


@given(st.text())
def test_whatever_a_host_is_it_breaks_nothing(host: str) -> None:
    NAMES.include(host)


@given(st.from_regex(r"[a-z]{1,9}\.(com|org|example)", fullmatch=True))
def test_no_public_name_is_known_unasked(host: str) -> None:
    assert not OwnNames([]).include(host)
