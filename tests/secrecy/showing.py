"""All that a server and its commands show, at the worst of times."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from repartee.caller import Call, CallEndedError, Listener, Patience
from repartee.caller.rtvi import Message
from tests.conversations.rehearsals import recording
from tests.secrecy.planted import CANARIES, Shown, environment
from tests.support.server_process import free_port

START_SECS = 60
_IMPATIENT = Patience(answer=4, greeting=1, longest_answer=20)


@contextmanager
def serving(directory: Path, shown: Shown, **variables: str) -> Iterator[str]:
    """Run the server, well or not; what it wrote is noted."""
    port, log = free_port(), directory / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "repartee", "serve", "--port", str(port)],
            cwd=directory,
            env=environment(directory, variables),
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
    until = time.monotonic() + START_SECS
    while time.monotonic() < until:
        assert process.poll() is None, log.read_text()
        try:
            httpx.get(f"{url}/health")
            return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError(log.read_text())


async def talk(url: str, shown: Shown, *, aloud: bool = True) -> None:
    """A greeting, a typed turn and a spoken one; all of them fail, in one way or another."""

    def note(message: Message) -> None:
        shown.add(f"RTVI {message.kind}", str(message.data))

    call = Call(
        url,
        token=CANARIES["ACCESS_TOKEN"],
        patience=_IMPATIENT,
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


def ask_everything(url: str, shown: Shown) -> None:
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


def run(directory: Path, *arguments: str, **variables: str) -> str:
    ended = subprocess.run(
        [sys.executable, *arguments],
        cwd=directory,
        env=environment(directory, variables),
        capture_output=True,
        timeout=100,
        check=False,
    )
    return (ended.stdout + ended.stderr).decode()
