"""Pipecat's stock browser clients in Chromium, on a page of somebody else's."""

from __future__ import annotations

import base64
import functools
import http.server
import shutil
import subprocess
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import numpy as np
import pytest
from playwright.async_api import Page, async_playwright

from repartee.audio.resampling import Resampler
from tests.support.page import needs_chromium
from tests.support.speech import SAMPLE_RATE, Samples, needs_flite

_ROOT = Path(__file__).parents[2]
_SOURCES = _ROOT / "tests/browser"
_VITE = _ROOT / "client/node_modules/vite/bin/vite.js"
_PLAYER_RATE = 24_000

_needs_node = pytest.mark.skipif(
    shutil.which("npm") is None or not _VITE.exists(),
    reason="the page's packages are not installed: make dev",
)

spoken_in_chromium = [
    pytest.mark.browser,
    pytest.mark.audio,
    needs_chromium,
    needs_flite,
    _needs_node,
    pytest.mark.timeout(600),
]
"""What marks a test that talks with these clients."""

# Listens at the loudspeaker: whatever the client's player sends there is noted, silence too.
_TAPE = """
(() => {
  const heard = [];
  const connect = AudioNode.prototype.connect;
  let recorder = null;
  AudioNode.prototype.connect = function (target, ...rest) {
    const { context } = this;
    if (target === context.destination && context.sampleRate === 24000) {
      if (!recorder) {
        recorder = context.createScriptProcessor(1024, 1, 1);
        recorder.onaudioprocess = ({ inputBuffer }) =>
          heard.push(Int16Array.from(inputBuffer.getChannelData(0), (x) => x * 32767));
        connect.call(recorder, context.destination);
      }
      connect.call(this, recorder);
    }
    return connect.call(this, target, ...rest);
  };
  window.__heard = () => {
    const all = new Uint8Array(heard.length * 2048);
    heard.forEach((part, place) => all.set(new Uint8Array(part.buffer), place * 2048));
    let text = "";
    for (let i = 0; i < all.length; i += 32768)
      text += String.fromCharCode(...all.subarray(i, i + 32768));
    return btoa(text);
  };
})();
"""


def built_client(name: str, directory: Path) -> Path:
    """Bundle a client with the packages from the registry, as its users do."""
    source = _SOURCES / name
    if not (source / "node_modules").is_dir():
        subprocess.run(["npm", "ci", "--silent"], cwd=source, check=True, timeout=100)
    subprocess.run(
        ["node", str(_VITE), "build", str(source), "--outDir", str(directory), "--emptyOutDir"],
        check=True,
        timeout=60,
        capture_output=True,
    )
    return directory


class _QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@contextmanager
def page_server(directory: Path) -> Iterator[str]:
    """Serve the client's page from an origin of its own; gives that."""
    handler = functools.partial(_QuietHandler, directory=str(directory))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


@asynccontextmanager
async def stock_page(url: str, microphone: Path) -> AsyncIterator[Page]:
    """Open the client's page; the microphone plays the recording once."""
    flags = [
        "--no-sandbox",
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-audio-capture={microphone}%noloop",
        "--autoplay-policy=no-user-gesture-required",
    ]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=flags
        )
        page = await browser.new_page()
        await page.add_init_script(_TAPE)
        await page.goto(url)
        try:
            yield page
        finally:
            await browser.close()


async def heard_by(page: Page) -> Samples:
    """What came out of the loudspeaker since sound began; `(n_samples,)` int16 at 16 kHz."""
    pcm = base64.b64decode(await page.evaluate("window.__heard()"))
    return np.frombuffer(Resampler(_PLAYER_RATE, SAMPLE_RATE).resample(pcm), np.int16)
