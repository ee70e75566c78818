"""When a turn is over, by silence, by how it sounds, and by its words: pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from repartee.turns.pace import Pace
from repartee.turns.unfinished import is_answer, wants_more

FREE_PAUSE_SECS = 0.35
"""A pause that costs nothing where the brain begins in it: it is asked after 0.25 s, when ears that
take 0.15 s have answered what they were asked after 0.1 s, and no model's first word comes sooner
than 0.1 s later. Words that come sooner than they used to so cut off nobody who goes on."""


@dataclass(frozen=True, slots=True)
class EndpointingRules:
    """What is waited for; times in seconds of silence.

    Attributes:
        max_pause_secs: Ends a turn however unfinished it sounds.
        least_pause_secs: Ends no turn before, however sure the model is.
        unfinished_factor: How many times longer somebody may think in the middle of a sentence.
        answered_factor: How many times shorter is waited after a question or a short answer.
        looks: When the model is asked. The longer it is quiet, the surer it gets: a sentence scored
            0.15 after 200 ms and 0.90 after 400 ms.
        waits: How likely the turn is over by the model, at least, and how long is waited then;
            the likeliest first.
    """

    max_pause_secs: float = 1.2
    least_pause_secs: float = 0.0
    unfinished_factor: float = 1.75
    answered_factor: float = 0.6
    looks: Sequence[float] = (0.15, 0.4, 0.7)
    waits: Sequence[tuple[float, float]] = ((0.5, 0.0), (0.2, 0.5), (0.1, 0.6), (0.03, 0.8))


class Endpointing:
    """Decides when one speaker's turns are over.

    ```
    …to book a table for │◀──────────── unfinished words: up to 2.1 s ────────────▶│
    …to book a table     │ look     look       look            │
                         │ 0.15 s   0.4 s      0.7 s          1.2 s
                         │     ▲ likely over: at once
                         │               ▲ hardly: 0.5 to 0.8 s
                                                               ▲ surely not: 1.2 s
    ```

    Stock Pipecat asks the model once, and waits for three seconds if it says no. Here its verdict
    is a wait, and longer silence makes up for a doubtful one.
    """

    def __init__(self, rules: EndpointingRules | None = None, pace: Pace | None = None) -> None:
        """Begin with a stranger.

        Args:
            rules: What is waited for.
            pace: How slowly they talk.
        """
        self._rules = rules or EndpointingRules()
        self._pace = pace or Pace()
        self._pause = 0.0
        self._looks_taken = 0
        self._likely = 0.0
        self._words = ""

    # What happens

    def speaks(self) -> None:
        """Somebody speaks: what was found out in the pause before is void."""
        if self._pause:
            self._pace.went_on_after(self._pause)
        self._pause = self._likely = 0.0
        self._looks_taken = 0

    def is_quiet(self, pause_secs: float) -> None:
        """It has been quiet since they last spoke.

        Args:
            pause_secs: For how long, in seconds.
        """
        self._pause = pause_secs

    def says(self, words: str) -> None:
        """Ears told words.

        Args:
            words: All of the turn so far.
        """
        self._words = words

    def judged(self, likely: float) -> None:
        """The model was asked in this pause.

        Args:
            likely: How likely the turn is over, 0 to 1.
        """
        self._likely = max(self._likely, likely)

    def next_turn(self) -> None:
        """The turn is over: its words are not the next one's."""
        self._words = ""
        self._likely = 0.0

    # Decisions

    def take_look(self) -> bool:
        """Whether the model should be asked now; each look is due once a pause."""
        due = sum(self._pause >= at for at in self._rules.looks)
        if due <= self._looks_taken:
            return False
        self._looks_taken = due
        return True

    @property
    def is_over(self) -> bool:
        """Whether the turn is over by now."""
        return self._pause > 0 and self._pause >= self._wait

    @property
    def _wait(self) -> float:
        rules, slowness = self._rules, self._pace.slowness
        if wants_more(self._words):
            return rules.max_pause_secs * rules.unfinished_factor * slowness
        likely = (wait for least, wait in rules.waits if self._likely >= least)
        wait = min(next(likely, rules.max_pause_secs), rules.max_pause_secs)
        if is_answer(self._words):
            wait *= rules.answered_factor
        return max(wait * slowness, rules.least_pause_secs)
