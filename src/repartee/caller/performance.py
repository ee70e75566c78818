from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from itertools import zip_longest

from repartee.caller.call import Call
from repartee.caller.recordings import Recording
from repartee.caller.script import HangUp, Interrupt, Play, Say, Speech, Step, Type, Wait
from repartee.caller.synthesis import DEFAULT_VOICE, synthesise


async def prepare(steps: Sequence[Step], voice: str = DEFAULT_VOICE) -> dict[Speech, Recording]:
    """Read and speak all that the steps say, so that the call itself waits for nothing.

    Raises:
        BadInputError: A file cannot be used, or nothing here can speak.
    """
    speeches = {speech for step in steps if (speech := _speech_of(step))}
    return {speech: await asyncio.to_thread(_record, speech, voice) for speech in speeches}


async def perform(
    call: Call, steps: Sequence[Step], recordings: Mapping[Speech, Recording], gap: float = 0.5
) -> None:
    """Hear the greeting, then do one step after the other.

    Args:
        call: A call that stands.
        steps: What to do.
        recordings: What to say, from `prepare`.
        gap: Seconds of silence between the end of an answer and what is said next.

    Raises:
        CallEndedError: The agent hung up before the end.
    """
    await call.greeting(hear_out=not _breaks_in(steps[0] if steps else None))
    for step, after in zip_longest(steps, steps[1:]):
        if isinstance(step, Play | Say):
            await call.wait(gap)
        await _do(call, step, recordings, hear_out=not _breaks_in(after))


async def _do(
    call: Call, step: Step, recordings: Mapping[Speech, Recording], *, hear_out: bool
) -> None:
    match step:
        case Play() | Say():
            await call.say(recordings[step], hear_out=hear_out)
        case Interrupt(after, speech):
            await call.interrupt(recordings[speech], after=after, hear_out=hear_out)
        case Type(text):
            await call.type(text, hear_out=hear_out)
        case Wait(seconds):
            await call.wait(seconds)
        case HangUp(abrupt):
            await call.hang_up(abrupt=abrupt)


def _breaks_in(step: Step | None) -> bool:
    return isinstance(step, Interrupt)


def _speech_of(step: Step) -> Speech | None:
    match step:
        case Play() | Say():
            return step
        case Interrupt(_, speech):
            return speech
    return None


def _record(speech: Speech, voice: str) -> Recording:
    return (
        Recording.load(speech.path) if isinstance(speech, Play) else synthesise(speech.text, voice)
    )
