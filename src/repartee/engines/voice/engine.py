from __future__ import annotations

import asyncio
import itertools
import sys
from collections.abc import AsyncIterator, Coroutine
from enum import StrEnum, auto
from typing import Any

from loguru import logger

from repartee.engines.voice.wire import (
    HEADER,
    MISSING_EXIT,
    SAMPLE_RATE,
    Kind,
    Message,
    Ready,
    SpeakRequest,
    VoiceName,
)

_START_TIMEOUT_SECS = 20.0
_END_TIMEOUT_SECS = 2.0
_LONGEST_TEXT = 20_000
# A voice that dies at once when started must not be started in a tight circle.
_RESTART_PAUSES_SECS = (0.0, 0.5, 2.0, 5.0, 10.0)

SpeechChunk = bytes
"""20 ms of PCM s16le mono at the engine's sample rate."""


class VoiceError(Exception):
    """A text could not be spoken; the next one may well be."""


class VoiceUnavailableError(VoiceError):
    """There is no voice on this machine; the message says what to install."""


class VoiceState(StrEnum):
    """How the voice process is."""

    STOPPED = auto()
    STARTING = auto()
    RUNNING = auto()
    BROKEN = auto()


class VoiceEngine:
    """The voice process, as its sessions see it: started once, restarted when it dies."""

    sample_rate = SAMPLE_RATE
    """Hz of all audio it gives."""

    def __init__(self) -> None:
        self._state = VoiceState.STOPPED
        self._process: asyncio.subprocess.Process | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._ready = asyncio.Event()
        self._about = Ready("", ())
        self._numbers = itertools.count(1)
        self._replies: dict[int, asyncio.Queue[Message]] = {}

    @property
    def state(self) -> VoiceState:
        """How the voice process is."""
        return self._state

    @property
    def name(self) -> str:
        """Which synthesiser it found; empty before it is started."""
        return self._about.engine

    @property
    def voices(self) -> tuple[VoiceName, ...]:
        """The voices installed, the default one first; none before it is started."""
        return self._about.voices

    async def start(self) -> None:
        """Start the process and wait until it has spoken its first word to nobody.

        Raises:
            VoiceUnavailableError: If no synthesiser is installed.
        """
        await self._launch()

    async def close(self) -> None:
        """End the process."""
        self._state = VoiceState.STOPPED
        process, self._process = self._process, None
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if process is not None:
            await _end(process)
        self._fail_all("the voice is stopped")

    async def synthesise(
        self, text: str, *, voice: str = "", rate: float = 1.0, volume: float = 1.0
    ) -> AsyncIterator[SpeechChunk]:
        """Speak a text; leaving the loop early stops the synthesis within 20 ms of audio.

        Args:
            text: Any text, up to 20,000 characters; what has no letters or digits is silent.
            voice: One of `voices`; another or none means the default.
            rate: Speaking rate as a factor, 0.5 to 2.0.
            volume: Loudness as a factor, 0.1 to 2.0.

        Yields:
            20 ms chunks, far faster than they play.

        Raises:
            VoiceError: If the voice died in mid-sentence, or twice before the first word.
        """
        request = SpeakRequest(
            text[:_LONGEST_TEXT], voice, min(max(rate, 0.5), 2.0), min(max(volume, 0.1), 2.0)
        )
        begun = False
        for attempt in (1, 2):
            try:
                async for chunk in self._spoken(request):
                    begun = True
                    yield chunk
                return
            except VoiceError:
                if begun or attempt == 2 or self._state is VoiceState.STOPPED:
                    raise

    async def _spoken(self, request: SpeakRequest) -> AsyncIterator[SpeechChunk]:
        process = await self._running_process()
        number = next(self._numbers)
        replies: asyncio.Queue[Message] = asyncio.Queue()
        self._replies[number] = replies
        finished = False
        try:
            _write(process, Message(Kind.SPEAK, number, request.encoded()))
            while True:
                reply = await replies.get()
                if reply.kind is Kind.AUDIO:
                    yield reply.payload
                    continue
                finished = True
                if reply.kind is Kind.FAILED:
                    raise VoiceError(reply.payload.decode())
                return
        finally:
            del self._replies[number]
            if not finished:
                _write(process, Message(Kind.CANCEL, number))

    async def _running_process(self) -> asyncio.subprocess.Process:
        try:
            async with asyncio.timeout(_START_TIMEOUT_SECS):
                await self._ready.wait()
        except TimeoutError as error:
            raise VoiceError("the voice does not come back") from error
        if self._process is None:
            raise VoiceError("the voice is not running")
        return self._process

    async def _launch(self) -> None:
        self._state = VoiceState.STARTING
        self._ready.clear()
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "repartee.engines.voice.worker",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            async with asyncio.timeout(_START_TIMEOUT_SECS):
                first = await _read(process)
        except (asyncio.IncompleteReadError, TimeoutError) as error:
            self._state = VoiceState.BROKEN
            raise await _why_not(process) from error
        self._about = Ready.decoded(first.payload)
        self._process = process
        self._state = VoiceState.RUNNING
        self._ready.set()
        self._spawn(self._listen(process))
        self._spawn(_log_errors(process))

    async def _listen(self, process: asyncio.subprocess.Process) -> None:
        try:
            while True:
                message = await _read(process)
                replies = self._replies.get(message.request)
                if replies is not None:
                    replies.put_nowait(message)
        except asyncio.IncompleteReadError:
            logger.warning("The voice process died; starting another")
        self._ready.clear()
        self._state = VoiceState.BROKEN
        self._fail_all("the voice process died")
        await process.wait()
        self._spawn(self._relaunch())

    async def _relaunch(self) -> None:
        for pause in itertools.chain(_RESTART_PAUSES_SECS, itertools.repeat(30.0)):
            await asyncio.sleep(pause)
            try:
                await self._launch()
            except VoiceError as error:
                logger.error("The voice does not start: {}", error)
            else:
                return

    def _fail_all(self, reason: str) -> None:
        for number, replies in self._replies.items():
            replies.put_nowait(Message(Kind.FAILED, number, reason.encode()))

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _write(process: asyncio.subprocess.Process, message: Message) -> None:
    # Requests are a sentence each: far below what a pipe's buffer holds back.
    if process.stdin is not None and not process.stdin.is_closing():
        process.stdin.write(message.encoded())


async def _read(process: asyncio.subprocess.Process) -> Message:
    assert process.stdout is not None  # noqa: S101 - asked for when started
    kind, number, length = HEADER.unpack(await process.stdout.readexactly(HEADER.size))
    return Message(Kind(kind), number, await process.stdout.readexactly(length))


async def _log_errors(process: asyncio.subprocess.Process) -> None:
    assert process.stderr is not None  # noqa: S101 - asked for when started
    async for line in process.stderr:
        logger.warning("Voice process: {}", line.decode(errors="replace").rstrip())


async def _why_not(process: asyncio.subprocess.Process) -> VoiceError:
    await _end(process)
    said = ""
    if process.stderr is not None:
        said = (await process.stderr.read()).decode(errors="replace").strip()
    if process.returncode == MISSING_EXIT:
        return VoiceUnavailableError(said)
    return VoiceError(f"The voice process did not start: {said or process.returncode}")


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.stdin is not None:
        process.stdin.close()
    try:
        async with asyncio.timeout(_END_TIMEOUT_SECS):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
