from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import Any

from pipecat.frames.frames import ErrorFrame, Frame, InterruptionFrame, TTSAudioRawFrame
from pipecat.processors.frame_processor import FrameDirection
from pipecat.services.settings import TTSSettings
from pipecat.utils.errors import ErrorCategory
from pipecat.utils.time import nanoseconds_to_seconds, seconds_to_nanoseconds
from pipecat.utils.tracing.service_decorators import traced_tts
from pipecat.utils.types import NOT_GIVEN, NotGiven, assert_given, is_given

from repartee.audio.order import FOLLOWS_ITS_SOUND
from repartee.engines.voice import (
    Manner,
    SpeechChunk,
    UnknownVoiceError,
    VoiceError,
)
from repartee.engines.voice.manner import MAX_RATE, MAX_VOLUME, MIN_RATE, MIN_VOLUME
from repartee.engines.voice.protocol import CHUNK_SECS
from repartee.engines.voice.speaker import Speaker, Speech
from repartee.services.voices.reciting import RecitingVoice

# Synthesis is sixty times faster than speech. Made all at once, a long answer would be made for
# nothing when it is interrupted, and would crowd the loop that other callers are served by.
_LEAD_SECS = 4.0
_REST_SECS = 0.5


@dataclass
class LocalVoiceTTSSettings(TTSSettings):
    """What can be changed while the voice speaks, from its next sentence on.

    Attributes:
        rate: Speaking rate as a factor of the voice's own, 0.5 to 2.0; more or less is cut off.
        volume: Loudness as a factor, 0.1 to 2.0; more or less is cut off.
    """

    rate: float | NotGiven = field(default_factory=lambda: NOT_GIVEN)
    volume: float | NotGiven = field(default_factory=lambda: NOT_GIVEN)


def local_manner(rate: float | None, volume: float | None) -> LocalVoiceTTSSettings:
    """The change of settings by which a local voice speaks otherwise.

    Args:
        rate: Speaking rate as a factor of the voice's own; None to leave it.
        volume: Loudness as a factor; None to leave it.
    """
    change = LocalVoiceTTSSettings()
    if rate is not None:
        change.rate = rate
    if volume is not None:
        change.volume = volume
    return change


@dataclass
class _Answer:
    """What has been made of one audio context: the sentences of an answer."""

    begins_at: float | None = None
    """When its first audio is heard, in seconds of the pipeline's clock."""
    made_secs: float = 0.0
    """Audio made so far, with the gaps between late sentences."""
    utterance: Speech | None = None
    """The sentence being synthesised."""

    def begin_sentence(self, earliest: float) -> None:
        """Note that a sentence follows what was made: right behind it, or later if it came late.

        Args:
            earliest: When audio made now could be heard, in seconds of the pipeline's clock.
        """
        if self.begins_at is None:
            self.begins_at = earliest
        self.made_secs = max(self.made_secs, earliest - self.begins_at)

    def ahead(self, now: float) -> float:
        """Seconds of audio that were made and are yet to be heard."""
        return 0.0 if self.begins_at is None else self.begins_at + self.made_secs - now


class LocalVoiceTTSService(RecitingVoice):
    """A voice of this process, for one session.

    Word times go with the audio: an interrupted answer keeps in the context exactly the words that
    were heard, where Pipecat drops the whole sentence of a voice that does not tell them.
    """

    Settings = LocalVoiceTTSSettings
    _settings: LocalVoiceTTSSettings

    def __init__(
        self, engine: Speaker, *, voice: str = "", rate: float = 1.0, volume: float = 1.0
    ) -> None:
        """Make the voice of one session.

        Args:
            engine: The started voice shared by all sessions.
            voice: Id of one of its voices; empty for the default one.
            rate: Speaking rate as a factor of the voice's own, 0.5 to 2.0.
            volume: Loudness as a factor, 0.1 to 2.0.

        Raises:
            UnknownVoiceError: If the voice is not installed.
        """
        engine.require_voice(voice)
        super().__init__(
            push_start_frame=True,
            push_stop_frames=True,
            # Words are pushed as they are spoken.
            push_text_frames=False,
            # Every failure is told; the voice process is restarted, so none is for good.
            max_consecutive_zero_audio_contexts=0,
            sample_rate=engine.sample_rate,
            settings=LocalVoiceTTSSettings(
                model=engine.name, voice=voice, language="en", rate=rate, volume=volume
            ),
        )
        self._engine = engine
        self._answers: dict[str, _Answer] = {}
        # When all audio that was pushed has been played, in seconds of the pipeline's clock.
        self._audible_until = 0.0

    def can_generate_metrics(self) -> bool:
        """Whether time to first audio and usage are measured: they are."""
        return True

    @property
    def supports_processing_metrics(self) -> bool:
        """Whether a sentence's time is measured: no, most of it is waiting for the caller."""
        return False

    @traced_tts
    async def run_tts(self, text: str, context_id: str) -> AsyncGenerator[Frame | None, None]:
        """Speak a sentence.

        Args:
            text: The sentence.
            context_id: The answer it belongs to.

        Yields:
            Frame: 20 or 40 ms of audio each, and an error in words if it cannot be spoken.
        """
        await self.start_tts_usage_metrics(text)
        answer = self._answers.setdefault(context_id, _Answer())
        silent = True
        try:
            with self._engine.synthesise(text, self._manner(answer)) as utterance:
                answer.utterance = utterance
                async for chunk in utterance:
                    if silent:
                        answer.begin_sentence(max(self._now, self._audible_until))
                        start, silent = answer.made_secs, False
                    answer.made_secs += len(chunk.audio) / 2 / self.sample_rate
                    yield self._audio(chunk.audio, context_id)
                    await self._tell_words(chunk, start, context_id)
                    await self._keep_pace(answer)
        except (VoiceError, ValueError) as error:
            yield ErrorFrame(error=str(error), category=ErrorCategory.SERVER)
        if silent:
            # An answer without any audio would be reported as a failure of its own.
            yield self._audio(bytes(_bytes_per_chunk(self.sample_rate)), context_id)

    async def start_word_timestamps(self) -> None:
        """Time the words of an answer from where its audio begins: behind what is still playing."""
        times = self._word_timestamp_tracker
        times.last_pts = max(times.last_pts, seconds_to_nanoseconds(self._audible_until))
        await super().start_word_timestamps()

    async def push_frame(
        self, frame: Frame, direction: FrameDirection = FrameDirection.DOWNSTREAM
    ) -> None:
        """Push a frame, keeping account of how much audio the caller has yet to hear.

        Args:
            frame: The frame.
            direction: Where to.
        """
        if isinstance(frame, TTSAudioRawFrame):
            length = len(frame.audio) / 2 / frame.sample_rate
            self._audible_until = max(self._audible_until, self._now) + length
        elif isinstance(frame, InterruptionFrame):
            self._audible_until = 0.0
        else:
            # Each word comes right behind the piece of sound in which it begins.
            frame.metadata[FOLLOWS_ITS_SOUND] = True
        await super().push_frame(frame, direction)

    async def on_audio_context_interrupted(self, context_id: str) -> None:
        """Stop speaking an answer.

        Args:
            context_id: The answer.
        """
        await super().on_audio_context_interrupted(context_id)
        answer = self._answers.pop(context_id, None)
        if answer is not None and answer.utterance is not None:
            answer.utterance.cancel()

    async def on_audio_context_completed(self, context_id: str) -> None:
        """Forget an answer that was spoken to its end.

        Args:
            context_id: The answer.
        """
        await super().on_audio_context_completed(context_id)
        self._answers.pop(context_id, None)

    async def _tell_words(self, chunk: SpeechChunk, start: float, context_id: str) -> None:
        if chunk.words:
            times = [(word.text, start + word.seconds) for word in chunk.words]
            await self.add_word_timestamps(times, context_id)

    async def _keep_pace(self, answer: _Answer) -> None:
        """Wait while the caller has yet to hear more than a few seconds."""
        too_far = answer.ahead(self._now) - _LEAD_SECS
        if too_far > 0:
            await asyncio.sleep(too_far + _REST_SECS)

    async def _update_settings(  # type: ignore[override]
        self, delta: TTSSettings
    ) -> dict[str, Any]:
        if is_given(delta.voice):
            try:
                self._engine.require_voice(delta.voice or "")
            except UnknownVoiceError as error:
                # Not a fault of the service: it goes on in the voice it has.
                await self.push_error(str(error), category=ErrorCategory.APPLICATION)
                delta.voice = NOT_GIVEN
        if isinstance(delta, LocalVoiceTTSSettings):
            if is_given(delta.rate):
                delta.rate = min(max(delta.rate, MIN_RATE), MAX_RATE)
            if is_given(delta.volume):
                delta.volume = min(max(delta.volume, MIN_VOLUME), MAX_VOLUME)
        return await super()._update_settings(delta)

    @property
    def _now(self) -> float:
        return nanoseconds_to_seconds(self.get_clock().get_time())

    def _manner(self, answer: _Answer) -> Manner:
        settings = self._settings
        return Manner(
            voice=assert_given(settings.voice) or "",
            rate=assert_given(settings.rate),
            volume=assert_given(settings.volume),
            # Between sentences a breath is natural; before the first it is delay.
            prompt=answer.begins_at is None,
        )

    def _audio(self, audio: bytes, context_id: str) -> TTSAudioRawFrame:
        return TTSAudioRawFrame(audio, self.sample_rate, 1, context_id=context_id)


def _bytes_per_chunk(sample_rate: int) -> int:
    return int(sample_rate * CHUNK_SECS) * 2
