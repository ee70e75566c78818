from __future__ import annotations

import json
import time
from collections import deque
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from repartee.engines.audio import SPEECH_RATE, waveform
from repartee.engines.model_worker import ModelWorker
from repartee.engines.speech_gate import faded_in

if TYPE_CHECKING:
    from moonshine_voice import Transcriber
    from moonshine_voice.transcriber import Stream

_STREAMING_FILES = (
    "adapter.ort",
    "cross_kv.ort",
    "decoder_kv.ort",
    "encoder.ort",
    "streaming_config.json",
    "tokenizer.bin",
)
_WHOLE_FILES = ("decoder_model_merged.ort", "encoder_model.ort", "tokenizer.bin")
# Words so far are looked for this often; the model itself takes some 20 to 80 ms for it.
_LOOK_EVERY_SECS = 0.3
# The library's own timer; we look when we want to.
_NEVER_SECS = 1e9
_WARM_UP_SECS = 1.0


class MoonshineLoadError(Exception):
    """Moonshine cannot be loaded; the message says what happened, why, and what to do."""


class MoonshineEngine:
    """Moonshine for any number of sessions at a time, hearing while one speaks.

    It has worked most of an utterance off before the speaker stops. Published by its makers for
    x86 Linux, from the end of a phrase to its words: tiny-streaming 69 ms, small-streaming 165 ms,
    medium-streaming 269 ms, where Whisper takes 1.1, 3.4 and 16.9 s; word errors on LibriSpeech
    clean 4.83, 2.61 and 2.17 %. Stock Pipecat gives it whole utterances after their end.

    The library has a voice detector of its own, so that silence, hum and noise become no words.
    """

    def __init__(self, directory: Path) -> None:
        """Describe the engine; nothing is loaded yet.

        Args:
            directory: Holds the .ort files and tokenizer.bin of one model.
        """
        self._worker: ModelWorker[Transcriber] = ModelWorker(
            # A stream is fed ten times a second; what waits is soon done.
            "moonshine",
            self._load,
            most_waiting=256,
            most_per_session=32,
        )
        self._directory = directory
        # Streams nobody listens to any more; only the model's thread may free them.
        self._dropped: deque[Stream] = deque()

    async def start(self) -> None:
        """Load the model off the event loop, and hear a second of silence.

        Raises:
            MoonshineLoadError: If it cannot be loaded.
        """
        await self._worker.start()

    async def close(self) -> None:
        """Let the model go."""
        await self._worker.close()

    def utterance(self) -> MoonshineUtterance:
        """Begin to listen to one stretch of speech."""
        return MoonshineUtterance(self._worker, self._dropped)

    def _load(self) -> Transcriber:
        from moonshine_voice import MoonshineError, Transcriber

        if missing := missing_files(self._directory):
            raise MoonshineLoadError(
                f"{self._directory} is no whole model of Moonshine: {', '.join(missing)} missing. "
                "Fetch it anew."
            )
        try:
            transcriber = Transcriber(
                str(self._directory),
                _architecture(self._directory),
                # Each result would come with all of the audio, as Python numbers.
                options={"return_audio_data": "false"},
            )
            _hear(transcriber, np.zeros(int(_WARM_UP_SECS * SPEECH_RATE), np.float32))
        except MoonshineError as error:
            raise MoonshineLoadError(
                f"{self._directory} holds no model that Moonshine can load. Fetch it anew."
            ) from error
        return transcriber


class MoonshineUtterance:
    """One stretch of speech being recognised."""

    def __init__(self, worker: ModelWorker[Transcriber], dropped: deque[Stream]) -> None:
        """Made by `MoonshineEngine.utterance`.

        Args:
            worker: The model.
            dropped: Takes a stream that nobody listens to any more.
        """
        self._worker = worker
        self._dropped = dropped
        self._stream: Stream | None = None
        self._words = ""
        self._unseen_secs = 0.0
        self._look_took_secs = 0.0

    async def feed(self, audio: bytes) -> str:
        """Hear more.

        Args:
            audio: PCM s16le mono at 16 kHz, any length.

        Returns:
            The words so far; empty while there are none.

        Raises:
            ModelBusyError: If too much is waiting already.
            ModelUnavailableError: If the model is not loaded.
        """
        return await self._worker.run(self, lambda model, _: self._feed(model, audio))

    async def finish(self) -> str:
        """End the utterance.

        Returns:
            All of its words; empty if there were none.

        Raises:
            ModelBusyError: If too much is waiting already.
            ModelUnavailableError: If the model is not loaded.
        """
        return await self._worker.run(self, lambda _model, _: self._finish())

    def drop(self) -> None:
        """Let go of an utterance that nobody waits for any more; returns at once."""
        stream, self._stream = self._stream, None
        if stream is not None:
            self._dropped.append(stream)

    def _feed(self, model: Transcriber, audio: bytes) -> str:
        while self._dropped:
            self._dropped.popleft().close()
        samples = waveform(audio)
        if self._stream is None:
            # A hum that begins at once is speech to the library's voice detector.
            samples = faded_in(samples)
            self._stream = model.create_stream(update_interval=_NEVER_SECS)
            self._stream.start()
        self._stream.add_audio(samples.tolist(), SPEECH_RATE)
        self._unseen_secs += len(audio) / 2 / SPEECH_RATE
        # A look must cover what it costs, or a slow machine falls ever further behind.
        if self._unseen_secs >= max(_LOOK_EVERY_SECS, self._look_took_secs):
            began = time.perf_counter()
            self._words = _text(self._stream.update_transcription())
            self._look_took_secs = time.perf_counter() - began
            self._unseen_secs = 0.0
        return self._words

    def _finish(self) -> str:
        stream, self._stream = self._stream, None
        if stream is None:
            return ""
        try:
            return _text(stream.stop())
        finally:
            stream.close()


def missing_files(directory: Path) -> list[str]:
    """Which files of a model are not there.

    Args:
        directory: Of one model, streaming or not.
    """
    streaming = (directory / "streaming_config.json").is_file()
    # The front end comes in one file or in two, by the model's age.
    split = (directory / "frontend.model.ort").is_file()
    front = ("frontend.model.ort", "frontend.weights.ort") if split else ("frontend.ort",)
    needed: Iterable[str] = (*_STREAMING_FILES, *front) if streaming else _WHOLE_FILES
    return [name for name in needed if not (directory / name).is_file()]


def _architecture(directory: Path) -> object:
    """Which of the library's models a directory holds; its files tell, or else its name."""
    from moonshine_voice import ModelArch

    config = directory / "streaming_config.json"
    if not config.is_file():
        return ModelArch.BASE if "base" in directory.name else ModelArch.TINY
    # Only whether it streams matters to the loader; the shape is in the file.
    depth = json.loads(config.read_text(encoding="utf-8")).get("depth", 0)
    return ModelArch.TINY_STREAMING if depth <= 6 else ModelArch.SMALL_STREAMING


def _hear(transcriber: Transcriber, audio: np.ndarray[tuple[int], np.dtype[np.float32]]) -> str:
    with transcriber.create_stream(update_interval=_NEVER_SECS) as stream:
        stream.start()
        stream.add_audio(audio.tolist(), SPEECH_RATE)
        return _text(stream.stop())


def _text(transcript: object) -> str:
    lines = getattr(transcript, "lines", None) or []
    return " ".join(line.text.strip() for line in lines if line.text.strip())
