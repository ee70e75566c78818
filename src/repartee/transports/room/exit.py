from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from pipecat.frames.frames import (
    AggregatedTextFrame,
    BotStartedSpeakingFrame,
    CancelFrame,
    DataFrame,
    Frame,
    InterruptionFrame,
    OutputAudioRawFrame,
    OutputTransportMessageFrame,
    OutputTransportMessageUrgentFrame,
    StartFrame,
    SystemFrame,
    TTSAudioRawFrame,
    TTSStartedFrame,
    TTSStoppedFrame,
    TTSTextFrame,
)
from pipecat.processors.frame_processor import FrameDirection
from pipecat.transports.base_output import BaseOutputTransport
from pipecat.transports.base_transport import TransportParams
from pipecat.utils.time import seconds_to_nanoseconds

from repartee.audio.holding import VoiceFreedFrame, VoiceHeldFrame
from repartee.audio.loudness import is_loud
from repartee.audio.order import FOLLOWS_ITS_SOUND, PLACE_IN_SOUND
from repartee.transports.room.first_audible import FirstAudible
from repartee.transports.room.heard_words import HeardWords
from repartee.transports.room.hold import HeldVoice, Listeners
from repartee.transports.room.word_places import WordPlaces


@dataclass
class HeardFrame(SystemFrame, TTSTextFrame):
    """What was heard of a sentence that is cut.

    It goes before the interruption, which would sweep away a frame that is no system frame.
    """


@dataclass
class _InOrder(DataFrame):
    """Keeps the place of a timed frame behind the sound that came before it."""

    frame: Frame


@dataclass
class _SoundBegins(DataFrame):
    """Keeps the place before a context's first sound."""

    context_id: str


@dataclass
class _SoundEnds(DataFrame):
    """Keeps the place behind a context's last sound."""

    context_id: str


class Audience(Listeners, Protocol):
    """Who hears the agent, and reads it."""

    def clear(self) -> None:
        """Let them forget what they have not heard yet."""
        ...

    def announce(self, message: dict[str, object]) -> None:
        """Give an RTVI message to whom it concerns."""
        ...


class Exit(BaseOutputTransport):
    """What the pipeline says, at the pace of real time."""

    def __init__(self, params: TransportParams, audience: Audience) -> None:
        """Make the last processor before the answer is noted."""
        super().__init__(params)
        self._audience = audience
        clock: Callable[[], float] = asyncio.get_running_loop().time
        self._voice = HeldVoice(audience, lambda: self.sample_rate, clock)
        self._heard = HeardWords()
        self._places = WordPlaces[Frame]()
        self._coming = ""
        """The context whose sound comes in."""
        self._last_due = 0
        """Of timed frames, by the pipeline's clock in nanoseconds."""
        self._let_out: set[int] = set()
        """Ids of what belongs to sound that was handed out, until it is pushed."""
        self._taken_back: list[Frame] = []
        """The same of sound that was taken back."""
        self._interruptions = 0
        self._first_audible = FirstAudible()
        self.on_audible: Callable[[float], None] = lambda _: None
        """Told once an answer how many seconds from now its first audible sample is played."""

    @property
    def unheard_secs(self) -> float:
        """How long what was handed out goes on to be played."""
        return self._voice.unheard_secs

    async def start(self, frame: StartFrame) -> None:
        """Open when the pipeline runs."""
        await super().start(frame)
        await self.set_transport_ready(frame)

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Let go of what was not heard when the agent is interrupted."""
        if isinstance(frame, InterruptionFrame | CancelFrame):
            await self._tell_what_was_heard()
        if isinstance(frame, InterruptionFrame):
            await self._be_interrupted(frame, direction)
            return
        if isinstance(frame, VoiceHeldFrame):
            self._voice.hold()
        elif isinstance(frame, VoiceFreedFrame):
            self._voice.go_on()
            taken_back, self._taken_back = self._taken_back, []
            await self._let_go(*taken_back)
        elif direction is FrameDirection.DOWNSTREAM:
            self._note_coming(frame)
            await self._mark_sound(frame)
            if self._waits_for_its_sound(frame):
                return
            if frame.pts and frame.metadata.get(FOLLOWS_ITS_SOUND):
                frame = _in_order(frame)
        await super().process_frame(frame, direction)
        if isinstance(frame, TTSStoppedFrame):
            await self._put_in_order(_SoundEnds(frame.context_id or ""), frame)

    async def _be_interrupted(self, frame: Frame, direction: FrameDirection) -> None:
        """Let go of what was not heard.

        Pipecat empties its own queue some steps of the event loop later. A voice that is free by
        then takes the next piece of the old answer from it: a syllable, a second after everybody
        thought that the agent had fallen silent.
        """
        self._interruptions += 1
        self._last_due = 0
        self._voice.drop()
        self._audience.clear()
        self._places.forget()
        self._let_out.clear()
        self._taken_back.clear()
        try:
            await super().process_frame(frame, direction)
        finally:
            # A piece may have been taken from the queue just before.
            self._interruptions += 1
            self._voice.free()

    async def write_transport_frame(self, frame: Frame) -> None:
        """Note that the sound before a text was handed out."""
        if isinstance(frame, _InOrder):
            await self._let_go(frame.frame)
        elif isinstance(frame, _SoundBegins):
            self._places.begins(frame.context_id)
        elif isinstance(frame, _SoundEnds):
            await self._let_go(*self._places.ends(frame.context_id))
        elif isinstance(frame, TTSTextFrame):
            self._heard.ends(frame.segment_id or 0)
        elif isinstance(frame, AggregatedTextFrame) and frame.will_be_spoken:
            self._heard.begins(frame.id)

    async def write_audio_frame(self, frame: OutputAudioRawFrame) -> bool:
        """Hand out one piece of sound when it is due."""
        before = self._interruptions
        secs = len(frame.audio) / (2 * frame.sample_rate)
        await self._voice.until_due(secs, at_any_rate=not frame.interruptible)
        if before == self._interruptions or not frame.interruptible:
            in_secs = self._voice.hand_out(frame.audio)
            self._tell_what_is_audible(frame, in_secs)
            self._heard.played(secs)
            await self._let_go(*self._places.played(secs))
        return True

    async def push_frame(
        self, frame: Frame, direction: FrameDirection = FrameDirection.DOWNSTREAM
    ) -> None:
        """Push a frame; what only kept a place goes no further, nor do words of held sound."""
        if self._was_let_out(frame) and self._voice.keeps_sound:
            self._taken_back.append(frame)
            return
        if isinstance(frame, BotStartedSpeakingFrame):
            self._first_audible.await_it()
        if not isinstance(frame, _InOrder | _SoundBegins | _SoundEnds):
            await super().push_frame(frame, direction)

    async def send_message(
        self, frame: OutputTransportMessageFrame | OutputTransportMessageUrgentFrame
    ) -> None:
        """Hand out one RTVI message."""
        self._audience.announce(frame.message)

    def _note_coming(self, frame: Frame) -> None:
        """Note what is to be played, of voices that tell no times of words."""
        match frame:
            case OutputAudioRawFrame() if self._heard.awaits_sound:
                secs = len(frame.audio) / (2 * frame.sample_rate)
                self._heard.came(secs, loud=is_loud(frame.audio))
            case TTSTextFrame():
                self._heard.came_whole(frame.segment_id or 0)
            case AggregatedTextFrame() if frame.will_be_spoken and not frame.pts:
                self._heard.announced(frame.id, frame.text, frame.context_id or "")
            case TTSStartedFrame() if not frame.append_to_context:
                self._heard.not_kept(frame.context_id or "")

    def _tell_what_is_audible(self, frame: OutputAudioRawFrame, in_secs: float) -> None:
        offset = self._first_audible.found_in(frame.audio, frame.sample_rate)
        if offset is not None:
            self.on_audible(in_secs + offset)

    # Words whose places in the sound are known

    async def _mark_sound(self, frame: Frame) -> None:
        """Note where in what is to be played a context's sound begins."""
        if isinstance(frame, TTSAudioRawFrame) and (frame.context_id or "") != self._coming:
            self._coming = frame.context_id or ""
            await self._put_in_order(_SoundBegins(self._coming), frame)

    async def _put_in_order(self, mark: _SoundBegins | _SoundEnds, like: Frame) -> None:
        mark.interruptible = like.interruptible
        mark.transport_destination = like.transport_destination
        await super().process_frame(mark, FrameDirection.DOWNSTREAM)

    def _waits_for_its_sound(self, frame: Frame) -> bool:
        """Hold back what belongs to sound that was not played yet, and what follows it."""
        if not frame.pts or isinstance(frame, TTSStoppedFrame):
            return False
        secs = frame.metadata.get(PLACE_IN_SOUND)
        if isinstance(secs, float) and isinstance(frame, TTSTextFrame):
            self._places.comes(frame, frame.context_id or "", secs)
            return True
        return self._places.comes_behind(frame)

    async def _let_go(self, *frames: Frame) -> None:
        """Have frames pushed when what was handed out by now has been heard."""
        for frame in frames:
            frame.pts = self._due(frame)
            self._let_out.add(frame.id)
            await self._media_senders[frame.transport_destination].handle_timed_frame(frame)

    def _was_let_out(self, frame: Frame) -> bool:
        known = frame.id in self._let_out
        self._let_out.discard(frame.id)
        return known

    def _due(self, frame: Frame) -> int:
        """When a word has been heard, however late that is; what follows it follows at once."""
        now = self.get_clock().get_time()
        secs = self.unheard_secs if isinstance(frame, TTSTextFrame) else 0.0
        self._last_due = max(self._last_due, now + seconds_to_nanoseconds(secs))
        return self._last_due

    async def _tell_what_was_heard(self) -> None:
        if words := self._heard.cut(self.unheard_secs):
            await self.push_frame(HeardFrame(words, "sentence"))


def _in_order(frame: Frame) -> _InOrder:
    wrapped = _InOrder(frame)
    wrapped.interruptible = frame.interruptible
    wrapped.transport_destination = frame.transport_destination
    return wrapped
