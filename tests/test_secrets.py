"""No secret is ever shown: not in logs, answers, findings or tracebacks, whatever vendors say."""

from __future__ import annotations

import base64
import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from repartee.caller import Call, CallEndedError, Listener, Patience
from repartee.caller.rtvi import Message
from repartee.settings import Settings
from tests.conversations.rehearsals import recording
from tests.support.nasty_vendor import Mood, NastyVendor, nasty_vendor
from tests.support.server_process import free_port
from tests.support.speech import needs_flite

pytestmark = [pytest.mark.audio, needs_flite]

SECRETS = sorted(
    name for name, each in Settings.model_fields.items() if "Secret" in str(each.annotation)
)
NOT_FOR_VENDORS = {
    "access_token",
    "daily_token",
    "database_url",
    "exotel_secret",
    "ice_credential",
    "plivo_auth_token",
    "team_token",
    "telnyx_api_key",
    "turn_secret",
    "twilio_auth_token",
}
"""Those that are shown to nobody, or only to the vendor of a call that is going on."""
_START_SECS = 60
_WINDOW = 12
IMPATIENT = Patience(answer=4, greeting=1, longest_answer=20)


def _tail(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:32]


def canary(name: str) -> str:
    """A secret that is easily told from all else, however it is quoted or cut off."""
    return f'{name}-"/+=\\&{_tail(name)}'


# Nobody listens there: the server serves without a database, and says so.
_DATABASE = f"postgresql://repartee:{quote(canary('database_url'), safe='')}@127.0.0.1:9/history"
CANARIES = {name.upper(): canary(name) for name in SECRETS} | {"DATABASE_URL": _DATABASE}
AS_THEY_ARE = ("ACCESS_TOKEN", "ICE_CREDENTIAL", "DATABASE_URL")


def leaks(text: str) -> list[str]:
    """Names of the secrets of which a piece is in a text, as it is or in base64."""
    return [name for name in SECRETS if any(piece in text for piece in _pieces(name))]


def _pieces(name: str) -> Iterator[str]:
    tail = _tail(name)
    for at in range(len(tail) - _WINDOW + 1):
        yield tail[at : at + _WINDOW]
    for before in range(3):
        yield base64.b64encode(b"-" * before + tail.encode()).decode()[4 : 4 + _WINDOW]


def test_every_secret_is_planted() -> None:
    assert set(SECRETS) >= {"access_token", "hf_token", "openai_api_key", "ice_credential"}
    assert [leaks(canary(name)) for name in SECRETS] == [[name] for name in SECRETS]
    encoded = base64.b64encode(f"u:{canary('stt_api_key')}".encode()).decode()
    assert leaks(encoded) == ["stt_api_key"]


def everything_remote(vendor: NastyVendor) -> dict[str, str]:
    """Every provider that takes a key, all of them at one vendor."""
    where = {
        name.upper(): vendor.url for name in Settings.model_fields if name.endswith("_base_url")
    }
    return {
        **where,
        **CANARIES,
        "HF_ENDPOINT": vendor.url,
        "DAILY_API_URL": vendor.url,
        "STT_PROVIDER": "openai-compatible",
        "STT_FALLBACKS": "openai,cartesia,deepgram",
        "LLM_PROVIDER": "openai-compatible",
        "LLM_MODEL": "a-model",
        "LLM_FALLBACKS": "anthropic,cerebras,groq,openai",
        "TTS_PROVIDER": "openai-compatible",
        "TTS_FALLBACKS": "openai-compatible,openai,elevenlabs,cartesia",
        "STT_FINAL_SECS": "1.5",
        "LLM_FIRST_TOKEN_SECS": "2",
        "TTS_FIRST_AUDIO_SECS": "1",
        "ICE_SERVERS": "stun:127.0.0.1:9",
        "ICE_USERNAME": "me",
    }


@dataclass
class Shown:
    """All that was shown, and where."""

    texts: list[tuple[str, str]] = field(default_factory=list)

    def add(self, where: str, text: str) -> None:
        self.texts.append((where, text))

    def add_answer(self, answer: httpx.Response) -> None:
        headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
        where = f"{answer.request.method} {answer.request.url.path}"
        self.add(where, f"{answer.status_code} {answer.reason_phrase}\n{headers}\n{answer.text}")

    @property
    def leaking(self) -> list[tuple[str, list[str], str]]:
        """Where, which, and the line."""
        return [
            (where, found, line[:2000])
            for where, text in self.texts
            for line in text.splitlines()
            if (found := leaks(line))
        ]


def _environment(directory: Path, variables: Mapping[str, str]) -> dict[str, str]:
    own = {name.upper() for name in Settings.model_fields}
    rest = {name: value for name, value in os.environ.items() if name.upper() not in own}
    cache = directory.parent / "cache"
    kept = {
        "CACHE_DIR": str(cache),
        "DATA_DIR": str(directory / "data"),
        "MODELS_DIR": str(directory / "models"),
    }
    return {**rest, **kept, "COLUMNS": "400", **variables}


@contextmanager
def serving(directory: Path, shown: Shown, **variables: str) -> Iterator[str]:
    """Run the server, well or not; what it wrote is noted."""
    port, log = free_port(), directory / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "repartee", "serve", "--port", str(port)],
            cwd=directory,
            env=_environment(directory, variables),
            stdout=output,
            stderr=output,
        )
        try:
            _wait_until_up(f"http://127.0.0.1:{port}", process, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
    shown.add("the log", log.read_text())


def _wait_until_up(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _START_SECS
    while time.monotonic() < until:
        assert process.poll() is None, log.read_text()
        try:
            httpx.get(f"{url}/health")
            return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError(log.read_text())


async def _talk(url: str, shown: Shown, *, aloud: bool = True) -> None:
    """A greeting, a typed turn and a spoken one; all of them fail, in one way or another."""

    def note(message: Message) -> None:
        shown.add(f"RTVI {message.kind}", str(message.data))

    call = Call(
        url,
        token=CANARIES["ACCESS_TOKEN"],
        patience=IMPATIENT,
        listener=Listener(on_message=note),
        keep_audio=False,
    )
    try:
        async with call:
            await call.greeting()
            await call.type("what time is it")
            if aloud:
                await call.say(recording("what time is it", "slt"))
    except CallEndedError as error:
        shown.add("the end of the call", str(error))


def _ask_everything(url: str, shown: Shown) -> None:
    token = {"Authorization": f"Bearer {CANARIES['ACCESS_TOKEN']}"}
    with httpx.Client(base_url=url, headers=token, timeout=30) as client:
        shown.add_answer(client.post("/api/models/whisper-tiny/pull"))
        health = client.get("/health")
        shown.add_answer(health)
        for part in (*health.json()["checks"], "ears", "brain", "voice", "nobody"):
            shown.add_answer(client.get(f"/health/{part}"))
        for path in ("/", "/api/info", "/api/phrases", "/api/models", "/api/models/events"):
            shown.add_answer(client.get(path))
        for path in ("/api/sessions", "/api/conversations", "/api/privacy"):
            shown.add_answer(client.get(path))
        shown.add_answer(client.post("/api/offer", json={"sdp": "v=0", "type": "offer"}))
        shown.add_answer(client.post("/start", json={"voice": "no such voice"}))
    shown.add_answer(httpx.get(f"{url}/api/info", headers={"Authorization": "Bearer wrong"}))
    shown.add_answer(httpx.get(f"{url}/api/info?token=wrong"))


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
            await _talk(url, shown)
            _ask_everything(url, shown)
        assert vendor.keys >= {canary(name) for name in set(SECRETS) - NOT_FOR_VENDORS}
    assert [where for where, _ in shown.texts if where.startswith("RTVI")]
    assert shown.leaking == []


def _run(directory: Path, *arguments: str, **variables: str) -> str:
    ended = subprocess.run(
        [sys.executable, *arguments],
        cwd=directory,
        env=_environment(directory, variables),
        capture_output=True,
        timeout=100,
        check=False,
    )
    return (ended.stdout + ended.stderr).decode()


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
            output = _run(tmp_path, "-m", "repartee", *command, **everything_remote(vendor))
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
    {"DATABASE_URL": _DATABASE.replace("postgresql", "mysql")},
)


@pytest.mark.timeout(600)
def test_a_start_that_fails_shows_no_secret(tmp_path: Path) -> None:
    shown = Shown()
    with nasty_vendor(Mood.REJECTS) as vendor:
        for wrong in WRONG:
            variables = {**everything_remote(vendor), **wrong}
            output = _run(tmp_path, "-m", "repartee", "serve", "--port", "0", **variables)
            assert output.strip(), wrong
            assert "Traceback" not in output, output
            shown.add(str(wrong), output)
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
            await _talk(url, shown)
            _ask_everything(url, shown)
        shown.add("doctor", _run(tmp_path, "-m", "repartee", "doctor", **variables))
    assert shown.leaking == []


# Errors that nobody foresaw

_AT_START = """
old_{name} = B.start
async def start(self, old=old_{name}):
    await old(self)
    {then}
B.start = start
"""
_BREAKS: dict[str, str] = {
    "start": "async def boom(self): raise RuntimeError(KEY('start'))\nB.start = boom",
    "label": "def boom(self): raise RuntimeError(KEY('label'))\nB.label = property(boom)",
    "check": "async def boom(self): raise RuntimeError(KEY('check'))\nB.check = boom",
    "brain": "def boom(self): raise RuntimeError(KEY('brain'))\nB.brain = boom",
    "task": "async def late(): raise RuntimeError(KEY('task'))"
    + _AT_START.format(name="task", then="asyncio.create_task(late())"),
    "callback": "def called(): raise RuntimeError(KEY('callback'))"
    + _AT_START.format(name="callback", then="asyncio.get_running_loop().call_soon(called)"),
    "thread": "def beside(): raise RuntimeError(KEY('thread'))"
    + _AT_START.format(name="thread", then="threading.Thread(target=beside).start()"),
    "finaliser": "class Late:\n def __del__(self): raise RuntimeError(KEY('finaliser'))"
    + _AT_START.format(name="finaliser", then="Late()"),
    "variables": "def logged():\n key = KEY('variables')\n try: int(key)\n"
    " except ValueError: logger.exception(key)"
    + _AT_START.format(name="variables", then="logged()"),
}
"""Where the code breaks, and how; all but the first two leave a server that goes on."""
_PROGRAM = """
import asyncio, os, sys, threading
from loguru import logger
import repartee.services.brains.openai as module
B = module.OpenAIBrain
def KEY(where): return f"{{where}} broke with " + os.environ["OPENAI_API_KEY"]
{breaks}
sys.argv = ["repartee", "serve", "--port", sys.argv[1]]
from repartee.cli import main
main()
"""
_GOES_ON = tuple(name for name in _BREAKS if name not in ("start", "label"))


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("broken", "form"),
    [(("start",), "text"), (("label",), "text"), (_GOES_ON, "text"), (_GOES_ON, "json")],
    ids=["start", "label", "all else", "all else as JSON"],
)
async def test_an_error_that_nobody_foresaw_shows_no_secret(
    broken: tuple[str, ...], form: str, tmp_path: Path
) -> None:
    shown = Shown()
    with nasty_vendor(Mood.REJECTS) as vendor:
        variables = {
            **everything_remote(vendor),
            "STT_PROVIDER": "built-in",
            "STT_FALLBACKS": "built-in",
            "LLM_PROVIDER": "openai",
            "LLM_FALLBACKS": "built-in",
            "TTS_PROVIDER": "built-in",
            "TTS_FALLBACKS": "built-in",
            "LOG_FORMAT": form,
        }
        with _serving_broken(broken, variables, tmp_path) as url:
            if url:
                _ask_everything(url, shown)
                await _talk(url, shown, aloud=False)
    output = (tmp_path / "server.log").read_text()
    shown.add("the log", output)
    assert shown.leaking == []
    assert [where for where in broken if f"{where} broke with ********" not in output] == []


@contextmanager
def _serving_broken(
    broken: Iterable[str], variables: Mapping[str, str], directory: Path
) -> Iterator[str]:
    """Run the server with a part that breaks; gives its address, or nothing if it ended."""
    port = free_port()
    program = _PROGRAM.format(breaks="\n".join(_BREAKS[where] for where in broken))
    with (directory / "server.log").open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-c", program, str(port)],
            cwd=directory,
            env=_environment(directory, variables),
            stdout=output,
            stderr=output,
        )
        try:
            url = f"http://127.0.0.1:{port}"
            yield url if _is_up(url, process) else ""
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(30)


def _is_up(url: str, process: subprocess.Popen[Any]) -> bool:
    until = time.monotonic() + _START_SECS
    while time.monotonic() < until and process.poll() is None:
        try:
            httpx.get(f"{url}/health")
            return True
        except httpx.TransportError:
            time.sleep(0.1)
    return False
