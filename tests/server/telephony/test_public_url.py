from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Scope

from repartee.server.telephony.public_url import PublicUrl


def _scope(
    headers: dict[str, str] | None = None, client: str = "127.0.0.1", scheme: str = "http"
) -> Scope:
    pairs = {"host": "inside:7860", **(headers or {})}
    return {
        "type": "http",
        "scheme": scheme,
        "path": "/a b",
        "raw_path": b"/a%20b",
        "query_string": b"x=1&y=%2B",
        "client": (client, 1),
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in pairs.items()],
    }


_FORWARDED = {"x-forwarded-proto": "https", "x-forwarded-host": "agent.example"}


def test_what_is_set_counts() -> None:
    public = PublicUrl("https://agent.example/", [])
    assert public.of_request(_scope(_FORWARDED)) == "https://agent.example/a%20b?x=1&y=%2B"


def test_a_trusted_proxy_says_what_was_called() -> None:
    public = PublicUrl("", ["127.0.0.0/8"])
    assert public.base(_scope(_FORWARDED)) == "https://agent.example"


def test_a_tunnel_that_keeps_the_host_says_that_it_was_https() -> None:
    public = PublicUrl("", ["127.0.0.1"])
    headers = {"host": "abc.tunnel.example", "x-forwarded-proto": "https"}
    assert public.base(_scope(headers)) == "https://abc.tunnel.example"


def test_a_stranger_says_nothing() -> None:
    public = PublicUrl("", ["127.0.0.1", "10.0.0.0/8"])
    assert public.base(_scope(_FORWARDED, client="192.0.2.7")) == "http://inside:7860"


@pytest.mark.parametrize(("scheme", "base"), [("ws", "http"), ("wss", "https"), ("https", "https")])
def test_a_socket_is_at_the_address_of_its_page(scheme: str, base: str) -> None:
    assert PublicUrl("", []).base(_scope(scheme=scheme)) == f"{base}://inside:7860"


@given(host=st.text(st.characters(max_codepoint=255)))
def test_any_host_header_makes_an_address(host: str) -> None:
    base = PublicUrl("", []).base(_scope({"host": host}))
    assert base.startswith("http://")
    assert base.isascii()
    assert base.isprintable()
