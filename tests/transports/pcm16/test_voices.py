"""OpenAI's voice names are served by whatever voices there are."""

from __future__ import annotations

import pytest

from repartee.transports.pcm16.voices import voice_for

KOKORO = ("af_heart", "af_alloy", "af_bella", "am_adam", "am_onyx", "bm_fable", "zm_yunxi")
FLITE = ("slt", "rms", "awb")


@pytest.mark.parametrize(
    ("asked", "offered", "served_by"),
    [
        ("", FLITE, ""),
        ("awb", FLITE, "awb"),
        ("alloy", ("alloy", "nova"), "alloy"),
        ("alloy", KOKORO, "af_alloy"),
        ("Onyx", KOKORO, "am_onyx"),
        ("fable", KOKORO, "bm_fable"),
        ("nova", KOKORO, "af_heart"),
        ("verse", KOKORO, "am_onyx"),
        ("nova", FLITE, "slt"),
        ("onyx", FLITE, "rms"),
        ("echo", FLITE, "awb"),
        ("alloy", FLITE, ""),
        ("a-voice-of-next-year", FLITE, ""),
        ("nova", ("21m00Tcm4TlvDq8ikWAM",), ""),
        ("nova", (), ""),
    ],
)
def test_each_name_finds_a_voice(asked: str, offered: tuple[str, ...], served_by: str) -> None:
    assert voice_for(asked, offered) == served_by
