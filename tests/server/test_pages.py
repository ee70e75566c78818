"""The page's files: what may be kept of them, and what a browser lets the page do."""

from __future__ import annotations

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
