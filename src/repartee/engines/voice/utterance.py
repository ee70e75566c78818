from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from repartee.engines.voice import protocol
from repartee.engines.voice.errors import VoiceError
from repartee.engines.voice.manner import Manner
from repartee.engines.voice.protocol import Frame, Kind

# Credit goes back in steps: a message for each chunk would be fifty a second.
_CREDIT_STEP = 25


@dataclass(frozen=True)
class SpokenWord:
    """A word of the text, with its punctuation, and when it begins."""

    text: str
    seconds: float
    """From the utterance's first audio."""


@dataclass(frozen=True)
class SpeechChunk:
    """20 ms of speech, and the words that begin in it."""

    audio: bytes
    """PCM s16le mono, at the engine's rate."""
    words: tuple[SpokenWord, ...] = ()


class Utterance:
    """A text being spoken: iterate to get its audio, leave the `with` block to stop it.

        with engine.synthesise("Hello there.") as utterance:
            async for chunk in utterance:
                ...

    A reader that pauses makes the voice process pause; `cancel` may be called at any time, from
    any task of the loop.
    """

    def __init__(
        self,
        utterance: int,
        text: str,
        manner: Manner,
        send: Callable[[bytes], None],
        forget: Callable[[int], None],
        *,
        patience_secs: float,
        on_silence: Callable[[], None],
    ) -> None:
        """Made by `VoiceEngine.synthesise`.

        Args:
            utterance: Its id.
            text: What to say.
            manner: How to say it.
            send: Sends a frame to the voice process, if there is one.
            forget: Called once, with the id, when nothing more is expected.
            patience_secs: How long to wait for the voice process's next frame.
            on_silence: Called when that time has passed.
        """
        self.id = utterance
        self.request = protocol.encode_speak(utterance, text, manner)
        self.heard_from = False
        """Whether anything of it has arrived: then it cannot be started anew unnoticed."""
        self.retried = False
        """Whether it was already handed to a second process."""
        self._words = text.split()
        self._next_word = 0
        self._pending: list[SpokenWord] = []
        self._arrived: asyncio.Queue[SpeechChunk | VoiceError | None] = asyncio.Queue()
        self._taken = 0
        self._over = False
        self._send = send
        self._forget = forget
        self._patience_secs = patience_secs
        self._on_silence = on_silence

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.cancel()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> SpeechChunk:
        """Give the next 20 ms.

        Raises:
            VoiceError: If it cannot be spoken to its end.
        """
        item = None if self._over else await self._next()
        if isinstance(item, SpeechChunk):
            await self._give_credit()
            return item
        self._finish()
        if item is None:
            raise StopAsyncIteration
        raise item

    def cancel(self) -> None:
        """Stop speaking at once; harmless when it is over."""
        if not self._over:
            self._send(Frame(Kind.CANCEL, self.id).encode())
            self._finish()
            # Whoever waits for the next chunk is told that there is none.
            self._arrived.put_nowait(None)

    def take(self, frame: Frame) -> None:
        """Take in a frame from the voice process.

        Args:
            frame: One with this utterance's id.
        """
        self.heard_from = True
        if frame.kind is Kind.WORD:
            self._take_word(*protocol.decode_word(frame.payload))
        elif frame.kind is Kind.AUDIO:
            self._arrived.put_nowait(SpeechChunk(frame.payload, tuple(self._pending)))
            self._pending.clear()
        elif frame.kind is Kind.END:
            self._arrived.put_nowait(None)

    def fail(self, error: VoiceError) -> None:
        """End it with an error, after what has already arrived.

        Args:
            error: What its reader gets.
        """
        self._arrived.put_nowait(error)

    def _take_word(self, index: int, seconds: float) -> None:
        # What has no sound of its own (a dash, an emoji) comes with the word after it.
        for word in self._words[self._next_word : index + 1]:
            self._pending.append(SpokenWord(word, seconds))
        self._next_word = max(self._next_word, index + 1)

    async def _next(self) -> SpeechChunk | VoiceError | None:
        try:
            async with asyncio.timeout(self._patience_secs):
                item = await self._arrived.get()
        except TimeoutError:
            self._on_silence()
            return VoiceError(f"The voice said nothing for {self._patience_secs:g} seconds.")
        return None if self._over else item

    async def _give_credit(self) -> None:
        self._taken += 1
        if self._taken % _CREDIT_STEP == 0:
            self._send(protocol.encode_credit(self.id, _CREDIT_STEP))
            # Synthesis is far faster than speech: without a pause a long text would hold the loop.
            await asyncio.sleep(0)

    def _finish(self) -> None:
        if not self._over:
            self._over = True
            self._forget(self.id)
