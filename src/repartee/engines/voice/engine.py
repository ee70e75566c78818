from __future__ import annotations

import asyncio
import itertools
import time
from enum import Enum

from loguru import logger

from repartee.engines.voice.errors import (
    UnknownVoiceError,
    VoiceBusyError,
    VoiceError,
    VoiceUnavailableError,
)
from repartee.engines.voice.manner import Manner, VoiceInfo
from repartee.engines.voice.process import VoiceProcess
from repartee.engines.voice.protocol import MAX_TEXT, MAX_UTTERANCES
from repartee.engines.voice.restarts import RestartPolicy
from repartee.engines.voice.synthesiser import SynthesiserName
from repartee.engines.voice.utterance import Utterance

SAMPLE_RATE = 24_000
# Longer than any queue of the sentences that one process can hold in real time.
_PATIENCE_SECS = 10.0


class VoiceState(Enum):
    """How the voice is."""

    STOPPED = "stopped"
    STARTING = "starting"
    RUNNING = "running"
    RESTARTING = "restarting"
    """The process died; what is asked for now waits for the next one."""
    CLOSED = "closed"


class VoiceEngine:
    """The built-in voice, for any number of sessions at a time.

    flite speaks where it is installed, else espeak-ng. The libraries keep global state and are not
    thread safe, so they live in one process of their own; it is started anew whenever it dies, and
    ends with this one even if this one is killed.
    """

    def __init__(
        self,
        *,
        sample_rate: int = SAMPLE_RATE,
        synthesiser: SynthesiserName = "auto",
        patience_secs: float = _PATIENCE_SECS,
    ) -> None:
        """Describe the voice; `start` loads it.

        Args:
            sample_rate: The rate to deliver, in Hz; a multiple of 50.
            synthesiser: Which library speaks; `auto` takes the best that is installed.
            patience_secs: How long the process may be silent before it counts as stuck.
        """
        self._sample_rate = sample_rate
        self._synthesiser = synthesiser
        self._patience_secs = patience_secs
        self._state = VoiceState.STOPPED
        self._process: VoiceProcess | None = None
        self._supervision: asyncio.Task[None] | None = None
        self._restarts = RestartPolicy()
        self._voices: tuple[VoiceInfo, ...] = ()
        self._name = ""
        self._ids = itertools.count(1)
        self._utterances: dict[int, Utterance] = {}

    @property
    def sample_rate(self) -> int:
        """Of all audio it makes, in Hz."""
        return self._sample_rate

    @property
    def state(self) -> VoiceState:
        """How it is."""
        return self._state

    @property
    def name(self) -> str:
        """The synthesiser that was found: `flite` or `espeak-ng`; empty before the start."""
        return self._name

    @property
    def voices(self) -> tuple[VoiceInfo, ...]:
        """What is installed, the default first; empty before the start."""
        return self._voices

    @property
    def idle(self) -> bool:
        """Whether nothing is being spoken."""
        return not self._utterances

    @property
    def pid(self) -> int | None:
        """The voice process, if there is one now."""
        return self._process.pid if self._process else None

    async def start(self) -> None:
        """Start the voice process and wait until it has spoken once.

        Raises:
            VoiceUnavailableError: If nothing is installed, with what to install.
        """
        self._state = VoiceState.STARTING
        try:
            process = await VoiceProcess.launch(self._synthesiser, self._sample_rate)
        except BaseException:
            self._state = VoiceState.STOPPED
            raise
        self._adopt(process)
        self._supervision = asyncio.create_task(self._supervise(process), name="voice process")

    async def close(self) -> None:
        """End the voice process; sentences still being spoken fail."""
        self._state = VoiceState.CLOSED
        supervision, self._supervision = self._supervision, None
        if supervision is not None:
            supervision.cancel()
            await asyncio.wait([supervision])
        process, self._process = self._process, None
        if process is not None:
            await process.close()
        self._fail_all(VoiceError("The voice was switched off."))

    def synthesise(self, text: str, manner: Manner | None = None) -> Utterance:
        """Begin to speak a text.

        Args:
            text: Up to 20,000 characters; what cannot be said is left out in silence.
            manner: How to say it; by default, in the default voice.

        Returns:
            The audio to come. Iterate it to its end, or cancel it.

        Raises:
            UnknownVoiceError: If the voice is not installed.
            VoiceBusyError: If too many texts are being spoken already.
            VoiceUnavailableError: If the engine was not started, or is closed.
            ValueError: If the text is too long.
        """
        manner = manner or Manner()
        self._require_speakable(text, manner)
        utterance = Utterance(
            next(self._ids),
            text,
            manner,
            self._send,
            self._forget,
            patience_secs=self._patience_secs,
            on_silence=self._on_silence,
        )
        self._utterances[utterance.id] = utterance
        self._send(utterance.request)
        return utterance

    def require_voice(self, voice: str) -> None:
        """Make sure that a voice is installed.

        Args:
            voice: Its id; the empty one is always there.

        Raises:
            UnknownVoiceError: If it is not.
        """
        installed = [known.id for known in self._voices]
        if voice and voice not in installed:
            raise UnknownVoiceError(voice, installed)

    def _require_speakable(self, text: str, manner: Manner) -> None:
        if self._state not in (VoiceState.RUNNING, VoiceState.RESTARTING):
            raise VoiceUnavailableError(f"The voice is {self._state.value}.")
        if len(text) > MAX_TEXT:
            raise ValueError(f"a text may have {MAX_TEXT} characters, not {len(text)}")
        if len(self._utterances) >= MAX_UTTERANCES:
            raise VoiceBusyError(f"The voice already has {MAX_UTTERANCES} texts to speak.")
        self.require_voice(manner.voice)

    def _adopt(self, process: VoiceProcess) -> None:
        self._process = process
        self._name = process.ready.synthesiser
        self._voices = process.ready.voices
        self._restarts.started(time.monotonic())
        self._state = VoiceState.RUNNING
        for utterance in self._utterances.values():
            process.send(utterance.request)

    def _send(self, frame: bytes) -> None:
        if self._process is not None:
            self._process.send(frame)

    def _forget(self, utterance: int) -> None:
        self._utterances.pop(utterance, None)

    def _on_silence(self) -> None:
        # A process that hangs is as good as dead; killing it makes the supervision replace it.
        if self._process is not None:
            logger.error("The voice process is stuck; killing it")
            self._process.kill_nowait()

    async def _supervise(self, process: VoiceProcess) -> None:
        while True:
            async for frame in process.frames():
                if utterance := self._utterances.get(frame.utterance):
                    utterance.take(frame)
            self._process = None
            self._state = VoiceState.RESTARTING
            await process.kill()
            logger.warning("The voice process died; starting another")
            self._sort_out_survivors()
            process = await self._relaunch()
            self._adopt(process)

    async def _relaunch(self) -> VoiceProcess:
        while True:
            await asyncio.sleep(self._restarts.delay(time.monotonic()))
            try:
                return await VoiceProcess.launch(self._synthesiser, self._sample_rate)
            except (VoiceUnavailableError, OSError) as error:
                logger.error("The voice process does not start: {}", error)
                self._fail_all(VoiceError("The voice is broken at the moment."))

    def _sort_out_survivors(self) -> None:
        """Keep for the next process what was not heard yet; once, as a text may be what kills."""
        for utterance in list(self._utterances.values()):
            if utterance.heard_from or utterance.retried:
                self._forget(utterance.id)
                utterance.fail(VoiceError("The voice broke off in the middle of a sentence."))
            utterance.retried = True

    def _fail_all(self, error: VoiceError) -> None:
        for utterance in list(self._utterances.values()):
            self._forget(utterance.id)
            utterance.fail(error)
