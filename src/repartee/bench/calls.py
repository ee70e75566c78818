"""One call to a subject, as each figure needs it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from repartee.bench.asides import Aside, echo_of, pause_in
from repartee.bench.cells import Cell, Figure
from repartee.bench.samples import Sample
from repartee.bench.stages import Stages, stages
from repartee.bench.standins import Part, StandIns
from repartee.bench.standins.timed_ears import Saying
from repartee.bench.subjects import SubjectProcess
from repartee.caller import Call, CallerError, Patience, Recording, Turn
from repartee.caller.audio_format import SAMPLE_RATE, Samples

_GAP_SECS = 0.4
_INTO_ANSWER_SECS = 1.0
_PATIENCE = Patience(connect=60.0, answer=8.0, quiet=0.6, greeting=8.0)
# Longer than any agent is held for a sound: it may go on.
_UNSURE_PATIENCE = replace(_PATIENCE, quiet=2.0)


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
        listens = self.cell.figure is Figure.KEPT_OUT
        patience = _UNSURE_PATIENCE if listens else _PATIENCE
        return Call(
            self.server.url, transport=self.cell.transport, patience=patience, keep_audio=listens
        )

    async def announce(self, recording: Recording, words: str | None = None) -> None:
        """Have the ears know what comes.

        Args:
            recording: It.
            words: What they make of it; None for its name.
        """
        speech = recording.speech
        secs = (speech.last - speech.first) / SAMPLE_RATE
        await self.standins.expect(Saying(recording.name if words is None else words, secs))

    def note(
        self, said: str, secs: float | None, turn: Turn | None = None, *, kind: str = ""
    ) -> None:
        """Tell of one measurement.

        Args:
            said: What was.
            secs: The figure.
            turn: Where more is to be told of it.
            kind: As of `Sample`.
        """
        name = self.server.subject.name
        cut_ins = turn.cut_ins if turn else 0
        found = self._stages(turn) if turn else None
        self.tell(Sample(name, said, secs, cut_ins, found, kind))

    def _stages(self, turn: Turn) -> Stages | None:
        if turn.said_until is None or turn.delay_seconds is None:
            return None
        heard_at = turn.said_until + turn.delay_seconds
        return stages(turn.said_until, heard_at, self.standins.asked, self.cell.delays)


async def hold(line: Line, recordings: Sequence[Recording], asides: Sequence[Aside] = ()) -> None:
    """Call once, and measure what the cell wants to know.

    Args:
        line: With whom.
        recordings: What is said, in order.
        asides: What is let out in answers, in order.

    Raises:
        CallerError: The call did not come about.
    """
    match line.cell.figure:
        case Figure.VOICE_TO_VOICE:
            await _talk(line, recordings)
        case Figure.BARGE_IN:
            await _interrupt(line, recordings)
        case Figure.KEPT_OUT:
            await _listen(line, recordings[0], asides)
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


async def _listen(line: Line, question: Recording, asides: Sequence[Aside]) -> None:
    async with line.call() as call:
        await call.wait(_GAP_SECS)
        await line.announce(question)
        undisturbed = await call.say(question)
        if not undisturbed.answered:
            line.note(question.name, None)
            return
        sound = undisturbed.heard_audio
        for aside in [*asides, echo_of(sound, line.standins.reply)]:
            try:
                secs = await _disturb(line, call, question, aside, sound)
            except CallerError:
                line.note(aside.recording.name, None, kind=aside.kind)
                return
            line.note(aside.recording.name, secs, kind=aside.kind)


async def _disturb(
    line: Line, call: Call, question: Recording, aside: Aside, undisturbed: Samples
) -> float | None:
    """How much later an answer ends for an aside; None where it does not go on to its end."""
    await call.wait(_GAP_SECS)
    await line.announce(question)
    turn = await call.say(question, hear_out=False)
    if not turn.answered:
        return None
    await line.announce(aside.recording, aside.words)
    asked = _thoughts(line)
    turn = await call.interject(aside.recording, after=aside.into_secs)
    return pause_in(turn.heard_audio, undisturbed) if _thoughts(line) == asked else None


def _thoughts(line: Line) -> int:
    return sum(each.part is Part.BRAIN for each in line.standins.asked)


async def _be_greeted(line: Line) -> None:
    async with line.call() as call:
        # It may have begun before this side was ready, and is not to be waited for then.
        with suppress(CallerError):
            if call.first_heard_seconds is None:
                await call.greeting(hear_out=False)
        line.note("the greeting", call.first_heard_seconds)
