"""Up to where a vendor was asked to finish, and up to where it has: pure."""

from __future__ import annotations

import math
from collections import deque

from repartee.services.ears.early_final import SLACK_SECS, Span


class AskedWords:
    """Tells the answers to several questions apart.

    ```
    sound    ──speech──┤  ├──speech──────┤
    asked              ▲ early           ▲ early   ▲ at the stop, unless the early one will do
    answers                   ▼ up to the first         ▼ up to the second
    ```

    Positions are seconds of the connection's sound. An answer counts for what was asked up to
    where it reaches; where the vendor does not tell that, for the oldest question. A vendor that
    leaves a question unanswered so does no harm: the next answer reaches further.
    """

    def __init__(self) -> None:
        """Begin with a connection over which nothing was sent."""
        self._out: deque[float] = deque()
        self._known_secs = -math.inf

    def opened(self) -> None:
        """A connection begins, whose sound is counted anew, and nothing was asked over it."""
        self._out.clear()
        self._known_secs = -math.inf

    def asked(self, sent_secs: float) -> None:
        """The vendor is asked to finish.

        Args:
            sent_secs: How much sound it has been sent.
        """
        self._out.append(sent_secs)

    def answered(self, span: Span | None) -> float:
        """The vendor has finished.

        Args:
            span: Where in the sound its last words were; None if it does not tell.

        Returns:
            Up to where all words are known now.
        """
        if self._out:
            self._known_secs = max(self._known_secs, self._out.popleft())
        while span is not None and self._out and self._out[0] <= span.end + SLACK_SECS:
            self._known_secs = max(self._known_secs, self._out.popleft())
        return self._known_secs

    def is_asked(self, needed_secs: float) -> bool:
        """Whether words up to there are known, or will be without another question."""
        return self.is_known(needed_secs) or any(out >= needed_secs for out in self._out)

    def is_known(self, needed_secs: float) -> bool:
        """Whether all words up to there have come."""
        return self._known_secs >= needed_secs
