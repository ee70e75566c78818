"""Timers and reminders, which speak up when they are due."""

from __future__ import annotations

import asyncio
import math
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from repartee.tools.answer import Answer, Refusal, answer
from repartee.tools.host import ToolHost
from repartee.tools.second_person import second_person
from repartee.tools.spoken import count_of, join, say_duration, shorten

MOST_TIMERS = 20
LONGEST_SECONDS = 24 * 3600

_SECONDS = {
    **dict.fromkeys(("second", "sec", "s"), 1),
    **dict.fromkeys(("minute", "min", "m"), 60),
    **dict.fromkeys(("hour", "hr", "h"), 3_600),
    "day": 86_400,
}

Clock = Callable[[], float]
Pause = Callable[[asyncio.Event, float], Awaitable[None]]


@dataclass(frozen=True)
class Timer:
    """One running timer."""

    seconds: float
    """The length it was set to."""
    due: float
    """When it is due, on the book's monotonic clock, in seconds."""
    label: str = ""
    """What the caller called it: "pasta"."""
    task: str = ""
    """What to remind the caller of; empty for a plain timer."""

    @property
    def name(self) -> str:
        """What the agent calls it: "pasta timer", "5 minute timer", "reminder to call mum"."""
        if self.task:
            return f"reminder to {self.task}"
        return f"{self.label or _singular(say_duration(self.seconds))} timer"

    @property
    def announcement(self) -> str:
        """What is said when it is due."""
        if self.task:
            return f"Here is your reminder: {self.task}."
        return f"Your {self.name} is done."


@dataclass
class TimerBook:
    """The running timers of one conversation: decisions only, no waiting."""

    timers: list[Timer] = field(default_factory=list)

    def add(self, timer: Timer) -> None:
        """Keep a timer.

        Raises:
            Refusal: If too many run already.
        """
        if len(self.timers) >= MOST_TIMERS:
            raise Refusal(
                f"{MOST_TIMERS} timers are running, and I can't keep more. Cancel one first."
            )
        self.timers.append(timer)
        self.timers.sort(key=lambda kept: kept.due)

    def seconds_to_next(self, now: float) -> float | None:
        """How long until the next timer is due; None without timers."""
        return max(0.0, self.timers[0].due - now) if self.timers else None

    def take_due(self, now: float) -> list[Timer]:
        """Remove and return the timers that are due, the earliest first."""
        due = [timer for timer in self.timers if timer.due <= now]
        self.timers = self.timers[len(due) :]
        return due

    def cancel(self, label: str) -> list[Timer]:
        """Remove and return the timers a caller means by a label.

        Args:
            label: A label or part of a task, "all", or empty where only one runs.

        Raises:
            Refusal: If there are none, or it isn't clear which one is meant.
        """
        chosen = self._chosen(_key(label))
        self.timers = [timer for timer in self.timers if timer not in chosen]
        return chosen

    def _chosen(self, key: str) -> list[Timer]:
        if not self.timers:
            raise Refusal("There is no timer to cancel.")
        if key in ("all", "every", "everything"):
            return list(self.timers)
        matching = [timer for timer in self.timers if not key or _matches(timer, key)]
        if len(matching) == 1:
            return matching
        names = join([f"the {timer.name}" for timer in self.timers[:3]], "or")
        if matching:
            raise Refusal(f"{count_of(len(self.timers), 'timer')} are running. Which one, {names}?")
        raise Refusal(f"I have no such timer. Did you mean {names}?")


def _singular(length: str) -> str:
    return re.sub(r"s\b", "", length)


def _key(label: str) -> str:
    words = label.lower().replace("timers", "timer").split()
    return " ".join(word for word in words if word not in ("timer", "the", "my", "of", "them"))


def _matches(timer: Timer, key: str) -> bool:
    names = (_key(timer.label), _key(timer.name), timer.task.lower())
    return any(key == name or (len(key) > 2 and key in name) for name in names)


def seconds_of(amount: float, unit: str) -> float:
    """Turn an amount of a unit into seconds.

    Raises:
        Refusal: For an unknown unit and a length that isn't between one second and a day.
    """
    name = unit.lower().strip()
    size = _SECONDS.get(name) or _SECONDS.get(name.removesuffix("s"))
    if size is None:
        raise Refusal("I count in seconds, minutes and hours. Try, set a timer for 5 minutes.")
    seconds = amount * size
    if not math.isfinite(seconds) or seconds > LONGEST_SECONDS:
        raise Refusal("I can keep a timer for at most 24 hours. Try a shorter one.")
    if seconds < 1:
        raise Refusal("A timer needs at least one second. How long should it run?")
    return seconds


async def wait_or_change(changed: asyncio.Event, seconds: float) -> None:
    """Wait until something changed or some seconds have passed, whichever comes first."""
    try:
        await asyncio.wait_for(changed.wait(), seconds)
    except TimeoutError:
        return


class Timers:
    """The timers and reminders of one conversation.

    One task beside the conversation waits for the earliest, however many are set.

    Args:
        host: The conversation.
        clock: A monotonic clock in seconds: timers must not jump when the wall clock is set.
        pause: Waits for a change or a time; tests replace it to pass hours at once.
    """

    def __init__(
        self, host: ToolHost, *, clock: Clock = time.monotonic, pause: Pause = wait_or_change
    ) -> None:
        self._host = host
        self._clock = clock
        self._pause = pause
        self._book = TimerBook()
        self._changed = asyncio.Event()
        self._watching = False

    async def start_timer(self, amount: float, unit: str, label: str = "") -> Answer:
        """Start a timer that speaks up when it is done.

        Args:
            amount: How many of the unit.
            unit: seconds, minutes or hours.
            label: What the timer is for, such as pasta; may be empty.
        """
        timer = self._set(seconds_of(amount, unit), label=shorten(_key(label), 40))
        length = say_duration(timer.seconds)
        called = f"{timer.label} timer" if timer.label else "timer"
        return answer(f"Your {called} is set for {length}.", seconds=timer.seconds)

    async def remind_me(self, task: str, amount: float, unit: str) -> Answer:
        """Remind the caller of something after a while.

        Args:
            task: What to be reminded of, such as call my mother.
            amount: How many of the unit from now.
            unit: seconds, minutes or hours.
        """
        if not task:
            raise Refusal("What should I remind you of?")
        said = second_person(shorten(task.removeprefix("to ")))
        timer = self._set(seconds_of(amount, unit), task=said)
        return answer(
            f"I'll remind you to {timer.task} in {say_duration(timer.seconds)}.",
            seconds=timer.seconds,
        )

    async def timers_left(self) -> Answer:
        """Tell which timers and reminders are running, and how long each has left."""
        timers = self._book.timers
        if not timers:
            return answer("No timers are running.", timers=[])
        now = self._clock()
        left = [f"{say_duration(max(1, t.due - now))} left on your {t.name}" for t in timers]
        more = f" And {len(left) - 5} more." if len(left) > 5 else ""
        verb = "are" if say_duration(max(1, timers[0].due - now)).split()[0] != "1" else "is"
        return answer(
            f"There {verb} {join(left[:5])}.{more}",
            timers=[{"name": t.name, "seconds_left": round(t.due - now)} for t in timers],
        )

    async def cancel_timer(self, label: str = "") -> Answer:
        """Cancel a timer or reminder.

        Args:
            label: Its label; "all" for every one; empty where only one is running.
        """
        cancelled = self._book.cancel(label)
        self._changed.set()
        if len(cancelled) == 1:
            return answer(f"Your {cancelled[0].name} is cancelled.", cancelled=1)
        return answer(
            f"I've cancelled {count_of(len(cancelled), 'timer')}.", cancelled=len(cancelled)
        )

    def _set(self, seconds: float, *, label: str = "", task: str = "") -> Timer:
        timer = Timer(seconds, self._clock() + seconds, label, task)
        self._book.add(timer)
        self._changed.set()
        if not self._watching:
            self._watching = True
            self._host.spawn(self._watch(), "timers")
        return timer

    async def _watch(self) -> None:
        try:
            while (seconds := self._book.seconds_to_next(self._clock())) is not None:
                self._changed.clear()
                await self._pause(self._changed, seconds)
                for timer in self._book.take_due(self._clock()):
                    await self._host.say(timer.announcement)
        finally:
            self._watching = False
