"""Deepgram's live listening WebSocket, without any I/O.

Written after https://developers.deepgram.com/reference/speech-to-text/listen-streaming, the guides
on endpointing, interim results, utterance end and finalize, and the types of the vendor's SDK 7
(`listen/v1/types`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from repartee.simulator.streams.listening import Stretch, WordsSoFar
from repartee.simulator.streams.wording import TimedWord, punctuated, timed

Message = Mapping[str, object]

IDLE_SECS = 10.0
"""Without audio or a KeepAlive for so long, the connection is closed with NET-0001."""
IDLE_REASON = (
    "NET-0001: Deepgram did not receive audio data or a text message within the timeout window."
)
BAD_AUDIO_REASON = "DATA-0000: The payload cannot be decoded as audio."
_SHORTEST_PAUSE_SECS = 0.25
"""By loudness alone, a shorter silence may be a stop consonant; Deepgram's own detector knows."""
_LEAST_UTTERANCE_END_MS = 1000
_ENCODINGS = {"linear16": "pcm_s16le", "linear32": "pcm_s32le"} | {
    "mulaw": "pcm_mulaw",
    "alaw": "pcm_alaw",
}
_MODELS = ("nova", "enhanced", "base", "whisper", "general")


class BadQueryError(ValueError):
    """A parameter cannot be used; the message says which."""


@dataclass(frozen=True, slots=True)
class ListeningOptions:
    """What the address of the WebSocket says."""

    model: str = "base-general"
    encoding: str = "pcm_s16le"
    sample_rate: int = 16_000
    channels: int = 1
    interim: bool = False
    written: bool = False
    """With capitals and marks: `punctuate` or `smart_format`."""
    pause_secs: float | None = _SHORTEST_PAUSE_SECS
    """Endpointing; None for none."""
    utterance_end_secs: float | None = None
    vad_events: bool = False


def read_options(query: Mapping[str, str]) -> ListeningOptions:
    """Check the parameters of a connection.

    Args:
        query: The address's parameters.

    Raises:
        BadQueryError: If one cannot be used.
    """
    model = query.get("model", "base-general")
    if not model.startswith(_MODELS):
        raise BadQueryError(f"No such model/language/tier combination found: {model}.")
    encoding = _ENCODINGS.get(query.get("encoding", "linear16"))
    if encoding is None:
        raise BadQueryError(f"Invalid encoding {query['encoding']!r}.")
    interim = _flag(query, "interim_results")
    end_ms = _number(query, "utterance_end_ms", 0)
    if end_ms and (not interim or end_ms < _LEAST_UTTERANCE_END_MS):
        raise BadQueryError("utterance_end_ms needs interim_results=true and at least 1000.")
    return ListeningOptions(
        model=model,
        encoding=encoding,
        sample_rate=_number(query, "sample_rate", 16_000, least=8000),
        channels=_number(query, "channels", 1, least=1),
        interim=interim,
        written=_flag(query, "punctuate") or _flag(query, "smart_format"),
        pause_secs=_pause(query),
        utterance_end_secs=end_ms / 1000 if end_ms else None,
        vad_events=_flag(query, "vad_events"),
    )


def _pause(query: Mapping[str, str]) -> float | None:
    if query.get("endpointing", "").lower() == "false":
        return None
    return max(_number(query, "endpointing", 10) / 1000, _SHORTEST_PAUSE_SECS)


def _flag(query: Mapping[str, str], name: str) -> bool:
    return query.get(name, "").lower() == "true"


def _number(query: Mapping[str, str], name: str, usual: int, least: int = 0) -> int:
    text = query.get(name, "")
    if text.lower() in ("", "true"):
        return usual
    if not text.isdecimal() or int(text) < least:
        raise BadQueryError(f"{name} must be a number of at least {least}.")
    return int(text)


class Command(Enum):
    """What a client asks for with a text message."""

    KEEP_ALIVE = "KeepAlive"
    FINALIZE = "Finalize"
    CLOSE = "CloseStream"
    CONFIGURE = "Configure"


def read_command(text: str) -> Command | None:
    """Read a text message; None for one that is none."""
    try:
        return Command(json.loads(text)["type"])
    except (ValueError, KeyError, TypeError):
        return None


class ListeningProtocol:
    """What Deepgram says to what happens on one connection."""

    def __init__(self, options: ListeningOptions, request_id: str) -> None:
        """Begin.

        Args:
            options: What the client chose.
            request_id: Of the connection.
        """
        self._options = options
        self._request_id = request_id
        self._told_to = 0.0
        self._last_word_end: float | None = None

    @property
    def utterance_end_at(self) -> float | None:
        """Up to where it must be silent for UtteranceEnd to be told, in seconds of the stream."""
        gap = self._options.utterance_end_secs
        return None if gap is None or self._last_word_end is None else self._last_word_end + gap

    def began(self, at: float) -> list[Message]:
        """Speech begins."""
        self._last_word_end = None
        if not self._options.vad_events:
            return []
        return [{"type": "SpeechStarted", "channel": [0, 1], "timestamp": round(at, 2)}]

    def words_so_far(self, heard: WordsSoFar) -> list[Message]:
        """What is understood by now, where the client wants to know."""
        if not self._options.interim:
            return []
        words = timed(self._written(heard.words, whole=False), heard.start, heard.end)
        return [self._results(words, heard.end, final=False, speech_final=False)]

    def paused(self, stretch: Stretch | None, now: float) -> list[Message]:
        """An endpoint: final, and the end of speech.

        Args:
            stretch: What was said; None for nothing.
            now: How much audio has come, in seconds.
        """
        if stretch is None:
            return []
        return [self._final(stretch, now, speech_final=True)]

    def finalized(self, stretch: Stretch | None, now: float) -> list[Message]:
        """What was heard up to a Finalize; an empty result if nothing was left."""
        message = self._final(stretch, now, speech_final=False)
        return [{**message, "from_finalize": True}]

    def utterance_ended(self) -> Message:
        """Nothing was said for the gap that the client chose."""
        end, self._last_word_end = self._last_word_end or 0.0, None
        return {"type": "UtteranceEnd", "channel": [0, 1], "last_word_end": round(end, 2)}

    def closed(self, stretch: Stretch | None, secs: float, created: str) -> list[Message]:
        """The last words of a connection, and a summary.

        Args:
            stretch: What was being said; None for nothing.
            secs: How much audio came.
            created: When the connection was opened, in ISO 8601.
        """
        last = [] if stretch is None else [self._final(stretch, secs, speech_final=True)]
        summary = {
            "type": "Metadata",
            "transaction_key": "deprecated",
            "request_id": self._request_id,
            "sha256": "0" * 64,
            "created": created,
            "duration": round(secs, 3),
            "channels": self._options.channels,
        }
        return [*last, summary]

    def configured(self, text: str) -> Message:
        """The answer to a Configure."""
        terms = json.loads(text).get("keyterms")
        found = {"keyterms": terms} if isinstance(terms, list) else {}
        return {"type": "ConfigureSuccess", "request_id": self._request_id, **found}

    def unreadable(self, text: str) -> Message:
        """The answer to a text message that is none."""
        return {
            "type": "Error",
            "variant": "SchemaError",
            "description": "Could not deserialize last text message.",
            "message": text[:200],
        }

    def _final(self, stretch: Stretch | None, now: float, *, speech_final: bool) -> Message:
        words: Sequence[TimedWord] = ()
        if stretch is not None:
            words = timed(self._written(stretch.words), stretch.start, stretch.end)
        if words:
            self._last_word_end = words[-1].end
        message = self._results(words, now, final=True, speech_final=speech_final)
        self._told_to = now
        return message

    def _written(self, words: str, *, whole: bool = True) -> str:
        return punctuated(words, whole=whole) if self._options.written else words

    def _results(
        self, words: Sequence[TimedWord], now: float, *, final: bool, speech_final: bool
    ) -> Message:
        confidence = 0.99 if words else 0.0
        alternative = {
            "transcript": " ".join(word.word for word in words),
            "confidence": confidence,
            "words": [self._word(word, confidence) for word in words],
        }
        return {
            "type": "Results",
            "channel_index": [0, 1],
            "duration": round(max(now - self._told_to, 0.0), 3),
            "start": round(self._told_to, 3),
            "is_final": final,
            "speech_final": speech_final,
            "channel": {"alternatives": [alternative]},
            "metadata": self._metadata(),
            "from_finalize": False,
        }

    def _word(self, word: TimedWord, confidence: float) -> Message:
        bare = word.word.strip(".,?!").lower()
        written = {"punctuated_word": word.word} if self._options.written else {}
        times = {"start": word.start, "end": word.end}
        return {"word": bare, **times, "confidence": confidence, **written}

    def _metadata(self) -> Message:
        info = {"name": self._options.model, "version": "simulated", "arch": "simulated"}
        nobody = "00000000-0000-0000-0000-000000000000"
        return {"request_id": self._request_id, "model_info": info, "model_uuid": nobody}
