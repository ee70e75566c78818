"""The page's files: what may be kept of them, and what a browser lets the page do."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from repartee.server.pages import mount_page


@pytest.fixture
def browser(tmp_path: Path) -> TestClient:
    (tmp_path / "assets").mkdir()
    for name in ("index.html", "sw.js", "manifest.webmanifest", "assets/index-1.js"):
        (tmp_path / name).write_text(name)
    app = FastAPI()
    assert mount_page(app, tmp_path)
    return TestClient(app)


@pytest.mark.parametrize("address", ["/", "/client/", "/sw.js", "/client/manifest.webmanifest"])
def test_what_keeps_its_name_is_asked_for_each_time(browser: TestClient, address: str) -> None:
    assert browser.get(address).headers["Cache-Control"] == "no-cache"


def test_what_is_named_by_its_content_is_kept_for_ever(browser: TestClient) -> None:
    assert "immutable" in browser.get("/client/assets/index-1.js").headers["Cache-Control"]


def test_a_page_may_load_and_reach_its_own_server_alone(browser: TestClient) -> None:
    policy = browser.get("/client/").headers["Content-Security-Policy"]
    allowed = dict(each.strip().split(" ", 1) for each in policy.split(";"))
    assert allowed["default-src"] == "'none'"
    assert set(" ".join(allowed.values()).split()) == {"'none'", "'self'", "blob:"}
    assert allowed["script-src"] == allowed["connect-src"] == "'self'"


def test_a_manifest_says_what_it_is(browser: TestClient) -> None:
    answer = browser.get("/client/manifest.webmanifest")
    assert answer.headers["Content-Type"].startswith("application/manifest+json")


@pytest.fixture
def packing_browser(browser: TestClient, tmp_path: Path) -> TestClient:
    script = tmp_path / "assets" / "index-1.js"
    script.with_suffix(".js.gz").write_bytes(gzip.compress(script.read_bytes()))
    return browser


def test_a_script_comes_packed_to_whoever_understands_it(packing_browser: TestClient) -> None:
    answer = packing_browser.get("/assets/index-1.js", headers={"Accept-Encoding": "br, gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.text == "assets/index-1.js"


@pytest.mark.parametrize("accepted", ["identity", "", "gzip;q=0, deflate"])
def test_a_script_comes_as_it_is_to_everybody_else(
    packing_browser: TestClient, accepted: str
) -> None:
    answer = packing_browser.get("/assets/index-1.js", headers={"Accept-Encoding": accepted})
    assert "Content-Encoding" not in answer.headers
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.text == "assets/index-1.js"
