from __future__ import annotations

import re
from collections.abc import AsyncIterator

from pipecat.utils.text.base_text_aggregator import Aggregation, TextType
from pipecat.utils.text.simple_text_aggregator import SimpleTextAggregator

from repartee.services.failover.numerals import without_number_of_next

# A mark that ends a clause, after it a space and the beginning of what follows: no "1,000".
_CLAUSE_END = re.compile(r"[,;:–—][\"'”’)\]]*(?=\s+\S)")
# Spoken in about 0.8 s, in which the rest of most sentences has come, and its sound after it.
_SHORTEST = 15
_FEWEST_WORDS = 3
# More has come at once than a model writes in a moment: there is nothing to wait for.
_LONGEST_AFTER = 16


class FirstClauseAggregator(SimpleTextAggregator):
    """Cuts an answer into sentences, and its first one after its first clause if the rest lingers.

        "It is sunny and warm," | "so a walk by the river would be nice." | "Take a hat."

    At 60 tokens a second the rest of a first sentence takes 0.1 to 0.3 s, in which nothing would
    be heard. A sentence that is there as a whole is spoken as a whole, for its melody's sake, and
    a number with what it numbers.
    """

    def __init__(self) -> None:
        super().__init__()
        self._at_beginning = True
        self._number = ""
        """Belongs to what comes next."""

    async def aggregate(self, text: str) -> AsyncIterator[Aggregation]:
        """Take more of an answer.

        Args:
            text: What has come.

        Yields:
            Aggregation: What can be spoken now.
        """
        async for sentence in super().aggregate(text):
            spoken, self._number = without_number_of_next(self._with_number(sentence.text))
            if spoken:
                self._at_beginning = False
                yield Aggregation(spoken, TextType.SENTENCE)
        if self._at_beginning and (clause := self._cut_clause()):
            self._at_beginning = False
            clause, self._number = self._with_number(clause), ""
            yield Aggregation(clause, TextType.SENTENCE)

    async def flush(self) -> Aggregation | None:
        """Give what is left at the end of an answer."""
        self._at_beginning = True
        # Pipecat's flush begins anew.
        number = self._number
        rest = await super().flush()
        text = f"{number} {rest.text if rest else ''}".strip()
        return Aggregation(text, TextType.SENTENCE) if text else None

    async def handle_interruption(self) -> None:
        """Forget what was not spoken."""
        self._at_beginning, self._number = True, ""
        await super().handle_interruption()

    async def reset(self) -> None:
        """Begin anew."""
        self._at_beginning, self._number = True, ""
        await super().reset()

    def _with_number(self, text: str) -> str:
        return f"{self._number} {text}".strip() if self._number else text

    def _cut_clause(self) -> str:
        for found in _CLAUSE_END.finditer(self._text):
            clause, after = self._text[: found.end()].strip(), self._text[found.end() :]
            if _is_long_enough(clause):
                if len(after) > _LONGEST_AFTER:
                    return ""
                self._text = after
                return clause
        return ""


def _is_long_enough(clause: str) -> bool:
    return len(clause) >= _SHORTEST and len(clause.split()) >= _FEWEST_WORDS
