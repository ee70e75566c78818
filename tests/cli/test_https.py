"""`HTTPS=1`, TLS_CERT_FILE and what people are told of them."""

from __future__ import annotations

import ssl
from pathlib import Path

import httpx
import pytest

from repartee.cli.https import Https
from repartee.server.certificate import own_certificate
from repartee.server.lan import lan_addresses
from repartee.settings import Settings, SettingsError
from tests.support.server_process import serving


@pytest.fixture
def home(settings: Settings) -> Settings:
    return settings.model_copy(update={"https": True})


@pytest.fixture
def lan(home: Settings) -> Settings:
    return home.model_copy(update={"server_host": "0.0.0.0"})


def test_without_it_nothing_is_made(settings: Settings) -> None:
    assert Https.of(settings) is None
    assert list(settings.cache_dir.iterdir()) == []


def test_on_this_machine_alone_it_says_how_phones_get_in(home: Settings) -> None:
    https = Https.of(home)
    assert https is not None
    assert https.addresses(7860) == ["https://127.0.0.1:7860"]
    notes = dict(https.notes())
    assert "make run HTTPS=1 SERVER_HOST=0.0.0.0 ACCESS_TOKEN=" in notes["Phones"]
    assert notes != dict(https.notes()), "every suggestion is a token of its own"


def test_in_the_network_every_address_is_shown_and_certified(lan: Settings) -> None:
    https = Https.of(lan)
    assert https is not None
    assert https.own is not None
    assert set(lan_addresses()) <= https.own.names
    assert len(https.addresses(7860)) == 1 + len(lan_addresses())
    assert list(dict(https.notes())) == ["HTTPS"]


def test_a_certificate_of_ones_own_is_used_instead(settings: Settings, tmp_path: Path) -> None:
    made = own_certificate(tmp_path / "mine", {"talk.example.com"})
    https = Https.of(settings.model_copy(update={"tls_cert_file": made.path}))
    assert https is not None
    assert (https.certificate, https.key, https.own) == (made.path, None, None)
    assert "HTTPS" not in dict(https.notes())


def test_one_that_cannot_be_used_is_named(settings: Settings, tmp_path: Path) -> None:
    one = own_certificate(tmp_path / "one", {"localhost"}).path
    other = own_certificate(tmp_path / "other", {"localhost"}).path
    missing = settings.model_copy(update={"tls_cert_file": tmp_path / "nowhere.pem"})
    with pytest.raises(SettingsError, match=r"TLS_CERT_FILE: .*nowhere\.pem cannot be read"):
        Https.of(missing)
    mismatched = settings.model_copy(update={"tls_cert_file": one, "tls_key_file": other})
    with pytest.raises(SettingsError, match="belong together"):
        Https.of(mismatched)


def test_a_key_without_a_certificate_is_named(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="TLS_KEY_FILE"):
        Https.of(settings.model_copy(update={"tls_key_file": tmp_path}))


def test_a_cache_that_cannot_be_written_is_named(home: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match="CACHE_DIR"):
        Https.of(home.model_copy(update={"cache_dir": tmp_path / "file"}))


def test_the_program_serves_a_browser_that_trusts_it(tmp_path: Path) -> None:
    with serving(tmp_path, HTTPS="1") as url:
        trusting = ssl.create_default_context(cafile=tmp_path / "cache" / "https.pem")
        assert httpx.get(f"{url}/health", verify=trusting).status_code == 200
    log = (tmp_path / "server.log").read_text()
    assert "https://127.0.0.1" in log
    assert "warns once" in log
