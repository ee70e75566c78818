"""Voice to voice of several servers, by turns: last speech sample sent to first one heard."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from repartee.bench.subjects import Subject, SubjectProcess
from repartee.bench.turn_order import interleaved
from repartee.bench.vendors import VendorDelays, vendors
from repartee.caller import Call, CallerError, Patience, Recording, Transport

_GAP_SECS = 0.6
# A subject that greets is heard out; one that does not shall not be waited for.
_PATIENCE = Patience(greeting=1.0)


@dataclass(frozen=True, slots=True)
class Measured:
    """One turn at the caller.

    Attributes:
        subject: Whose.
        said: What was said to it.
        delay_secs: From the last speech sample sent to the first one heard; None for no answer.
        cut_ins: How often it began to talk while the caller still did.
    """

    subject: str
    said: str
    delay_secs: float | None
    cut_ins: int


@dataclass(frozen=True, slots=True)
class LatencyRun:
    """What is measured.

    Attributes:
        subjects: Who, at least one.
        recordings: What is said in each call, in order.
        rounds: Calls each, after one that warms up and does not count.
        delays: Of the vendors.
    """

    subjects: Sequence[Subject]
    recordings: Sequence[Recording]
    rounds: int
    delays: VendorDelays = field(default_factory=VendorDelays)


async def measure(run: LatencyRun, tell: Callable[[Measured], None]) -> list[Measured]:
    """Call everybody by turns.

    Args:
        run: What to do.
        tell: Called after each turn that counts.

    Returns:
        All turns that count.

    Raises:
        SubjectFailedError: A server did not start.
        VendorsFailedError: The stand-ins did not.
        CallerError: A call did not come about.
    """
    async with AsyncExitStack() as stack:
        settings = await stack.enter_async_context(vendors(run.delays))
        servers = await _started(stack, run.subjects, settings)
        for server in servers:
            await _call(server, run.recordings[:1], lambda _: None)
        found: list[Measured] = []

        def keep(measured: Measured) -> None:
            found.append(measured)
            tell(measured)

        for server in interleaved(servers, run.rounds):
            await _call(server, run.recordings, keep)
        return found


async def _started(
    stack: AsyncExitStack, subjects: Sequence[Subject], settings: Mapping[str, str]
) -> list[SubjectProcess]:
    # One after the other: starting is work, and none shall pay for another's.
    return [
        await stack.enter_async_context(SubjectProcess(subject, settings)) for subject in subjects
    ]


async def _call(
    server: SubjectProcess, recordings: Sequence[Recording], tell: Callable[[Measured], None]
) -> None:
    name = server.subject.name
    async with Call(
        server.url, transport=Transport.WEBRTC, patience=_PATIENCE, keep_audio=False
    ) as call:
        await call.greeting()
        for recording in recordings:
            await call.wait(_GAP_SECS)
            try:
                turn = await call.say(recording)
            except CallerError:
                tell(Measured(name, recording.name, None, 0))
                return
            tell(Measured(name, recording.name, turn.delay_seconds, turn.cut_ins))
