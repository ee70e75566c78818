"""FastRTC's "LLM voice chat", as its cookbook has it, with the stand-ins behind it.

Run by the interpreter of FastRTC's own environment; it imports nothing of Repartee.

What is exchanged, and why: the vendors' addresses, which are stand-ins; and the detector's weights,
which FastRTC fetches from a hub: it is given Silero's, of the release that Pipecat carries, behind
its own protocol. Pauses are found by FastRTC's own `ReplyOnPause` with its own defaults. Its voice
gets whole sentences, the first as soon as it is there.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import uuid
from collections.abc import AsyncIterator
from typing import Any

import httpx
import numpy as np
import onnxruntime
import uvicorn
from fastapi import FastAPI
from fastrtc import ReplyOnPause, Stream
from fastrtc.stream import Body

_VOICE = "71a7ad14-091c-4e8e-a314-022ece01c121"
_RATE = 24_000
_CHUNK_BYTES = _RATE // 25 * 2  # 40 ms
_WINDOW = 512
_CONTEXT = 64
_SPEECH = 0.5
_SENTENCE = re.compile(r"(.+?[.!?])\s", re.DOTALL)


class Detector:
    """Silero as FastRTC's protocol of detectors wants it: how long there is speech in a chunk.

    Args:
        path: Of the weights.
    """

    def __init__(self, path: str) -> None:
        options = onnxruntime.SessionOptions()
        options.inter_op_num_threads = options.intra_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(path, options)

    def vad(self, audio: tuple[int, Any], _options: Any) -> tuple[float, list[Any]]:
        """Find speech.

        Args:
            audio: Rate in Hz, and int16 or float32 samples.

        Returns:
            Its length in seconds; the chunks, which `ReplyOnPause` does not look at, are left out.
        """
        samples = _at_16k(*audio)
        state = np.zeros((2, 1, 128), np.float32)
        before = np.zeros(_CONTEXT, np.float32)
        windows = 0
        for at in range(0, len(samples) - _WINDOW + 1, _WINDOW):
            window = samples[at : at + _WINDOW]
            given = np.concatenate((before, window))[None]
            rate = np.array(16_000, np.int64)
            found, state = self._session.run(None, {"input": given, "state": state, "sr": rate})
            windows += bool(found[0, 0] > _SPEECH)
            before = window[-_CONTEXT:]
        return windows * _WINDOW / 16_000, []

    def warmup(self) -> None:
        """Run it once."""
        self.vad((16_000, np.zeros(16_000, np.float32)), None)


def _at_16k(rate: int, samples: Any) -> Any:
    sound = np.asarray(samples).reshape(-1)
    if sound.dtype == np.int16:
        sound = sound.astype(np.float32) / 32_768
    step = rate // 16_000
    return sound[: len(sound) // step * step].reshape(-1, step).mean(axis=1).astype(np.float32)


class Chat:
    """Hears, thinks and speaks by the vendors' HTTP."""

    def __init__(self) -> None:
        self._http = httpx.AsyncClient(trust_env=False, timeout=30)

    async def answer(self, audio: tuple[int, Any]) -> AsyncIterator[tuple[int, Any]]:
        """Answer what was said.

        Args:
            audio: Rate in Hz, and int16 samples.

        Yields:
            Rate in Hz, and int16 samples.
        """
        async for sentence in self._sentences(await self._heard(audio)):
            async for piece in self._spoken(sentence):
                yield piece

    async def _heard(self, audio: tuple[int, Any]) -> str:
        rate, samples = audio
        response = await self._http.post(
            f"{os.environ['DEEPGRAM_BASE_URL']}/v1/listen",
            params={"model": "nova-3", "encoding": "linear16", "sample_rate": rate, "channels": 1},
            headers={"Authorization": f"Token {os.environ['DEEPGRAM_API_KEY']}"},
            content=np.asarray(samples, np.int16).reshape(-1).tobytes(),
        )
        channel = response.raise_for_status().json()["results"]["channels"][0]
        return str(channel["alternatives"][0]["transcript"])

    async def _sentences(self, heard: str) -> AsyncIterator[str]:
        written = ""
        async for token in self._tokens(heard):
            written += token
            while found := _SENTENCE.match(written):
                yield found[1]
                written = written[found.end() :]
        if written.strip():
            yield written

    async def _tokens(self, heard: str) -> AsyncIterator[str]:
        body = {
            "model": "gpt-4.1-mini",
            "stream": True,
            "messages": [{"role": "user", "content": heard}],
        }
        async with self._http.stream(
            "POST",
            f"{os.environ['OPENAI_BASE_URL']}/chat/completions",
            headers={"Authorization": f"Bearer {os.environ['OPENAI_API_KEY']}"},
            json=body,
        ) as response:
            async for line in response.aiter_lines():
                if line.startswith("data: {"):
                    choices = json.loads(line[6:])["choices"]
                    if choices and (text := choices[0]["delta"].get("content")):
                        yield text

    async def _spoken(self, sentence: str) -> AsyncIterator[tuple[int, Any]]:
        body = {
            "model_id": "sonic-3",
            "transcript": sentence,
            "voice": {"mode": "id", "id": _VOICE},
            "output_format": {"container": "raw", "encoding": "pcm_s16le", "sample_rate": _RATE},
        }
        headers = {
            "X-API-Key": os.environ["CARTESIA_API_KEY"],
            "Cartesia-Version": "2025-04-16",
        }
        address = f"{os.environ['CARTESIA_BASE_URL']}/tts/bytes"
        async with self._http.stream("POST", address, headers=headers, json=body) as response:
            async for chunk in response.aiter_bytes(_CHUNK_BYTES):
                whole = chunk[: len(chunk) // 2 * 2]
                yield _RATE, np.frombuffer(whole, np.int16).reshape(1, -1)


def make_app(weights: str) -> FastAPI:
    """The route by which a caller offers a connection.

    Args:
        weights: Path of Silero's.
    """
    chat = Chat()

    # ReplyOnPause looks whether it is given an asynchronous generator function.
    async def answer(audio: tuple[int, Any]) -> AsyncIterator[tuple[int, Any]]:
        async for piece in chat.answer(audio):
            yield piece

    stream = Stream(
        ReplyOnPause(answer, model=Detector(weights)),
        modality="audio",
        mode="send-receive",
        concurrency_limit=64,
        verbose=False,
    )
    app = FastAPI()
    tasks: set[asyncio.Task[None]] = set()

    @app.post("/api/offer")
    async def offer(body: dict[str, Any]) -> dict[str, str]:
        call = uuid.uuid4().hex
        answered = await stream.offer(Body(sdp=body["sdp"], type=body["type"], webrtc_id=call))
        task = asyncio.create_task(_say_ready(stream, call))
        tasks.add(task)
        task.add_done_callback(tasks.discard)
        return dict(answered)

    return app


async def _say_ready(stream: Stream, call: str) -> None:
    """Tell the caller in its own words that it may talk: FastRTC has none for that."""
    while call in stream.pcs:
        channel = stream.data_channels.get(call)
        if channel is not None and channel.readyState == "open":
            ready = {"label": "rtvi-ai", "type": "bot-ready", "id": "0", "data": {}}
            channel.send(json.dumps(ready))
            return
        await asyncio.sleep(0.02)


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    app = make_app(os.environ["SILERO_WEIGHTS"])
    config = uvicorn.Config(app, "127.0.0.1", parser.parse_args().port, log_level="warning")
    asyncio.run(uvicorn.Server(config).serve())


if __name__ == "__main__":
    main()
