from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from tests.support.tiny_models.whisper_weights import Step


@dataclass(frozen=True)
class Script:
    """What a tiny Whisper says whatever it hears."""

    words: str = "what time is it"
    no_speech_prob: float = 0.02
    """How likely it holds it that nobody spoke."""
    probability: float = 0.9
    """Of each of its tokens."""

    def steps(self, words: list[int], end: int, no_speech: int) -> list[Step]:
        """Write it out for a model whose prompt is two tokens: start, and no timestamps.

        Args:
            words: Tokens of the words.
            end: Token that ends the text.
            no_speech: Token that stands for silence.
        """
        said = [Step({token: self.probability}) for token in (*words, end)]
        assert all(before != after for before, after in pairwise(words)), "say it otherwise"
        return [Step({no_speech: self.no_speech_prob}), *said]
