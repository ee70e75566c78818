from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from repartee.caller.rtvi import Message


class Speaker(Enum):
    """Whose words a caption holds."""

    CALLER = "caller"
    AGENT = "agent"


@dataclass(frozen=True, slots=True)
class Caption:
    """Words as the agent's captions give them.

    Attributes:
        at: When they came, monotonic seconds.
        speaker: Whose words they are.
        text: The words.
        final: Whether they stay as they are. The caller's are also guessed at while it speaks; the
            agent's may grow while they are spoken.
    """

    at: float
    speaker: Speaker
    text: str
    final: bool = True


@dataclass(slots=True)
class _Segment:
    """A piece of an answer, a sentence mostly."""

    at: float
    planned: str
    spoken: str = ""
    grows: bool = False
    """Whether no more is known of it than what was spoken so far."""


@dataclass(slots=True)
class Transcript:
    """Keeps what the agent heard and what it said, out of its messages.

    Agents tell their words in up to three ways: `bot-output` has all there is to know, an older
    one sends `bot-transcription` a sentence, some only `bot-tts-text` a word. The first of them
    that is there counts.
    """

    _heard: list[Caption] = field(default_factory=list)
    _segments: dict[object, _Segment] = field(default_factory=dict)
    _sentences: list[Caption] = field(default_factory=list)
    _words: list[Caption] = field(default_factory=list)

    def take(self, message: Message, at: float) -> Caption | None:
        """Take in a message, and return the caption to show for it, if any."""
        match message.kind:
            case "user-transcription":
                return self._take_heard(message, at)
            case "bot-output":
                return self._take_output(message, at)
            case "bot-transcription":
                return self._take_sentence(message, at)
            case "bot-tts-text":
                self._words.append(Caption(at, Speaker.AGENT, message.text()))
        return None

    def heard(self, since: float, until: float) -> str:
        """What the agent understood the caller to say in that time."""
        return _joined(self._heard, since, until)

    def answer(self, since: float, until: float) -> str:
        """What the agent said in that time: what was spoken of it, where the agent tells that."""
        segments = [s for s in self._segments.values() if since <= s.at < until]
        if segments:
            return " ".join(s.spoken for s in segments if s.spoken) or _planned(segments)
        return _joined(self._sentences, since, until) or _joined(self._words, since, until)

    def _take_heard(self, message: Message, at: float) -> Caption:
        final = message.data.get("final") is True
        caption = Caption(at, Speaker.CALLER, message.text().strip(), final)
        if final:
            self._heard.append(caption)
        return caption

    def _take_output(self, message: Message, at: float) -> Caption | None:
        if message.data.get("will_be_spoken") is False:
            return None
        key = message.data.get("segment_id") or ("unnumbered", at)
        text = message.text().strip()
        segment = self._segments.get(key)
        is_new = segment is None
        if segment is None:
            segment = self._segments[key] = _Segment(at, text)
        grew = segment.grows
        segment.spoken = _spoken(message) or segment.spoken
        segment.grows = message.data.get("partial") is True
        if is_new or grew or segment.grows:
            return Caption(at, Speaker.AGENT, text, final=not segment.grows)
        return None

    def _take_sentence(self, message: Message, at: float) -> Caption | None:
        caption = Caption(at, Speaker.AGENT, message.text().strip())
        self._sentences.append(caption)
        return None if self._segments else caption


def _spoken(message: Message) -> str:
    if message.data.get("spoken_status") == "completed" or message.data.get("spoken") is True:
        return message.text().strip()
    progress = message.data.get("spoken_progress")
    accumulated = progress.get("accumulated_text") if isinstance(progress, dict) else None
    return accumulated.strip() if isinstance(accumulated, str) else ""


def _planned(segments: list[_Segment]) -> str:
    return " ".join(segment.planned for segment in segments)


def _joined(captions: list[Caption], since: float, until: float) -> str:
    return " ".join(c.text for c in captions if since <= c.at < until)
