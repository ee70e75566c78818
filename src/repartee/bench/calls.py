"""One call to a subject, as each figure needs it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from repartee.bench.cells import Cell, Figure
from repartee.bench.samples import Sample
from repartee.bench.stages import Stages, stages
from repartee.bench.standins import StandIns
from repartee.bench.standins.timed_ears import Saying
from repartee.bench.subjects import SubjectProcess
from repartee.caller import Call, CallerError, Patience, Recording, Turn
from repartee.caller.audio_format import SAMPLE_RATE

_GAP_SECS = 0.4
_INTO_ANSWER_SECS = 1.0
_PATIENCE = Patience(connect=60.0, answer=8.0, quiet=0.6, greeting=8.0)


@dataclass(frozen=True, slots=True)
class Line:
    """What one call is held with.

    Attributes:
        cell: The conditions.
        server: Whom to call.
        standins: Whom it talks to.
        tell: Called with each measurement.
    """

    cell: Cell
    server: SubjectProcess
    standins: StandIns
    tell: Callable[[Sample], None]

    def call(self) -> Call:
        """A call that is not made yet."""
        return Call(
            self.server.url, transport=self.cell.transport, patience=_PATIENCE, keep_audio=False
        )

    async def announce(self, recording: Recording) -> None:
        """Have the ears know what comes.

        Args:
            recording: It.
        """
        speech = recording.speech
        secs = (speech.last - speech.first) / SAMPLE_RATE
        await self.standins.expect(Saying(recording.name, secs))

    def note(self, said: str, secs: float | None, turn: Turn | None = None) -> None:
        """Tell of one measurement.

        Args:
            said: What was.
            secs: The figure.
            turn: Where more is to be told of it.
        """
        name = self.server.subject.name
        cut_ins = turn.cut_ins if turn else 0
        found = self._stages(turn) if turn else None
        self.tell(Sample(name, said, secs, cut_ins, found))

    def _stages(self, turn: Turn) -> Stages | None:
        if turn.said_until is None or turn.delay_seconds is None:
            return None
        heard_at = turn.said_until + turn.delay_seconds
        return stages(turn.said_until, heard_at, self.standins.asked, self.cell.delays)


async def hold(line: Line, recordings: Sequence[Recording]) -> None:
    """Call once, and measure what the cell wants to know.

    Args:
        line: With whom.
        recordings: What is said, in order.

    Raises:
        CallerError: The call did not come about.
    """
    match line.cell.figure:
        case Figure.VOICE_TO_VOICE:
            await _talk(line, recordings)
        case Figure.BARGE_IN:
            await _interrupt(line, recordings)
        case Figure.GREETING:
            await _be_greeted(line)


async def _talk(line: Line, recordings: Sequence[Recording]) -> None:
    async with line.call() as call:
        for recording in recordings:
            await call.wait(_GAP_SECS)
            await line.announce(recording)
            try:
                turn = await call.say(recording)
            except CallerError:
                line.note(recording.name, None)
                return
            line.note(recording.name, turn.delay_seconds, turn)


async def _interrupt(line: Line, recordings: Sequence[Recording]) -> None:
    first, *others = recordings
    async with line.call() as call:
        await call.wait(_GAP_SECS)
        await line.announce(first)
        await call.say(first, hear_out=False)
        for recording in others:
            await line.announce(recording)
            try:
                turn = await call.interrupt(recording, after=_INTO_ANSWER_SECS, hear_out=False)
            except CallerError:
                line.note(recording.name, None)
                return
            line.note(recording.name, turn.barge_in_seconds, turn)


async def _be_greeted(line: Line) -> None:
    async with line.call() as call:
        # It may have begun before this side was ready, and is not to be waited for then.
        with suppress(CallerError):
            if call.first_heard_seconds is None:
                await call.greeting(hear_out=False)
        line.note("the greeting", call.first_heard_seconds)
