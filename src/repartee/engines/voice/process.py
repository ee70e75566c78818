from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from typing import Self

from loguru import logger

from repartee.engines.voice import protocol
from repartee.engines.voice.errors import VoiceUnavailableError
from repartee.engines.voice.protocol import Frame, Kind, ProtocolError, Ready
from repartee.engines.voice.synthesiser import SynthesiserName

_WORKER = "repartee.engines.voice.worker"
# Starting takes 0.4 s; a machine busy with loading models at the same time needs many times that.
_START_SECS = 30.0
_STOP_SECS = 2.0


class VoiceProcess:
    """One life of the voice process, from its first word to its end."""

    def __init__(self, process: Process) -> None:
        """Made by `launch`."""
        if process.stdin is None or process.stdout is None or process.stderr is None:
            raise ValueError("the voice process needs three pipes")
        self._process = process
        self._requests = process.stdin
        self._replies = process.stdout
        self._errors = process.stderr
        self._logging = asyncio.create_task(self._log_stderr())
        self.ready = Ready("", ())
        """What it found installed."""

    @classmethod
    async def launch(cls, synthesiser: SynthesiserName, sample_rate: int) -> Self:
        """Start a process and wait until it is warm.

        Args:
            synthesiser: Which one to load.
            sample_rate: The rate to deliver, in Hz.

        Raises:
            VoiceUnavailableError: If it cannot start, and why.
        """
        arguments = ("--sample-rate", str(sample_rate), "--synthesiser", synthesiser)
        process = cls(
            await asyncio.create_subprocess_exec(
                sys.executable, "-m", _WORKER, *arguments, stdin=PIPE, stdout=PIPE, stderr=PIPE
            )
        )
        try:
            async with asyncio.timeout(_START_SECS):
                await process._greet()
        except TimeoutError:
            await process.kill()
            raise VoiceUnavailableError(
                f"The voice process was not ready within {_START_SECS:g} seconds."
            ) from None
        except BaseException:
            await process.kill()
            raise
        return process

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._process.pid

    def send(self, frame: bytes) -> None:
        """Send an encoded frame; silently lost if the process is ending."""
        if not self._requests.is_closing():
            self._requests.write(frame)

    async def frames(self) -> AsyncIterator[Frame]:
        """Give what it sends, until it ends."""
        while (frame := await self._read()) is not None:
            yield frame

    async def close(self) -> None:
        """Let it end by itself, which takes a moment, or kill it."""
        self._requests.close()
        try:
            async with asyncio.timeout(_STOP_SECS):
                await self._process.wait()
        except TimeoutError:
            logger.warning("The voice process did not end by itself; killing it")
        await self.kill()

    async def kill(self) -> None:
        """End it at once."""
        self.kill_nowait()
        await self._process.wait()
        await self._logging

    def kill_nowait(self) -> None:
        """End it at once, without waiting for its end."""
        if self._process.returncode is None:
            self._process.kill()

    async def _greet(self) -> None:
        frame = await self._read()
        if frame is not None and frame.kind is Kind.READY:
            self.ready = Ready.decode(frame.payload)
        elif frame is not None and frame.kind is Kind.ERROR:
            raise VoiceUnavailableError(frame.payload.decode())
        else:
            code = await self._process.wait()
            raise VoiceUnavailableError(
                f"The voice process ended with code {code} while starting; the log has its last "
                "words."
            )

    async def _read(self) -> Frame | None:
        try:
            header = await self._replies.readexactly(protocol.HEADER_SIZE)
            kind, utterance, length = protocol.decode_header(header)
            return Frame(kind, utterance, await self._replies.readexactly(length))
        except (asyncio.IncompleteReadError, ConnectionError):
            return None
        except ProtocolError as error:
            logger.error("The voice process sent rubbish: {}", error)
            self.kill_nowait()
            return None

    async def _log_stderr(self) -> None:
        # Read in pieces, not lines: a line without an end must not stop it.
        while text := await self._errors.read(4096):
            logger.debug("voice process: {}", text.decode(errors="replace").rstrip())
