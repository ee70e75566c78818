"""TURN passwords that expire, as coturn's `use-auth-secret` checks them."""

from __future__ import annotations

import base64
import hashlib
import hmac

from repartee.transports.webrtc.ice_servers import IceServers
from repartee.transports.webrtc.turn_credentials import time_limited_credential

URLS = ("stun:turn.example.com:3478", "turn:turn.example.com:3478")
SECRET = "north"


def test_a_credential_is_what_coturn_computes() -> None:
    made = time_limited_credential("north", "anna", 1_433_895_918.7)
    assert made.username == "1433895918:anna"
    # printf 1433895918:anna | openssl dgst -sha1 -hmac north -binary | base64
    assert made.password == "s4DzciylmrKf2GhMesJPonAUQ6w="
    assert "s4DzciylmrKf2GhMesJPonAUQ6w=" not in repr(made)


def test_every_caller_gets_a_password_of_their_own_that_ends() -> None:
    servers = IceServers(URLS, turn_secret=SECRET, turn_ttl_secs=60, clock=lambda: 1000.0)
    first, second = (servers.for_browser()[1] for _ in range(2))
    assert first["username"] != second["username"]
    assert first["username"].startswith("1060:")
    digest = hmac.new(SECRET.encode(), first["username"].encode(), hashlib.sha1).digest()
    assert base64.b64decode(first["credential"]) == digest
    assert SECRET not in str(first)


def test_stun_gets_no_password() -> None:
    servers = IceServers(URLS, turn_secret=SECRET)
    assert servers.for_browser()[0] == {"urls": URLS[0]}


def test_without_a_secret_all_share_one_account() -> None:
    servers = IceServers(URLS, username="repartee", credential="sesame")
    assert servers.for_browser()[1] == {
        "urls": URLS[1],
        "username": "repartee",
        "credential": "sesame",
    }


def test_the_server_itself_asks_with_a_fresh_password_too() -> None:
    servers = IceServers(URLS, turn_secret=SECRET)
    ours, theirs = servers.for_pipecat()[1], servers.for_browser()[1]
    assert ours.urls == URLS[1]
    assert ours.username != theirs["username"]
