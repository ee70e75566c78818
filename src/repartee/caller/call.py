from __future__ import annotations

import asyncio
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from repartee.caller import rtvi
from repartee.caller.audio_format import SAMPLE_RATE
from repartee.caller.connection import Connection
from repartee.caller.errors import CallEndedError, CallFailedError
from repartee.caller.microphone import Playback
from repartee.caller.recordings import Recording
from repartee.caller.speech_edges import SampleSpan
from repartee.caller.turn_log import Span
from repartee.caller.turns import OpenTurn, Turn, TurnKind

_NO_SAMPLES = SampleSpan(0, 0)
_PLAY_SLACK_SECONDS = 5.0


class Call(Connection):
    """A call to a voice agent, held by a program.

    ```python
    async with Call("http://127.0.0.1:7860") as call:
        await call.greeting()
        turn = await call.say("question.wav")
        print(turn.delay_seconds, turn.answer_text)
    ```

    One thing is said at a time. Leaving the block hangs up.

    What it is made with, and what that may raise: see `Connection`.
    """

    async def __aenter__(self) -> Self:
        await self.connect()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.hang_up()

    @property
    def turns(self) -> list[Turn]:
        """All turns so far, with what has come of them by now."""
        return self._course.turns

    async def greeting(self, *, hear_out: bool = True) -> Turn:
        """Wait until the agent has greeted, or for `Patience.greeting` in vain.

        Args:
            hear_out: As in `say`.

        Raises:
            CallEndedError: The agent hung up before it said anything.
        """
        turn = self._open(TurnKind.GREETING, "")
        turn.since = self._ready_at
        turn.said = Span(self._ready_at, self._ready_at, _NO_SAMPLES)
        return await self._hear_out(turn, self.patience.greeting, to_its_end=hear_out)

    async def say(self, speech: Recording | Path | str, *, hear_out: bool = True) -> Turn:
        """Say something and hear the answer.

        Args:
            speech: What to say.
            hear_out: Whether to wait until the agent has finished; otherwise return as soon as it
                begins, to `interrupt` it.

        Returns:
            What came of it; without an answer if none began within `Patience.answer`.

        Raises:
            BadInputError: The file cannot be used.
            CallEndedError: The agent hung up without an answer.
        """
        recording = await _recording(speech)
        turn = self._open(TurnKind.SPOKEN, recording.name)
        await self._speak(recording, turn)
        return await self._hear_out(turn, self.patience.answer, to_its_end=hear_out)

    async def type(self, text: str, *, hear_out: bool = True) -> Turn:
        """Type something and hear the answer; the delay counts from the message.

        Args:
            text: What to type.
            hear_out: As in `say`.

        Raises:
            CallEndedError: The agent hung up without an answer.
        """
        turn = self._open(TurnKind.TYPED, text)
        self._wire.send(rtvi.typed(text))
        now = time.monotonic()
        turn.said = Span(now, now, _NO_SAMPLES)
        return await self._hear_out(turn, self.patience.answer, to_its_end=hear_out)

    async def interrupt(
        self, speech: Recording | Path | str, *, after: float = 1.0, hear_out: bool = True
    ) -> Turn:
        """Talk into the agent's answer, and hear how it takes that.

        Args:
            speech: What to say.
            after: Seconds from the first sample heard of the answer that is under way to the first
                speech sample of this.
            hear_out: As in `say`.

        Raises:
            BadInputError: The file cannot be used.
            CallEndedError: The agent hung up.
        """
        recording = await _recording(speech)
        await self._wait_into_answer(after - recording.speech.first / SAMPLE_RATE)
        turn = self._open(TurnKind.INTERRUPTION, recording.name)
        await self._speak(recording, turn)
        await self._until(
            lambda: self._course.cut_is_decided(turn, time.monotonic()), self.patience.cut
        )
        return await self._hear_out(turn, self.patience.answer, to_its_end=hear_out)

    async def interject(self, sound: Recording | Path | str, *, after: float = 1.0) -> Turn:
        """Let out a sound in the agent's answer that wants none, and hear the answer out.

        Args:
            sound: What to let out: a cough, a "mhm".
            after: As of `interrupt`, to the sound's own first sample.

        Returns:
            The turn of the answer that was under way, with all that came of it.

        Raises:
            BadInputError: The file cannot be used.
            CallEndedError: The agent hung up.
            CallFailedError: Nothing was said yet that the agent could be answering.
        """
        recording = await _recording(sound)
        turn = self._course.last
        if turn is None:
            raise CallFailedError("There is no answer yet to let out a sound in.")
        await self._wait_into_answer(after - recording.speech.first / SAMPLE_RATE)
        await self._play(recording)
        await self._until(self._agent_has_finished, self.patience.longest_answer)
        told = self._course.told(turn)
        self._listener.on_turn(told)
        return told

    async def wait(self, seconds: float) -> None:
        """Stay silent.

        Raises:
            CallEndedError: The agent hung up.
        """
        await self._until(lambda: False, seconds)

    def _open(self, kind: TurnKind, name: str) -> OpenTurn:
        return self._course.open(kind, name, time.monotonic())

    async def _speak(self, recording: Recording, turn: OpenTurn) -> None:
        playback = await self._play(recording)
        turn.said = _sent(playback, recording.speech)

    async def _play(self, recording: Recording) -> Playback:
        # Where it is not encoded yet, that must not happen between two frames.
        await asyncio.to_thread(recording.frames, self._wire.encoder)
        playback = self._wire.play(recording)
        sent = await self._until(
            lambda: playback.has_sent(recording.speech.last),
            recording.seconds + _PLAY_SLACK_SECONDS,
        )
        if not sent:
            raise CallFailedError(
                f"{recording.name} could not be sent at its own pace: this machine is too busy, or "
                "the line is dead. Try again with less going on."
            )
        return playback

    async def _hear_out(self, turn: OpenTurn, begin: float, *, to_its_end: bool = True) -> Turn:
        try:
            if await self._until(lambda: self._course.answer_began(turn), begin) and to_its_end:
                await self._until(self._agent_has_finished, self.patience.longest_answer)
        except CallEndedError:
            # An answer such as "goodbye" may well be the last.
            if not self._course.answer_began(turn):
                raise
        told = self._course.told(turn)
        self._listener.on_turn(told)
        return told

    async def _wait_into_answer(self, after: float) -> None:
        began = self._course.last_answer_began()
        now = time.monotonic()
        await self.wait((now if began is None else began) + after - now)

    def _agent_has_finished(self) -> bool:
        return self._course.agent_has_finished(self.patience.quiet, time.monotonic())


async def _recording(speech: Recording | Path | str) -> Recording:
    if isinstance(speech, Recording):
        return speech
    return await asyncio.to_thread(Recording.load, speech)


def _sent(playback: Playback, speech: SampleSpan) -> Span:
    return Span(playback.sent_at(speech.first), playback.sent_at(speech.last), speech)
