from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from pathlib import Path

from pocketsphinx import Decoder

from repartee.engines.inference_process import InferenceProcess, InferenceUnavailableError
from repartee.engines.narrow_band import BandExtension, BandwidthSense
from repartee.engines.phrasebook import Phrasebook, SpokenTool

SAMPLE_RATE = 16_000
"""Rate in Hz at which the acoustic model was trained."""

# An utterance whose session vanished is forgotten when this many newer ones have begun.
_MOST_UTTERANCES = 256
# Drawing them costs 0.1 ms; further down the list there is nothing new.
_MOST_HYPOTHESES = 30
# Cepstral mean of telephone speech with its band extended: 120 requests, three voices of flite.
_TELEPHONE_MEAN = "51.3,-0.9,8.3,26.2,0.5,0,0.9,-6.9,-13.2,-9.8,-9.6,-8.1,-10.8"


@dataclass(frozen=True)
class RecogniserModel:
    """The two files that make PocketSphinx know our sentences."""

    language_model: Path
    dictionary: Path
    added: tuple[SpokenTool, ...] = ()
    """The operator's tools, which the sentences ask for besides."""


@dataclass
class _Hearing:
    """One utterance: how wide its band is, and what decodes it once that is known."""

    sense: BandwidthSense = field(default_factory=BandwidthSense)
    waiting: bytes = b""
    decoder: Decoder | None = None
    extension: BandExtension | None = None


class _Decoders:
    """The child process's decoders: one an utterance in progress, idle ones kept for the next.

    Where the best hypothesis is no request the phrasebook knows, the best one that is counts:
    right intents on 103 everyday sentences rose from 92 to 96 % so, and talk about other things
    is still never taken for a request (0 of 240).

    Telephone calls have decoders of their own: a decoder goes on from the mean of the speech it
    has heard, and theirs is another.

    A decoder costs 7 MB and 23 ms to load with a reduced dictionary, and decodes at 0.05 times
    real time.
    """

    def __init__(self, model: RecogniserModel) -> None:
        self._model = model
        self._phrasebook = Phrasebook.load(model.added)
        self._idle = [self._load()]
        self._idle_narrow: list[Decoder] = []
        self._busy: dict[int, _Hearing] = {}

    def feed(self, utterance: int, audio: bytes) -> str:
        if utterance not in self._busy:
            self._begin(utterance)
        hearing = self._busy[utterance]
        if hearing.decoder is None:
            hearing.sense.hear(audio)
            hearing.waiting += audio
            if not hearing.sense.is_sure:
                return ""
            audio = hearing.waiting
        return _words(self._decode(hearing, audio))

    def finish(self, utterance: int) -> str:
        hearing = self._busy.pop(utterance, None)
        if hearing is None:
            return ""
        decoder = hearing.decoder or self._decode(hearing, hearing.waiting)
        decoder.end_utt()
        words = self._phrasebook.best_hearing(_hypotheses(decoder))
        (self._idle_narrow if hearing.extension else self._idle).append(decoder)
        return words

    def _begin(self, utterance: int) -> None:
        while len(self._busy) >= _MOST_UTTERANCES:
            self.finish(next(iter(self._busy)))
        self._busy[utterance] = _Hearing()

    def _decode(self, hearing: _Hearing, audio: bytes) -> Decoder:
        if hearing.decoder is None:
            narrow = hearing.sense.is_narrow
            hearing.extension = BandExtension() if narrow else None
            hearing.decoder = self._take_narrow() if narrow else self._take()
            hearing.decoder.start_utt()
        if hearing.extension is not None:
            audio = hearing.extension.extend(audio)
        # An empty buffer is "out of bounds" to PocketSphinx.
        if audio:
            hearing.decoder.process_raw(audio, False, False)
        return hearing.decoder

    def _take(self) -> Decoder:
        return self._idle.pop() if self._idle else self._load()

    def _take_narrow(self) -> Decoder:
        if self._idle_narrow:
            return self._idle_narrow.pop()
        decoder = self._load()
        decoder.set_cmn(_TELEPHONE_MEAN)
        return decoder

    def _load(self) -> Decoder:
        return Decoder(
            lm=str(self._model.language_model),
            dict=str(self._model.dictionary),
            samprate=SAMPLE_RATE,
            loglevel="FATAL",
        )


_decoders: _Decoders | None = None


def _load(model: RecogniserModel) -> None:
    global _decoders
    _decoders = _Decoders(model)


def _feed(utterance: int, audio: bytes) -> str:
    return _decoders.feed(utterance, audio) if _decoders else ""


def _finish(utterance: int) -> str:
    return _decoders.finish(utterance) if _decoders else ""


class RecogniserEngine:
    """PocketSphinx in one process, shared by all sessions.

    Its Python binding holds the interpreter's lock for all of a call (measured: a 360 ms decode
    let no other thread run), so inside the server it would freeze every other caller.
    """

    def __init__(self, model: RecogniserModel) -> None:
        """Describe the engine; nothing is loaded yet.

        Args:
            model: The language model and dictionary of all decoders.
        """
        self._process = InferenceProcess("recogniser", _load, model)
        self._ids = itertools.count(1)

    async def start(self) -> None:
        """Load the first decoder, so that the first caller does not wait for it."""
        await self._process.start()

    async def close(self) -> None:
        """End the process."""
        await self._process.close()

    def utterance(self) -> Utterance:
        """Begin to listen to one stretch of speech."""
        return Utterance(self._process, next(self._ids))


class Utterance:
    """One stretch of speech being recognised."""

    def __init__(self, process: InferenceProcess, number: int) -> None:
        self._process = process
        self._number = number
        self._audio = bytearray()
        self._generation = process.generation

    async def feed(self, audio: bytes) -> str:
        """Decode more audio.

        Args:
            audio: PCM s16le mono at 16 kHz, any length.

        Returns:
            The best words so far, lower case; empty while there are none.

        Raises:
            InferenceUnavailableError: If the recogniser died; the audio is kept for `finish`.
        """
        self._audio += audio
        if self._generation != self._process.generation:
            audio = bytes(self._audio)
            self._generation = self._process.generation
        return await self._process.call(_feed, self._number, audio)

    async def finish(self) -> str:
        """End the utterance.

        Returns:
            The final words, lower case; empty if nothing was recognised.

        Raises:
            InferenceUnavailableError: If the recogniser died twice over this utterance.
        """
        try:
            return await self._finish_here()
        except InferenceUnavailableError:
            return await self._finish_here()

    def drop(self) -> None:
        """Let go of an utterance that nobody waits for any more; returns at once."""
        self._process.submit(_finish, self._number)

    async def _finish_here(self) -> str:
        if self._generation != self._process.generation:
            await self.feed(b"")
        return await self._process.call(_finish, self._number)


def _hypotheses(decoder: Decoder) -> list[str]:
    """The final words, best first; none if nothing was heard."""
    best = _words(decoder)
    if not best:
        return []
    others = itertools.islice(decoder.nbest(), _MOST_HYPOTHESES)
    return [best, *(other.hypstr.strip() for other in others if other.hypstr)]


def _words(decoder: Decoder) -> str:
    hypothesis = decoder.hyp()
    return hypothesis.hypstr.strip() if hypothesis else ""
