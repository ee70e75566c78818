"""Voices that say from memory what they have said before."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any

from pipecat.frames.frames import (
    ErrorFrame,
    Frame,
    TTSAudioRawFrame,
    TTSSpeakFrame,
    TTSStartedFrame,
    TTSStoppedFrame,
)
from pipecat.services.tts_service import TTSService
from pipecat.utils.context.word_timestamp_tracker import WordTimestamp

from repartee.services.voices.phrases import Recital, Rendition, Repertoire, TimedWord

_PIECE_SECS = 0.04


class RecitingVoice(TTSService):
    """A voice that speaks each phrase of its repertoire once, and from memory ever after.

    Only texts of their own are: a greeting, a filler, an apology. Pipecat speaks each in an audio
    context by itself, whichever way the vendor's sound comes, and what passes through that context
    is the phrase, sound and words. From memory it passes through another one likewise, so that
    captions and what counts as heard come about as ever; the vendor learns nothing of it.

    ```
    the first time   vendor ──▶ context ──▶ pipeline
                                   └──▶ memory
    ever after       memory ──▶ context ──▶ pipeline
    ```
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.repertoire: Repertoire | None = None
        """What is spoken once and kept; None for nothing."""
        self._drafts: dict[str, _Draft] = {}
        """What is being spoken and may be kept, by audio context."""
        self._recited: set[str] = set()
        """Audio contexts of which the vendor knows nothing."""
        self._in_speech = False
        """Whether what is spoken is a text of its own."""
        super().__init__(*args, **kwargs)

    def is_recited(self, context_id: str) -> bool:
        """Whether what an audio context has is from memory.

        Args:
            context_id: Which.
        """
        return context_id in self._recited

    def forget_drafts(self) -> None:
        """Keep nothing of what is being spoken: something goes wrong."""
        self._drafts.clear()

    async def push_error_frame(
        self, error: ErrorFrame, force_treat_as_permanent: bool = False
    ) -> None:
        """Report an error, and keep nothing of what it may have spoilt.

        Args:
            error: The error.
            force_treat_as_permanent: Whether it counts as lasting.
        """
        self.forget_drafts()
        await super().push_error_frame(error, force_treat_as_permanent)

    async def append_to_audio_context(
        self, context_id: str | None, frame: Frame | WordTimestamp | None
    ) -> None:
        """Add to what a context has, and note it where that is to be kept.

        Args:
            context_id: Which.
            frame: Sound, a word, anything else, or None for the end.
        """
        draft = self._drafts.get(context_id or "")
        if draft is not None:
            draft.note(frame)
        await super().append_to_audio_context(context_id, frame)

    async def flush_audio(self, context_id: str | None = None) -> None:
        """Have the vendor speak the rest of a text, if it has any of it.

        Args:
            context_id: Of the text.
        """
        if context_id is None or not self.is_recited(context_id):
            await super().flush_audio(context_id)

    async def on_audio_context_interrupted(self, context_id: str) -> None:
        """Keep nothing of what was broken off.

        Args:
            context_id: Of the text.
        """
        self._drafts.pop(context_id, None)
        if self.is_recited(context_id):
            await self.stop_all_metrics()
            return
        await super().on_audio_context_interrupted(context_id)

    async def on_audio_context_completed(self, context_id: str) -> None:
        """Keep what was spoken to its end.

        Args:
            context_id: Of the text.
        """
        draft = self._drafts.pop(context_id, None)
        if draft is not None and draft.is_whole and self.repertoire is not None:
            self.repertoire.cache.put(draft.recital, draft.rendition)
        if not self.is_recited(context_id):
            await super().on_audio_context_completed(context_id)

    async def _handle_tts_speak(self, frame: TTSSpeakFrame) -> None:
        sends_sound_itself = self._is_yielding_frames_synchronously
        self._in_speech = True
        try:
            await super()._handle_tts_speak(frame)
        finally:
            self._in_speech = False
        # An answer around it has yet to be ended by the vendor.
        self._is_yielding_frames_synchronously = sends_sound_itself
        self._recited.intersection_update(self.get_audio_contexts())  # else it grows for ever

    async def _synthesize_text(self, text: str, context_id: str) -> None:
        repertoire = self.repertoire
        if repertoire is None or not (self._in_speech and self.is_usable and repertoire.has(text)):
            await super()._synthesize_text(text, context_id)
            return
        recital = Recital(repertoire.provider, repr(self._settings), self.sample_rate, text.strip())
        rendition = repertoire.cache.get(recital)
        if rendition is None:
            self._drafts[context_id] = _Draft(recital)
            await super()._synthesize_text(text, context_id)
        else:
            self._recited.add(context_id)
            await self.tts_process_generator(context_id, self._recite(rendition, context_id))

    async def _recite(
        self, rendition: Rendition, context_id: str
    ) -> AsyncGenerator[Frame | None, None]:
        if not self.audio_context_available(context_id):
            await self.create_audio_context(context_id)
            await self.start_ttfb_metrics()
            yield TTSStartedFrame(context_id=context_id)
        sound, words = rendition.sound, list(rendition.words)
        piece = int(self.sample_rate * _PIECE_SECS) * 2
        for begin in range(0, len(sound), piece):
            yield TTSAudioRawFrame(
                sound[begin : begin + piece], self.sample_rate, 1, context_id=context_id
            )
            until_secs = (begin + piece) / 2 / self.sample_rate
            while words and words[0].secs < until_secs:
                await self._tell(words.pop(0), context_id)
        for word in words:
            await self._tell(word, context_id)
        if not self._push_stop_frames:
            yield TTSStoppedFrame(context_id=context_id)

    async def _tell(self, word: TimedWord, context_id: str) -> None:
        time = WordTimestamp(word.text, word.secs, context_id, word.is_spaced)
        await self.append_to_audio_context(context_id, time)


class _Draft:
    """A phrase that is being spoken."""

    def __init__(self, recital: Recital) -> None:
        self.recital = recital
        self.is_whole = False
        self._has_failed = False
        self._sound = bytearray()
        self._words: list[TimedWord] = []

    @property
    def rendition(self) -> Rendition:
        return Rendition(bytes(self._sound), tuple(self._words))

    def note(self, frame: Frame | WordTimestamp | None) -> None:
        """Note what comes; without an end, what has come is not all."""
        match frame:
            case None:
                self.is_whole = not self._has_failed
            case ErrorFrame():
                self._has_failed = True
            case TTSAudioRawFrame():
                self._sound += frame.audio
            case WordTimestamp():
                self._words.append(
                    TimedWord(frame.word, frame.timestamp, frame.includes_inter_frame_spaces)
                )
