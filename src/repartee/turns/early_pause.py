"""When ears are asked for their last words before it is sure that speech has ended: pure."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

_LONGEST_STEP_SECS = 0.1  # between two pieces of sound; what is longer was a gap in it


@dataclass(frozen=True, slots=True)
class EarlyPauseRules:
    """What bounds early questions; times in seconds.

    Attributes:
        pauses: Silences after which ears may be asked, the shortest first. The detector's windows
            are 32 ms long: these are three, four and five of them.
        spoken_secs: Speech that must have come since the last question that speech went on after.
        remembered: How many pauses are remembered.
        to_judge: How many are needed to judge by.
    """

    pauses: Sequence[float] = (0.09, 0.12, 0.15)
    spoken_secs: float = 1.0
    remembered: int = 8
    to_judge: int = 3


class EarlyPause:
    """Decides when a short silence is taken for the end of speech, as far as ears are concerned.

    ```
    caller     ──speech──┤ ├speech─┤            ├──speech──┤
    pause                ▁▁        ▁▁▁▁▁▁▁▁▁▁▁▁▁▁          ▁▁▁▁▁▁▁▁▁
    ears                         asked│  │stopped          asked│  │stopped
    ```

    What ears hear is cut there, and a cut in the middle of a sentence costs accuracy. So there is a
    least stretch of speech between two of them, and the silence that is waited for is the shortest
    after which this caller's speech had ended in half of all cases at least, lately. Pauses count
    whether ears were asked in them or not: somebody who speaks without them again is answered
    sooner again.

    What is judged is the detector's stop, not the turn's end: there the ears are asked anyway.
    """

    def __init__(self, clock: Callable[[], float], rules: EarlyPauseRules | None = None) -> None:
        """Begin with a stranger.

        Args:
            clock: Monotonic time in seconds.
            rules: Bounds.
        """
        self._clock = clock
        self._rules = rules or EarlyPauseRules()
        self._heard_at = clock()
        # The utterance
        self._pause = 0.0
        self._asked_in_pause = False
        self._spoken_since: float | None = None
        """Speech since ears were asked, in seconds; None if they were not."""
        # The conversation
        self._pauses: deque[float] = deque(maxlen=self._rules.remembered)

    def sound(self, pause_secs: float) -> bool:
        """Some sound passed.

        Args:
            pause_secs: For how long the detector has heard no speech: 0 while somebody speaks,
                infinite where it is sure that nobody does.

        Returns:
            Whether ears are to be asked now.
        """
        passed = min(self._clock() - self._heard_at, _LONGEST_STEP_SECS)
        self._heard_at = self._clock()
        if pause_secs <= 0:
            self._goes_on(passed)
        elif math.isinf(pause_secs):
            self._has_stopped()
        else:
            self._pause = max(self._pause, pause_secs)
            return self._ask()
        return False

    def _goes_on(self, passed: float) -> None:
        if self._pause:
            self._pauses.append(self._pause)
        self._pause, self._asked_in_pause = 0.0, False
        if self._spoken_since is not None:
            self._spoken_since += passed

    def _has_stopped(self) -> None:
        if self._pause:
            self._pauses.append(math.inf)
        self._pause, self._asked_in_pause = 0.0, False
        self._spoken_since = None

    def _ask(self) -> bool:
        enough = self._spoken_since is None or self._spoken_since >= self._rules.spoken_secs
        if self._asked_in_pause or not enough or self._pause < self._wait:
            return False
        self._asked_in_pause, self._spoken_since = True, 0.0
        return True

    @property
    def _wait(self) -> float:
        """The silence after which ears are asked; infinite where none tells enough."""
        return next((pause for pause in self._rules.pauses if self._tells(pause)), math.inf)

    def _tells(self, pause: float) -> bool:
        """Whether speech mostly has ended when it has been silent for that long."""
        reached = [length for length in self._pauses if length >= pause]
        ended = sum(math.isinf(length) for length in reached)
        return len(reached) < self._rules.to_judge or 2 * ended >= len(reached)
