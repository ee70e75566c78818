"""An error that nobody foresaw shows no secret: not in its traceback, nor in what it quotes."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.secrecy.planted import Shown, environment, everything_remote
from tests.secrecy.showing import START_SECS, ask_everything, talk
from tests.support.nasty_vendor import Mood, nasty_vendor
from tests.support.server_process import free_port
from tests.support.speech import needs_flite

pytestmark = [pytest.mark.audio, needs_flite]

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
                ask_everything(url, shown)
                await talk(url, shown, aloud=False)
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
            env=environment(directory, variables),
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
    until = time.monotonic() + START_SECS
    while time.monotonic() < until and process.poll() is None:
        try:
            httpx.get(f"{url}/health")
            return True
        except httpx.TransportError:
            time.sleep(0.1)
    return False
