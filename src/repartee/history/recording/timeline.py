from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.int16]

# What comes that late still belongs to what came before; more is a gap.
_LATE_SECS = 0.04
# Sound that comes faster than time loses its pauses first, and then whatever there is.
_EARLY_SECS = 0.02
_MUCH_EARLY_SECS = 0.5
# 1 % of full scale; less is a breath.
_AUDIBLE = 328


@dataclass
class _Run:
    """Sound without a gap in it."""

    begin: int
    sound: Samples

    @property
    def end(self) -> int:
        return self.begin + len(self.sound)


class Timeline:
    """One side of a conversation, each sound at the time when it was said.

        taken ──▶│     run     │  gap  │   run   │
                 ├─────────────┼───────┼─────────┼───▶ time

    Sound is put down as it comes, and taken off from the left a little later. Until then it can be
    moved: sound that comes late and then all at once was said in the gap before it.
    """

    def __init__(self, rate: int) -> None:
        """Begin at time zero.

        Args:
            rate: Samples a second.
        """
        self._rate = rate
        self._runs: list[_Run] = []
        self._taken = 0

    def came(self, sound: Samples, now: float) -> None:
        """Put down sound whose last sample was said now, or earlier.

        Args:
            sound: Mono samples.
            now: Seconds since time zero.
        """
        said_until = round(now * self._rate)
        earliest = said_until - len(sound)
        last = self._runs[-1] if self._runs else None
        if last is not None and earliest - last.end <= _LATE_SECS * self._rate:
            self._extend(last, self._within_time(last, sound, said_until))
        else:
            self._begin_run(earliest, sound)
        self._move_back(said_until)

    def planned(self, sound: Samples, at: float) -> None:
        """Put down sound that is heard from a given time on.

        Args:
            sound: Mono samples.
            at: Seconds since time zero.
        """
        begin = round(at * self._rate)
        last = self._runs[-1] if self._runs else None
        if last is not None and abs(begin - last.end) <= _LATE_SECS * self._rate:
            self._extend(last, sound)
        else:
            self._begin_run(begin, sound)

    def cut(self, at: float) -> None:
        """Forget what would be heard from a given time on."""
        limit = max(round(at * self._rate), self._taken)
        self._runs = [run for run in self._runs if run.begin < limit]
        for run in self._runs:
            run.sound = run.sound[: limit - run.begin]

    def take(self, until: float) -> Samples:
        """Take what was said up to a time; gaps are silence.

        Args:
            until: Seconds since time zero.

        Returns:
            Samples from where the last ones ended; none if the time was before that.
        """
        limit = round(until * self._rate)
        taken = np.zeros(max(0, limit - self._taken), np.int16)
        for run in self._runs:
            piece = run.sound[: max(0, limit - run.begin)]
            taken[run.begin - self._taken :][: len(piece)] = piece
            run.begin, run.sound = run.begin + len(piece), run.sound[len(piece) :]
        self._taken = max(self._taken, limit)
        # The last one stays, so that what comes next may follow it without a gap.
        self._runs = [run for run in self._runs[:-1] if len(run.sound)] + self._runs[-1:]
        return taken

    def _begin_run(self, begin: int, sound: Samples) -> None:
        # What was said before time zero is not of this sitting.
        sound = sound[max(0, -begin) :]
        free_from = max(self._taken, self._runs[-1].end if self._runs else 0)
        self._runs.append(_Run(max(begin, free_from), sound))

    def _extend(self, run: _Run, sound: Samples) -> None:
        if run.end < self._taken:
            # Its place was taken as silence already.
            self._begin_run(self._taken, sound)
        else:
            run.sound = np.concatenate((run.sound, sound))

    def _within_time(self, run: _Run, sound: Samples, said_until: int) -> Samples:
        """Leave out what has no place before now, wherever nobody hears that."""
        room = self._room_before(run)
        excess = (run.end + len(sound) - said_until - room) / self._rate
        quiet = int(np.abs(sound.astype(np.int32)).max(initial=0)) < _AUDIBLE
        if excess > _MUCH_EARLY_SECS or (quiet and excess > _EARLY_SECS):
            return sound[:0]
        return sound

    def _move_back(self, said_until: int) -> None:
        last = self._runs[-1] if self._runs else None
        if last is not None and last.end > said_until:
            last.begin -= min(last.end - said_until, self._room_before(last))

    def _room_before(self, run: _Run) -> int:
        before = self._runs[-2].end if len(self._runs) > 1 and run is self._runs[-1] else 0
        return max(0, run.begin - max(before, self._taken))
