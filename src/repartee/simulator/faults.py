"""What may go wrong with a vendor, and what that does to one request: pure decisions."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

SLOW_SECS = 10.0
"""What a slow vendor adds where nothing else is asked for; longer than anybody waits."""
RETRY_AFTER_SECS = 5.0
"""What a vendor that limits its callers asks them to wait, where nothing else is asked for."""


class BadFaultError(ValueError):
    """A fault was written wrongly; the message says how to write it."""


class FaultKind(StrEnum):
    """What a vendor does wrong."""

    REFUSE = "refuse"
    """Nobody listens at the address."""
    UNAUTHORISED = "401"
    PAYMENT = "402"
    FORBIDDEN = "403"
    RATE_LIMIT = "429"
    ERROR = "500"
    UNAVAILABLE = "503"
    OVERLOADED = "529"
    SLOW = "slow"
    """The answer comes late, or pauses in the middle."""
    DROP = "drop"
    """The connection breaks."""
    GARBAGE = "garbage"
    """The answer is not what the protocol says."""
    HANG = "hang"
    """The connection is taken, and never answered."""
    HALF_OPEN = "half-open"
    """The answer stops in the middle, and the connection stays."""


_STATUSES = {
    FaultKind.UNAUTHORISED: 401,
    FaultKind.PAYMENT: 402,
    FaultKind.FORBIDDEN: 403,
    FaultKind.RATE_LIMIT: 429,
    FaultKind.ERROR: 500,
    FaultKind.UNAVAILABLE: 503,
    FaultKind.OVERLOADED: 529,
}
_TIMED = {FaultKind.SLOW, FaultKind.REFUSE, FaultKind.RATE_LIMIT, FaultKind.UNAVAILABLE}
_IN_MID_STREAM = {
    FaultKind.SLOW,
    FaultKind.DROP,
    FaultKind.GARBAGE,
    FaultKind.HANG,
    FaultKind.HALF_OPEN,
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong."""

    kind: FaultKind
    after_secs: float = 0.0
    """When, in seconds from the first byte of an answer, or from the start of a WebSocket. 0 means
    with the answer, or right after its first piece where it is the answer that breaks."""
    seconds: float | None = None
    """`slow`: the extra delay; 429 and 503: Retry-After; `refuse`: for how long. None for the
    usual."""
    times: int | None = None
    """How many requests it meets; None until it is cleared."""
    only: str = ""
    """It meets only requests whose path contains this; empty for all."""

    def __str__(self) -> str:
        """As `parse_fault` reads it, without the vendor."""
        length = "" if self.seconds is None else f"={self.seconds:g}"
        start = f"@{self.after_secs:g}s" if self.after_secs else ""
        return f"{self.kind}{length}{start}{'' if self.times is None else f'*{self.times}'}"


_NUMBER = r"\d+(?:\.\d+)?"
_WRITTEN = re.compile(
    rf"(?P<vendor>[a-z][a-z0-9-]*)(?:/(?P<only>[\w./-]+))?:(?P<kind>[a-z0-9-]+)"
    rf"(?:=(?P<seconds>{_NUMBER})s?)?(?:@(?P<after>{_NUMBER})s?)?(?:\*(?P<times>\d+))?"
)
_HOW = "Write it as VENDOR:KIND, such as cartesia:drop@3s, openai/speech:429=20 or anthropic:500*2."


def parse_fault(text: str) -> tuple[str, Fault]:
    """Read a fault as people write it.

    `VENDOR[/PATH]:KIND[=SECONDS][@AFTER][*TIMES]`: `openai/speech:429=20*2` answers the next two
    requests for speech with 429 and a Retry-After of 20 seconds.

    Args:
        text: What was written.

    Returns:
        The vendor's name, unchecked, and the fault.

    Raises:
        BadFaultError: If it cannot be read, or makes no sense.
    """
    match = _WRITTEN.fullmatch(text.strip())
    if match is None:
        raise BadFaultError(f"{text!r} is not a fault. {_HOW}")
    fault = Fault(
        kind=_kind(match["kind"]),
        after_secs=float(match["after"] or 0),
        seconds=None if match["seconds"] is None else float(match["seconds"]),
        times=None if match["times"] is None else int(match["times"]),
        only=match["only"] or "",
    )
    _require_sense(fault, text)
    return match["vendor"], fault


def _kind(text: str) -> FaultKind:
    try:
        return FaultKind(text)
    except ValueError:
        kinds = ", ".join(FaultKind)
        raise BadFaultError(f"There is no fault {text!r}; choose one of {kinds}.") from None


def _require_sense(fault: Fault, text: str) -> None:
    if fault.seconds is not None and fault.kind not in _TIMED:
        raise BadFaultError(f"{text!r}: {fault.kind} has no length; leave the = out.")
    if fault.after_secs and not _may_begin_later(fault):
        raise BadFaultError(f"{text!r}: {fault.kind} cannot begin in mid-answer; leave the @ out.")
    if fault.times == 0:
        raise BadFaultError(f"{text!r}: a fault that meets no request does nothing.")
    if fault.kind is FaultKind.REFUSE and (fault.times is not None or fault.only):
        raise BadFaultError(
            f"{text!r}: who refuses sees no requests, so it cannot count or choose them. "
            "Write refuse, or refuse=SECONDS."
        )


def _may_begin_later(fault: Fault) -> bool:
    # HTTP has its status at once; a Realtime server tells of it by an event, at any time.
    return fault.kind in _IN_MID_STREAM or (fault.kind in _STATUSES and "realtime" in fault.only)


class Cut(StrEnum):
    """What happens to an answer under way."""

    DROP = "drop"
    SILENCE = "silence"
    GARBAGE = "garbage"
    STALL = "stall"


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of one request, or of one WebSocket."""

    status: int | None = None
    """Answered with this, in the vendor's own words; None for a proper answer."""
    retry_after_secs: float | None = None
    wait_secs: float = 0.0
    """Before anything is answered."""
    hang: bool = False
    """Nothing is ever answered."""
    cut: Cut | None = None
    """What happens to the answer."""
    cut_secs: float = 0.0
    """When it happens, in seconds from its first piece; 0 means at once: after the first piece, or,
    for garbage, instead of it. A Realtime server may have a status in mid-answer, too."""
    stall_secs: float = 0.0

    def cut_due(self, pieces: int, elapsed_secs: float) -> bool:
        """Whether the cut comes before the next piece.

        Args:
            pieces: How many pieces were sent.
            elapsed_secs: Since the answer began.
        """
        if self.cut is None:
            return False
        if self.cut_secs:
            return elapsed_secs >= self.cut_secs
        return pieces > 0 or self.cut is Cut.GARBAGE


SOUND = Plan()
"""Nothing goes wrong."""


def plan(fault: Fault | None) -> Plan:
    """Decide what a fault does to a request.

    Args:
        fault: What is armed; None for nothing.
    """
    if fault is None or fault.kind is FaultKind.REFUSE:
        return SOUND
    if (status := _STATUSES.get(fault.kind)) is not None:
        retry_after = _retry_after(fault)
        return Plan(status=status, retry_after_secs=retry_after, cut_secs=fault.after_secs)
    if fault.kind is FaultKind.SLOW:
        return _slow(fault)
    if fault.kind is FaultKind.HANG and not fault.after_secs:
        return Plan(hang=True)
    cuts = {FaultKind.DROP: Cut.DROP, FaultKind.GARBAGE: Cut.GARBAGE}
    return Plan(cut=cuts.get(fault.kind, Cut.SILENCE), cut_secs=fault.after_secs)


def _retry_after(fault: Fault) -> float | None:
    if fault.kind is FaultKind.RATE_LIMIT and fault.seconds is None:
        return RETRY_AFTER_SECS
    return fault.seconds


def _slow(fault: Fault) -> Plan:
    seconds = SLOW_SECS if fault.seconds is None else fault.seconds
    if fault.after_secs:
        return Plan(cut=Cut.STALL, cut_secs=fault.after_secs, stall_secs=seconds)
    return Plan(wait_secs=seconds)


class Faults:
    """What is armed at one vendor, oldest first."""

    def __init__(self, on_change: Callable[[], None] | None = None) -> None:
        """Start with nothing armed.

        Args:
            on_change: Called whenever something was armed or cleared, not when a fault is used up.
        """
        self._armed: list[Fault] = []
        self._on_change = on_change

    def watch(self, on_change: Callable[[], None]) -> None:
        """Have a function called whenever something is armed or cleared."""
        self._on_change = on_change

    @property
    def armed(self) -> tuple[Fault, ...]:
        """What is armed, oldest first, with the times that are left."""
        return tuple(self._armed)

    @property
    def refusing(self) -> Fault | None:
        """The fault by which nobody listens, if one is armed."""
        return next((f for f in self._armed if f.kind is FaultKind.REFUSE), None)

    def arm(self, fault: Fault) -> None:
        """Add a fault; it comes after those that are armed already."""
        self._armed.append(fault)
        self._changed()

    def remove(self, fault: Fault) -> None:
        """Take one fault away; harmless if it is not armed any more."""
        if fault in self._armed:
            self._armed.remove(fault)
            self._changed()

    def clear(self) -> None:
        """Take all faults away."""
        self._armed.clear()
        self._changed()

    def take(self, path: str = "") -> Fault | None:
        """Find what a request meets, and count it.

        Args:
            path: The request's path.
        """
        for at, fault in enumerate(self._armed):
            if fault.kind is not FaultKind.REFUSE and fault.only in path:
                self._count_down(at)
                return fault
        return None

    def _count_down(self, at: int) -> None:
        fault = self._armed[at]
        if fault.times is None:
            return
        if fault.times > 1:
            self._armed[at] = replace(fault, times=fault.times - 1)
        else:
            del self._armed[at]

    def _changed(self) -> None:
        if self._on_change is not None:
            self._on_change()
