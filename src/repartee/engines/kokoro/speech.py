from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from types import TracebackType
from typing import Self

import numpy as np

from repartee.engines.audio import Waveform, pcm16
from repartee.engines.kokoro.model import SAMPLE_RATE, KokoroModel, Spoken
from repartee.engines.model_worker import ModelBusyError, ModelUnavailableError, ModelWorker
from repartee.engines.voice import (
    Manner,
    SpeechChunk,
    SpokenWord,
    VoiceBusyError,
    VoiceError,
    VoiceUnavailableError,
)

CHUNK_SECS = 0.04
"""Length of a chunk; the last one is filled up with silence."""

_CHUNK = int(CHUNK_SECS * SAMPLE_RATE)
# Kokoro's silence around a clause is trimmed, so that its pauses are ours to set (the figures are
# kokoro-onnx's own).
_CLAUSE_PAUSE_SECS = 0.1
_SENTENCE_PAUSE_SECS = 0.25


class KokoroSpeech:
    """A text being spoken: iterate to get its audio, leave the `with` block to stop it.

    One piece is made while the one before it is listened to; a reader that pauses makes it pause.
    """

    def __init__(
        self, worker: ModelWorker[KokoroModel], pieces: list[str], voice: str, manner: Manner
    ) -> None:
        """Made by `KokoroEngine.synthesise`.

        Args:
            worker: The model.
            pieces: What to say, one after the other.
            voice: Id of the voice.
            manner: How to say it.
        """
        self._worker = worker
        self._pieces = deque(pieces)
        self._voice = voice
        self._manner = manner
        self._making: asyncio.Task[Spoken] | None = None
        self._chunks = self._speak()
        self._words: deque[SpokenWord] = deque()
        self._over = False
        # Audio given out, and audio that does not fill a chunk yet, in samples.
        self._given = 0
        self._rest = np.zeros(0, np.float32)

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
        """Give the next 40 ms.

        Raises:
            VoiceError: If it cannot be spoken to its end.
        """
        if self._over:
            raise StopAsyncIteration
        return await anext(self._chunks)

    def cancel(self) -> None:
        """Stop speaking at once; harmless when it is over."""
        self._over = True
        self._pieces.clear()
        if self._making is not None:
            self._making.cancel()

    async def _speak(self) -> AsyncIterator[SpeechChunk]:
        first = True
        while self._pieces and not self._over:
            piece = self._pieces.popleft()
            spoken = await self._made(piece)
            if self._pieces:
                self._making = self._make(self._pieces[0])
            for chunk in self._take(piece, spoken, self._pause(first=first)):
                yield chunk
            first = False
        for chunk in self._finish():
            yield chunk

    async def _made(self, piece: str) -> Spoken:
        making, self._making = self._making or self._make(piece), None
        try:
            # Kept where `cancel` finds it.
            self._making = making
            return await making
        except ModelBusyError as error:
            raise VoiceBusyError("Kokoro has too many sentences to speak.") from error
        except ModelUnavailableError as error:
            raise VoiceUnavailableError("Kokoro was switched off.") from error
        except asyncio.CancelledError:
            reader = asyncio.current_task()
            if not self._over or (reader and reader.cancelling()):
                raise
            return Spoken(np.zeros(0, np.float32), ())
        except Exception as error:
            raise VoiceError(f"Kokoro failed: {error}") from error
        finally:
            self._making = None

    def _make(self, piece: str) -> asyncio.Task[Spoken]:
        voice, rate = self._voice, self._manner.rate
        return asyncio.create_task(
            self._worker.run(self, lambda model, _: model.speak(piece, voice, rate))
        )

    def _pause(self, *, first: bool) -> float:
        if not first:
            return _CLAUSE_PAUSE_SECS
        return 0.0 if self._manner.prompt else _SENTENCE_PAUSE_SECS

    def _take(self, piece: str, spoken: Spoken, pause_secs: float) -> list[SpeechChunk]:
        pause = np.zeros(int(pause_secs * SAMPLE_RATE) if len(spoken.samples) else 0, np.float32)
        begins = (self._given + len(self._rest) + len(pause)) / SAMPLE_RATE
        for word, start in zip(piece.split(), spoken.word_starts, strict=False):
            self._words.append(SpokenWord(word, begins + start))
        loud = spoken.samples * np.float32(self._manner.volume)
        self._rest = np.concatenate((self._rest, pause, loud))
        return self._whole_chunks()

    def _finish(self) -> list[SpeechChunk]:
        missing = -len(self._rest) % _CHUNK
        if self._words and not len(self._rest):
            # Words without a sound of their own, at the end.
            missing = _CHUNK
        self._rest = np.pad(self._rest, (0, missing))
        return self._whole_chunks()

    def _whole_chunks(self) -> list[SpeechChunk]:
        count = len(self._rest) // _CHUNK
        whole, self._rest = np.split(self._rest, [count * _CHUNK])
        return [self._chunk(each) for each in whole.reshape(count, _CHUNK)]

    def _chunk(self, samples: Waveform) -> SpeechChunk:
        self._given += len(samples)
        words = []
        while self._words and self._words[0].seconds < self._given / SAMPLE_RATE:
            words.append(self._words.popleft())
        return SpeechChunk(pcm16(samples), tuple(words))
