"""No server ever shows a secret: not in logs, answers or findings, whatever vendors say."""

from __future__ import annotations

import base64
from itertools import cycle
from pathlib import Path

import pytest

from tests.secrecy.planted import (
    AS_THEY_ARE,
    CANARIES,
    NOT_FOR_VENDORS,
    SECRETS,
    Shown,
    canary,
    everything_remote,
    leaks,
)
from tests.secrecy.showing import ask_everything, run, serving, talk
from tests.support.nasty_vendor import Mood, nasty_vendor
from tests.support.speech import needs_flite

pytestmark = [pytest.mark.audio, needs_flite]


def test_every_secret_is_planted() -> None:
    assert set(SECRETS) >= {"access_token", "hf_token", "openai_api_key", "ice_credential"}
    assert [leaks(canary(name)) for name in SECRETS] == [[name] for name in SECRETS]
    encoded = base64.b64encode(f"u:{canary('stt_api_key')}".encode()).decode()
    assert leaks(encoded) == ["stt_api_key"]


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("mood", "level", "form", "voice"),
    [
        (Mood.REJECTS, "TRACE", "text", "openai-compatible"),
        (Mood.FAILS, "TRACE", "json", "cartesia"),
        (Mood.BABBLES, "INFO", "text", "openai"),
        (Mood.LISTS, "INFO", "json", "elevenlabs"),
    ],
)
async def test_a_server_shows_no_secret_whatever_its_vendors_do(
    mood: Mood, level: str, form: str, voice: str, tmp_path: Path
) -> None:
    shown = Shown()
    with nasty_vendor(mood) as vendor:
        variables = {
            **everything_remote(vendor),
            "TTS_PROVIDER": voice,
            "LOG_LEVEL": level,
            "LOG_FORMAT": form,
        }
        with serving(tmp_path, shown, **variables) as url:
            await talk(url, shown)
            ask_everything(url, shown)
        assert vendor.keys >= {canary(name) for name in set(SECRETS) - NOT_FOR_VENDORS}
    assert [where for where, _ in shown.texts if where.startswith("RTVI")]
    assert shown.leaking == []


@pytest.mark.timeout(600)
async def test_keys_that_no_header_can_carry_are_not_shown(tmp_path: Path) -> None:
    """A key read from a file may end in a line end; clients then complain, and quote the header."""
    shown = Shown()
    with nasty_vendor(Mood.REJECTS) as vendor:
        odd = {
            name: value if name in AS_THEY_ARE else value + end
            for (name, value), end in zip(
                CANARIES.items(), cycle(("\n", "é", "\r\n", "☃")), strict=False
            )
        }
        variables = {**everything_remote(vendor), **odd, "LOG_LEVEL": "TRACE"}
        with serving(tmp_path, shown, **variables) as url:
            await talk(url, shown)
            ask_everything(url, shown)
        shown.add("doctor", run(tmp_path, "-m", "repartee", "doctor", **variables))
    assert shown.leaking == []
