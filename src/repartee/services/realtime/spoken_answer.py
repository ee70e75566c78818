"""An answer on its way from the server into the pipeline."""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable

from pipecat.frames.frames import (
    Frame,
    LLMFullResponseEndFrame,
    LLMFullResponseStartFrame,
    LLMTextFrame,
    TTSAudioRawFrame,
    TTSStartedFrame,
    TTSStoppedFrame,
    TTSTextFrame,
)

from repartee.services.realtime.config import RATE
from repartee.services.realtime.playback import Cut, Playback

_SAMPLE_BYTES = 2
# Words go behind the sound in which they are spoken, and a server sends up to 0.7 s at once.
_PIECE_BYTES = RATE // 10 * _SAMPLE_BYTES


class SpokenAnswer:
    """Turns what comes of an answer into frames, and drops what nobody wants any more.

    What was sent before the server learnt of an interruption still arrives after it.
    """

    def __init__(
        self, push: Callable[[Frame], Awaitable[None]], clock: Callable[[], float]
    ) -> None:
        """Begin in silence.

        Args:
            push: Hands a frame on.
            clock: Seconds that only go forward.
        """
        self._push = push
        self._clock = clock
        self._playback = Playback()
        self._response_id = ""
        self._unwanted: set[str] = set()
        self._unwanted_next = False
        self._is_open = False
        self._is_sounding = False

    def wants(self, response_id: str | None) -> bool:
        """Whether what comes of a response is to be heard."""
        return response_id not in self._unwanted

    def expect(self, response_id: str) -> None:
        """The server begins another response."""
        self._response_id = response_id
        if self._unwanted_next:
            self._unwanted_next = False
            self._unwanted.add(response_id)

    async def open(self, item_id: str) -> None:
        """The model begins to speak."""
        self._playback.begin(item_id, self._clock())
        self._is_open = True
        await self._push(LLMFullResponseStartFrame())

    async def add_sound(self, data: str) -> None:
        """Sound came.

        Args:
            data: Base64 of PCM s16le at 24 kHz.
        """
        audio = base64.b64decode(data)
        if not self._is_sounding:
            self._is_sounding = True
            await self._push(TTSStartedFrame())
        for at in range(0, len(audio), _PIECE_BYTES):
            piece = audio[at : at + _PIECE_BYTES]
            await self._push(TTSAudioRawFrame(piece, RATE, 1))
            secs = len(piece) / _SAMPLE_BYTES / RATE
            await self._caption(self._playback.add_sound(secs, self._clock()))

    async def add_words(self, text: str) -> None:
        """Transcript came: whoever watches the model sees it at once."""
        self._playback.add_text(text)
        frame = LLMTextFrame(text)
        frame.append_to_context = False
        await self._push(frame)

    async def finish_words(self) -> None:
        """All of the transcript came, and all of the sound."""
        await self._caption(self._playback.finish())

    async def close(self) -> None:
        """The answer is over, whichever way; harmless where there is none."""
        if self._is_sounding:
            self._is_sounding = False
            await self._push(TTSStoppedFrame())
        if self._is_open:
            self._is_open = False
            await self._push(LLMFullResponseEndFrame())

    def forget(self) -> None:
        """What still comes of the response under way, or of the one asked for, is not wanted."""
        if self._response_id:
            self._unwanted.add(self._response_id)
        else:
            self._unwanted_next = True

    def done_with(self, response_id: str | None) -> None:
        """Nothing more comes of a response."""
        self._unwanted.discard(response_id or "")
        if response_id == self._response_id:
            self._response_id = ""

    def break_off(self) -> Cut | None:
        """Nothing more comes of the answer under way.

        Returns:
            What will be heard of it; None if there is none, or all of it came.
        """
        return self._playback.break_off()

    def lost(self) -> None:
        """Nothing more comes of anything."""
        self._unwanted.clear()
        self._unwanted_next = False
        self._response_id = ""

    def cut(self) -> list[Cut]:
        """How far it was heard, if it was not heard to its end; it is played no further.

        What came before it may still have been playing, and was cut, too.
        """
        return self._playback.cut(self._clock())

    async def _caption(self, words: str) -> None:
        """Tell of words when their sound has been handed on: so the context has what was heard."""
        if words:
            frame = TTSTextFrame(words, text_type="sentence")
            frame.includes_inter_frame_spaces = True
            await self._push(frame)
