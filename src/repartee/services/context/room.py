"""How much room a model has for a conversation."""

from __future__ import annotations

from loguru import logger

from repartee.services.context.exchanges import Messages
from repartee.services.context.tokens import tokens_in

UNKNOWN_LIMIT = 8_192
"""What is assumed of a model that nobody tells anything of."""

_SPARE = 0.95  # what a model counts differs a little from one request to the next
_LEAST_SHARE = 0.25  # of the limit: with fewer words nobody can talk
_LEARNING = 0.3
_LEAST_SCALE, _MOST_SCALE = 0.7, 4.0


class Room:
    """How much room a provider's model has; all its conversations share what is learned of it.

    Its own count of tokens is told with each answer, and sets right what is estimated here.
    """

    def __init__(self, known: int, wanted: int = 0) -> None:
        """Begin with what is known without asking anybody.

        Args:
            known: Tokens that the model takes, prompt and answer together; 0 for unknown.
            wanted: Tokens of conversation that the operator wants it to be given; 0 for all that
                fit.
        """
        self.limit = known or UNKNOWN_LIMIT
        self._wanted = wanted
        self._scale = 1.0
        self._warned = False

    def learn_limit(self, told: int) -> None:
        """Take over what a server told; 0 for nothing."""
        self.limit = told or self.limit

    def learn_count(self, estimated: int, counted: int) -> None:
        """Compare what was estimated of a request with what the model counted.

        Args:
            estimated: By `tokens_in` and the like.
            counted: By the model. One that is full may have dropped some without a word, and one
                that has the beginning in its cache may leave that out: neither is learned from.
        """
        if not 0 < counted < self.limit * 0.9 or not estimated:
            return
        ratio = counted / estimated
        if ratio >= _LEAST_SCALE:
            self._scale += _LEARNING * (min(ratio, _MOST_SCALE) - self._scale)

    def count(self, messages: Messages) -> int:
        """About how many of the model's tokens messages have."""
        return int(self._scale * tokens_in(messages))

    def left(self, fixed: int, answer: int) -> int:
        """How many tokens there are for the conversation.

        Args:
            fixed: Estimated tokens that each request has besides it: the prompt and the tools.
            answer: Tokens that the longest answer takes.
        """
        besides = int(self._scale * fixed) + answer
        left = int(self.limit * _SPARE) - besides
        least = int(self.limit * _LEAST_SHARE)
        if left < least and not self._warned:
            self._warned = True
            logger.warning(
                "The brain's model takes {} tokens; its prompt, its tools and an answer take {} of "
                "them, so it may forget what was said. Give it more (OLLAMA_CONTEXT_LENGTH, "
                "--ctx-size, --max-model-len), or fewer tools.",
                self.limit,
                besides,
            )
        left = max(left, least)
        return min(left, self._wanted) if self._wanted else left
