"""The page in a real Chromium, with a recording for a microphone and a tape of both sides."""

from __future__ import annotations

import base64
import shutil
import tempfile
import wave
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.async_api import Page, async_playwright

from tests.support.controls import watch
from tests.support.speech import SAMPLE_RATE, Samples

needs_chromium = pytest.mark.skipif(
    shutil.which("chromium") is None, reason="Chromium is not installed: apt-get install chromium"
)

# Both sides go through one node, so that they share one clock.
_TAPE = """
(() => {
  const context = new AudioContext({ sampleRate: 16000 });
  const merger = context.createChannelMerger(2);
  const recorder = context.createScriptProcessor(2048, 2, 1);
  const sides = [[], []];
  recorder.onaudioprocess = (event) => {
    for (const side of [0, 1]) {
      const samples = event.inputBuffer.getChannelData(side);
      sides[side].push(Int16Array.from(samples, (x) => Math.max(-1, Math.min(1, x)) * 32767));
    }
  };
  merger.connect(recorder).connect(context.destination);
  const plug = (stream, side) => context.createMediaStreamSource(stream).connect(merger, 0, side);
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    const stream = await ask(wanted);
    await context.resume();
    plug(stream, 0);
    return stream;
  };
  const Peer = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Peer {
    constructor(...args) {
      super(...args);
      this.addEventListener("track", ({ track }) => {
        if (track.kind === "audio") plug(new MediaStream([track]), 1);
      });
    }
  };
  // Over a WebSocket, the agent comes out of an audio graph.
  const connect = AudioNode.prototype.connect;
  AudioNode.prototype.connect = function (to, ...rest) {
    if (to instanceof AudioDestinationNode && this.context !== context) {
      const tap = this.context.createMediaStreamDestination();
      connect.call(this, tap);
      plug(tap.stream, 1);
    }
    return connect.call(this, to, ...rest);
  };
  window.__tape = (side) => {
    const all = new Int16Array(sides[side].reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of sides[side]) { all.set(part, at); at += part.length; }
    const bytes = new Uint8Array(all.buffer);
    let text = "";
    for (let i = 0; i < bytes.length; i += 32768)
      text += String.fromCharCode(...bytes.subarray(i, i + 32768));
    return btoa(text);
  };
})();
"""


def write_microphone(path: Path, samples: Samples) -> None:
    """Write what the fake microphone plays once, from when the page opens it."""
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, SAMPLE_RATE, 0, "NONE", "not compressed"))
        file.writeframes(samples.tobytes())


@asynccontextmanager
async def chromium_page(
    url: str,
    microphone: Path | None,
    *,
    deny_microphone: bool = False,
    instruments: str = _TAPE,
    flags: Sequence[str] = (),
    **context: Any,
) -> AsyncIterator[Page]:
    """Open the page, taped; it is closed when the block is left.

    Without a recording its microphone is silent: Chromium's own fake one beeps once a second, and
    now and then that is taken for speech and interrupts the agent.

    Args:
        url: The server's.
        microphone: A recording.
        deny_microphone: Whether nobody lets the page hear it.
        instruments: A script that is run before the page's own.
        flags: More of Chromium's.
        **context: Playwright's options of a browser context.
    """
    answer = "deny-permission-prompts" if deny_microphone else "use-fake-ui-for-media-stream"
    with tempfile.TemporaryDirectory() as directory:
        sound = microphone or _silence_in(Path(directory))
        all_flags = [
            *flags,
            "--no-sandbox",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-audio-capture={sound}%noloop",
            f"--{answer}",
        ]
        async with _opened(url, all_flags, instruments, context) as page:
            yield page


def _silence_in(directory: Path) -> Path:
    path = directory / "silence.wav"
    write_microphone(path, np.zeros(SAMPLE_RATE // 10, np.int16))
    return path


@asynccontextmanager
async def _opened(
    url: str, flags: list[str], instruments: str, context: dict[str, object]
) -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=flags
        )
        opened = await browser.new_context(**context)  # type: ignore[arg-type]
        await watch(opened)
        page = await opened.new_page()
        await page.add_init_script(instruments)
        await page.goto(f"{url}/client/")
        try:
            yield page
        finally:
            await browser.close()


async def tape(page: Page, side: int) -> Samples:
    """What was said (side 0) or heard (side 1) so far; `(n_samples,)` int16 at 16 kHz."""
    encoded = await page.evaluate("(side) => window.__tape(side)", side)
    return np.frombuffer(base64.b64decode(encoded), np.int16)
