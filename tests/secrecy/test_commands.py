"""No command ever shows a secret, and no start that fails."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.secrecy.planted import DATABASE, Shown, everything_remote
from tests.secrecy.showing import run
from tests.support.nasty_vendor import Mood, nasty_vendor
from tests.support.speech import needs_flite

pytestmark = [pytest.mark.audio, needs_flite]

_DOCTOR, _DOCTOR_JSON = ("doctor",), ("doctor", "--json")
_PULL = ("models", "pull", "whisper-tiny")
COMMANDS: dict[Mood, tuple[tuple[str, ...], ...]] = {
    Mood.REJECTS: (
        _DOCTOR,
        _PULL,
        ("settings",),
        ("models", "list", "--json"),
        ("history", "list"),
    ),
    Mood.FAILS: (_DOCTOR_JSON,),
    Mood.BABBLES: (_DOCTOR, _PULL),
    Mood.LISTS: (_DOCTOR_JSON, _PULL),
}


@pytest.mark.timeout(600)
@pytest.mark.parametrize("mood", Mood)
def test_no_command_shows_a_secret(mood: Mood, tmp_path: Path) -> None:
    shown = Shown()
    with nasty_vendor(mood) as vendor:
        for command in COMMANDS[mood]:
            output = run(tmp_path, "-m", "repartee", *command, **everything_remote(vendor))
            assert output.strip()
            assert "Traceback" not in output
            shown.add(" ".join(command), output)
    assert shown.leaking == []


WRONG = (
    {"MAX_SESSIONS": "seventy"},
    {"SERVER_HOST": "0.0.0.0", "ACCESS_TOKEN": ""},
    {"STT_FALLBACKS": "nobody", "LLM_TEMPERATURE": "hot"},
    {"LLM_PROVIDER": "openai", "OPENAI_API_KEY": ""},
    {"PERSONAS_FILE": "/nowhere/at/all.yaml"},
    {"DATABASE_URL": DATABASE.replace("postgresql", "mysql")},
)


@pytest.mark.timeout(600)
def test_a_start_that_fails_shows_no_secret(tmp_path: Path) -> None:
    shown = Shown()
    with nasty_vendor(Mood.REJECTS) as vendor:
        for wrong in WRONG:
            variables = {**everything_remote(vendor), **wrong}
            output = run(tmp_path, "-m", "repartee", "serve", "--port", "0", **variables)
            assert output.strip(), wrong
            assert "Traceback" not in output, output
            shown.add(str(wrong), output)
    assert shown.leaking == []
