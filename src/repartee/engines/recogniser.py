from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
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
# Cepstral mean that a stranger's voice is taken to have: half that of the people whom the acoustic
# model was trained with, half that of three voices of flite. Of their 201 first requests 195 are
# understood so, 174 with the people's mean alone, 194 with their own.
_MICROPHONE_MEAN = "44.6,-0.8,3.5,14.1,1.4,-1.1,2.6,-2.6,-3.4,-2.7,0.5,1.1,1.1"
# Of telephone speech with its band extended: 120 requests, three voices of flite.
_TELEPHONE_MEAN = "51.3,-0.9,8.3,26.2,0.5,0,0.9,-6.9,-13.2,-9.8,-9.6,-8.1,-10.8"


@dataclass(frozen=True)
class RecogniserModel:
    """The two files that make PocketSphinx know our sentences."""

    language_model: Path
    dictionary: Path
    added: tuple[SpokenTool, ...] = ()
    """The operator's tools, which the sentences ask for besides."""


@dataclass(frozen=True)
class Means:
    """What a speaker's voice sounds like on average, by microphone and by telephone.

    As cepstral means, written as PocketSphinx reads them.
    """

    microphone: str = _MICROPHONE_MEAN
    telephone: str = _TELEPHONE_MEAN


@dataclass
class _Hearing:
    """One utterance: how wide its band is, and what decodes it once that is known."""

    means: Means
    sense: BandwidthSense = field(default_factory=BandwidthSense)
    waiting: bytes = b""
    decoder: Decoder | None = None
    extension: BandExtension | None = None


class _Decoders:
    """The child process's decoders: one an utterance in progress, idle ones kept for the next.

    Where the best hypothesis is no request the phrasebook knows, the best one that is counts:
    right intents on 103 everyday sentences rose from 92 to 96 % so, and talk about other things
    is still never taken for a request (0 of 240).

    A decoder goes on from the mean of the speech it has heard, whoever spoke: so it is told whom it
    hears before each utterance. Otherwise what one caller says would change what is understood of
    another.

    A decoder costs 7 MB and 23 ms to load with a reduced dictionary, and decodes at 0.05 times
    real time.
    """

    def __init__(self, model: RecogniserModel) -> None:
        self._model = model
        self._phrasebook = Phrasebook.load(model.added)
        self._idle = [self._load()]
        self._busy: dict[int, _Hearing] = {}

    def feed(self, utterance: int, audio: bytes, means: Means) -> str:
        if utterance not in self._busy:
            self._begin(utterance, means)
        hearing = self._busy[utterance]
        if hearing.decoder is None:
            hearing.sense.hear(audio)
            hearing.waiting += audio
            if not hearing.sense.is_sure:
                return ""
            audio = hearing.waiting
        return _words(self._decode(hearing, audio))

    def finish(self, utterance: int) -> tuple[str, Means | None]:
        """The words, and what the speaker sounds like by now; None where nothing was heard."""
        hearing = self._busy.pop(utterance, None)
        if hearing is None:
            return "", None
        decoder = hearing.decoder or self._decode(hearing, hearing.waiting)
        decoder.end_utt()
        words = self._phrasebook.best_hearing(_hypotheses(decoder))
        self._idle.append(decoder)
        if not words:
            return "", None
        mean = decoder.get_cmn(False)
        if hearing.extension:
            return words, replace(hearing.means, telephone=mean)
        return words, replace(hearing.means, microphone=mean)

    def _begin(self, utterance: int, means: Means) -> None:
        while len(self._busy) >= _MOST_UTTERANCES:
            self.finish(next(iter(self._busy)))
        self._busy[utterance] = _Hearing(means)

    def _decode(self, hearing: _Hearing, audio: bytes) -> Decoder:
        if hearing.decoder is None:
            narrow = hearing.sense.is_narrow
            hearing.extension = BandExtension() if narrow else None
            hearing.decoder = self._idle.pop() if self._idle else self._load()
            means = hearing.means
            hearing.decoder.set_cmn(means.telephone if narrow else means.microphone)
            hearing.decoder.start_utt()
        if hearing.extension is not None:
            audio = hearing.extension.extend(audio)
        # An empty buffer is "out of bounds" to PocketSphinx.
        if audio:
            hearing.decoder.process_raw(audio, False, False)
        return hearing.decoder

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


def _feed(utterance: int, audio: bytes, means: Means) -> str:
    return _decoders.feed(utterance, audio, means) if _decoders else ""


def _finish(utterance: int) -> tuple[str, Means | None]:
    return _decoders.finish(utterance) if _decoders else ("", None)


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
        """Begin to listen to one stretch of a stranger's speech."""
        return self.listener().utterance()

    def listener(self) -> Listener:
        """Make ears for one caller."""
        return Listener(self._process, self._ids)


class Listener:
    """Gets used to one caller's voice, and to nobody else's."""

    def __init__(self, process: InferenceProcess, ids: Iterator[int]) -> None:
        """Begin with a voice like any other.

        Args:
            process: Recognises; shared by all.
            ids: Numbers of utterances; shared by all.
        """
        self._process = process
        self._ids = ids
        self.means = Means()
        """What the caller sounds like, as far as is known."""

    def utterance(self) -> Utterance:
        """Begin to listen to one stretch of their speech."""
        return Utterance(self._process, next(self._ids), self)


class Utterance:
    """One stretch of speech being recognised."""

    def __init__(self, process: InferenceProcess, number: int, listener: Listener) -> None:
        self._process = process
        self._number = number
        self._listener = listener
        self._means = listener.means
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
        return await self._process.call(_feed, self._number, audio, self._means)

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
        words, means = await self._process.call(_finish, self._number)
        self._listener.means = means or self._listener.means
        return words


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
