"""An agent in a stock Pipecat pipeline that answers everything after a known delay."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

import numpy as np
from pipecat.frames.frames import (
    AggregatedTextFrame,
    BotStartedSpeakingFrame,
    BotStoppedSpeakingFrame,
    Frame,
    InputAudioRawFrame,
    LLMMessagesAppendFrame,
    OutputTransportMessageUrgentFrame,
    TranscriptionFrame,
    TTSAudioRawFrame,
    TTSStartedFrame,
    TTSStoppedFrame,
    TTSTextFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineWorker
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.transports.base_transport import TransportParams
from pipecat.transports.smallwebrtc.connection import SmallWebRTCConnection
from pipecat.transports.smallwebrtc.transport import SmallWebRTCTransport
from pipecat.workers.runner import WorkerRunner

from repartee.caller.arrivals import ArrivalClock
from repartee.caller.wires.arrival_buffer import ArrivalBuffer
from tests.caller.support.sounds import tone

RATE = 24_000
OUTPUT_SECONDS = 0.02
"""What the output takes to fill a packet."""
_LOUD = 500
_END_OF_SPEECH_SECONDS = 0.2


@dataclass
class Manners:
    """How the agent behaves."""

    delay_seconds: float = 0.3
    """From the last loud packet that came to the first loud one that leaves."""
    greets: bool = True
    answers: bool = True
    answer_seconds: float = 0.4
    interruptible: bool = True
    goodbye: bool = False
    """Whether it hangs up after its first answer."""
    heard: list[float] = field(default_factory=list)
    """When what was last loud of each utterance came in, monotonic seconds."""
    hung_up: asyncio.Event = field(default_factory=asyncio.Event)
    connection: SmallWebRTCConnection | None = None


class Answerer(FrameProcessor):
    """Hears the end of speech by energy, and answers with a tone."""

    def __init__(self, manners: Manners) -> None:
        super().__init__()
        self._manners = manners
        self._last_loud = 0.0
        self._listening = False
        self._speaking = False
        self._answer: asyncio.Task[None] | None = None

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        match frame:
            case InputAudioRawFrame():
                await self._hear(frame)
            case LLMMessagesAppendFrame():
                self._begin_answer("typed")
            case BotStartedSpeakingFrame():
                self._speaking = True
            case BotStoppedSpeakingFrame():
                self._speaking = False
        if not isinstance(frame, InputAudioRawFrame):
            await self.push_frame(frame, direction)

    async def speak(self, text: str, seconds: float) -> None:
        segment = AggregatedTextFrame(text, "sentence")
        segment.will_be_spoken = True
        await self.push_frame(segment)
        await self.push_frame(TTSStartedFrame())
        await self.push_frame(TTSAudioRawFrame(tone(seconds, rate=RATE).tobytes(), RATE, 1))
        spoken = TTSTextFrame(text, "sentence", segment_id=segment.id)
        spoken.will_be_spoken = True
        await self.push_frame(spoken)
        await self.push_frame(TTSStoppedFrame())

    async def _hear(self, frame: InputAudioRawFrame) -> None:
        now = time.monotonic()
        if np.abs(np.frombuffer(frame.audio, np.int16).astype(np.int32)).max() > _LOUD:
            self._last_loud = now
            self._listening = True
            if self._speaking and self._manners.interruptible:
                self._speaking = False
                await self.broadcast_interruption()  # type: ignore[no-untyped-call]
        elif self._listening and now - self._last_loud > _END_OF_SPEECH_SECONDS:
            self._listening = False
            self._manners.heard.append(self._last_loud)
            self._begin_answer("spoken")

    def _begin_answer(self, how: str) -> None:
        if self._manners.answers:
            self._answer = self.create_task(self._reply(how))

    async def _reply(self, how: str) -> None:
        await self.push_frame(TranscriptionFrame("are you there", "caller", "now"))
        if how == "spoken":
            due = self._last_loud + self._manners.delay_seconds
            await asyncio.sleep(max(0, due - OUTPUT_SECONDS - time.monotonic()))
        await self.speak(f"I heard something {how}.", self._manners.answer_seconds)
        if self._manners.goodbye:
            await self._say_goodbye()

    async def _say_goodbye(self) -> None:
        data = {"type": "ending", "reason": "goodbye", "message": "See you."}
        message = {"label": "rtvi-ai", "type": "server-message", "data": data}
        await self.push_frame(OutputTransportMessageUrgentFrame(message))
        await asyncio.sleep(self._manners.answer_seconds + 0.3)
        assert self._manners.connection
        await self._manners.connection.disconnect()  # type: ignore[no-untyped-call]


async def converse(connection: SmallWebRTCConnection, manners: Manners) -> None:
    """Hold one conversation to its end."""
    manners.connection = connection
    # aiortc's own buffer holds back 80 ms or, where Pipecat begins to read late, 300.
    ArrivalBuffer.install(connection.pc.getTransceivers()[0].receiver, ArrivalClock())
    transport = SmallWebRTCTransport(
        connection,
        TransportParams(
            audio_in_enabled=True,
            audio_out_enabled=True,
            audio_out_sample_rate=RATE,
            audio_out_10ms_chunks=2,
        ),
    )
    answerer = Answerer(manners)
    pipeline = Pipeline([transport.input(), answerer, transport.output()])
    worker = PipelineWorker(pipeline, enable_turn_tracking=False)

    async def greet(_: object) -> None:
        if manners.greets:
            await answerer.speak("Hello there.", 0.3)

    async def leave(*_: object) -> None:
        manners.hung_up.set()
        await worker.cancel()

    worker.rtvi.add_event_handler("on_client_ready", greet)
    transport.add_event_handler("on_client_disconnected", leave)
    runner = WorkerRunner(handle_sigint=False)
    await runner.add_workers(worker)
    await runner.run()
