from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from enum import StrEnum

from repartee.engines.whisper.backend import Segment


class Reason(StrEnum):
    """Why a segment is let through or dropped."""

    SPEECH = "speech"
    EMPTY = "empty"
    """Nothing in it can be said."""
    NO_SPEECH = "no-speech"
    """The model itself holds that nobody spoke."""
    UNSURE = "unsure"
    """The model guessed."""
    REPEATING = "repeating"
    """The model went round in circles."""
    STOCK_PHRASE = "stock-phrase"
    """A sentence that Whisper invents, in audio that gives cause to doubt it."""


# Whisper's own thresholds (openai-whisper, `transcribe.py`).
_UNSURE_LOGPROB = -1.0
_REPEATING_RATIO = 2.4
# Weak signs, which alone prove nothing.
_DOUBTFUL_NO_SPEECH = 0.25
_DOUBTFUL_LOGPROB = -0.7
_DOUBTFUL_SPEECH_SECS = 0.25
# large-v3-turbo gives no speech 1e-10 whatever it hears (SYSTRAN/faster-whisper, issue 1028).
_NO_OPINION = 1e-6
# A phrase of seconds cannot be said in less than about this for each of its words.
_SECS_A_WORD = 0.12

# Ends of subtitles, which it was trained on; in the order in which people report them.
_STOCK_PHRASES = frozenset(
    {
        "thank you",
        "thanks for watching",
        "thank you for watching",
        "thank you so much for watching",
        "thank you very much",
        "please subscribe",
        "please subscribe to my channel",
        "like and subscribe",
        "see you next time",
        "see you in the next video",
        "subtitles by the amara org community",
        "transcription by castingwords",
        "bye",
        "bye bye",
        "you",
        "so",
        "the",
        "sous titres réalisés par la communauté d amara org",
        "untertitel der amara org community",
        "untertitelung des zdf 2020",
        "vielen dank fürs zuschauen",
        "merci d avoir regardé cette vidéo",
        "gracias por ver el video",
        "suscríbete al canal",
        "ご視聴ありがとうございました",
        "请不吝点赞 订阅 转发 打赏支持明镜与点点栏目",
    }
)


@dataclass(frozen=True, slots=True)
class SilenceGuard:
    """Decides whether a segment was said or invented.

    What the model says of itself decides first. Only where that gives cause to doubt does a list
    of sentences count that Whisper is known to invent: a caller may well say thank you.
    """

    no_speech_prob: float = 0.6
    """Drop a segment that is silence with at least this probability, 0 to 1."""

    def judge(self, segment: Segment, speech_secs: float) -> Reason:
        """Decide about a segment.

        Args:
            segment: What the model wrote down.
            speech_secs: How much of the audio sounded like speech; half a second stands for more.

        Returns:
            `SPEECH`, or why it must be dropped.
        """
        words = _words(segment.text)
        if not words:
            return Reason.EMPTY
        if (segment.no_speech_prob or 0.0) >= self.no_speech_prob:
            return Reason.NO_SPEECH
        if (segment.avg_logprob or 0.0) < _UNSURE_LOGPROB:
            return Reason.UNSURE
        if compression_ratio(segment.text) > _REPEATING_RATIO:
            return Reason.REPEATING
        if words in _STOCK_PHRASES and _is_doubtful(segment, words, speech_secs):
            return Reason.STOCK_PHRASE
        return Reason.SPEECH


def compression_ratio(text: str) -> float:
    """How many times smaller zlib makes a text; speech stays under 2.

    Args:
        text: Not empty.
    """
    plain = text.encode()
    return len(plain) / len(zlib.compress(plain))


def _is_doubtful(segment: Segment, words: str, speech_secs: float) -> bool:
    no_speech, logprob = segment.no_speech_prob, segment.avg_logprob
    if no_speech is not None and no_speech >= _DOUBTFUL_NO_SPEECH:
        return True
    if logprob is not None and logprob < _DOUBTFUL_LOGPROB:
        return True
    has_opinion = no_speech is not None and no_speech > _NO_OPINION
    needed = _DOUBTFUL_SPEECH_SECS if has_opinion else _SECS_A_WORD * (len(words.split()) + 1)
    return speech_secs < min(needed, 0.5)


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))
