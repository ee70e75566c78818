"""Cartesia's speech-to-text WebSocket with manual finalizing, without any I/O.

Written after https://docs.cartesia.ai/api-reference/stt/websocket and the types of the vendor's SDK
4.2.0 (`stt_manual_finalize_*`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from repartee.simulator.streams.listening import Stretch, WordsSoFar
from repartee.simulator.streams.sample_formats import ENCODINGS
from repartee.simulator.streams.wording import punctuated, timed
from repartee.simulator.vendors.cartesia.errors import (
    MODEL_NOT_FOUND,
    CartesiaError,
    Message,
    bad_request,
)

IDLE_SECS = 180.0
"""A connection on which nothing comes for so long is closed; each message starts the time anew.
Source: https://docs.cartesia.ai/api-reference/stt/stt."""
_MODELS = ("ink-whisper", "ink-2", "ink-preview")
_MOST_KEYTERMS = 100
_MOST_KEYTERM_CHARS = 1200


class Command(Enum):
    """What a client asks for with a text message."""

    FINALIZE = "finalize"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class ListeningOptions:
    """What the address of the WebSocket says."""

    model: str
    encoding: str
    sample_rate: int
    language: str = "en"
    max_silence_secs: float | None = None
    """Finalize without being asked after so much silence; None for never."""


def read_options(query: Mapping[str, str], keyterms: list[str]) -> ListeningOptions | CartesiaError:
    """Check the parameters of a connection.

    Args:
        query: The address's parameters.
        keyterms: Those of them that may come more than once.
    """
    model = query.get("model", "")
    if not model.startswith(_MODELS):
        return MODEL_NOT_FOUND
    encoding = query.get("encoding", "")
    if encoding not in ENCODINGS:
        return bad_request("Invalid encoding", f"The encoding {encoding!r} is not supported.")
    rate = query.get("sample_rate", "")
    if not rate.isdecimal() or not 8000 <= int(rate) <= 48000:
        return bad_request("Invalid sample rate", "The sample rate must be 8000 to 48000 Hz.")
    if len(keyterms) > _MOST_KEYTERMS or len("".join(keyterms)) > _MOST_KEYTERM_CHARS:
        return bad_request("Invalid keyterms", "At most 100 keyterms of 1200 characters in all.")
    silence = _seconds(query.get("max_silence_duration_secs"))
    return ListeningOptions(model, encoding, int(rate), query.get("language", "en"), silence)


def _seconds(text: str | None) -> float | None:
    try:
        return None if text is None else max(float(text), 0.1)
    except ValueError:
        return None


class ListeningProtocol:
    """What Cartesia says to what happens on one connection."""

    def __init__(self, options: ListeningOptions, request_id: str) -> None:
        """Begin.

        Args:
            options: What the client chose.
            request_id: Of the connection; in every message.
        """
        self._options = options
        self._request_id = request_id
        self._told_to = 0.0
        self._finals = 0

    def command(self, text: str) -> Command | Message:
        """Read a text message: what is to be done, or the error to be sent."""
        match text.strip().strip('"'):
            case "finalize":
                return Command.FINALIZE
            case "done" | "close":
                # `done` is what it was called up to 2025; Pipecat still says so.
                return Command.CLOSE
        return bad_request(
            "Invalid command", "Send audio as binary messages, `finalize` or `close` as text."
        ).event(self._request_id)

    def words_so_far(self, heard: WordsSoFar) -> Message:
        """An interim transcript: all words since the last final one."""
        text = self._spaced(punctuated(heard.words, whole=False))
        return self._transcript(text, heard.start, heard.end, final=False)

    def finalized(self, stretch: Stretch | None) -> list[Message]:
        """The final transcript, if there was speech, and the sign that all was heard."""
        return [*self._final(stretch), {"type": "flush_done", "request_id": self._request_id}]

    def paused(self, stretch: Stretch | None) -> list[Message]:
        """The final transcript after the silence that the client chose."""
        return self._final(stretch)

    def closed(self, stretch: Stretch | None) -> list[Message]:
        """The last words on a connection."""
        return [*self._final(stretch), {"type": "done", "request_id": self._request_id}]

    def _final(self, stretch: Stretch | None) -> list[Message]:
        if stretch is None or not stretch.words:
            return []
        text = self._spaced(punctuated(stretch.words))
        message = self._transcript(text, stretch.start, stretch.end, final=True)
        self._told_to = stretch.end
        self._finals += 1
        return [message]

    def _spaced(self, text: str) -> str:
        """Finals are joined without anything between, so later ones bring their own space."""
        return f" {text}" if self._finals else text

    def _transcript(self, text: str, start: float, end: float, *, final: bool) -> Message:
        return {
            "type": "transcript",
            "is_final": final,
            "request_id": self._request_id,
            "text": text,
            "duration": round(end - self._told_to, 3),
            "language": self._options.language,
            "words": [
                {"word": word.word, "start": word.start, "end": word.end}
                for word in timed(text, start, end)
            ],
        }
