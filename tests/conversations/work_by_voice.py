"""A caller who hands work on, asks how far it is, and hears of it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from repartee.caller import Call, Listener, Patience, Transport
from repartee.caller.rtvi import Message
from tests.conversations.rehearsals import recording

_GAP_SECS = 0.4
_HEARD_OUT_SECS = 4.0
_PATIENCE = Patience(answer=30, longest_answer=60, quiet=0.7)


class Delegator:
    """Calls, and talks of work.

    Args:
        url: The server.
        transport: Which way to go.
        voice: Who speaks; empty to type.
    """

    def __init__(self, url: str, transport: Transport, voice: str = "slt") -> None:
        self.states: list[tuple[str, str]] = []
        """What became of work: whose, and how it stands."""
        self.notes: list[str] = []
        self._voice = voice
        self._call = Call(
            url,
            transport=transport,
            choices={"greeting": False},
            patience=_PATIENCE,
            listener=Listener(on_message=self._note),
            keep_audio=False,
        )

    async def __aenter__(self) -> Self:
        await self._call.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._call.__aexit__(kind, error, trace)

    @property
    def heard(self) -> str:
        """All that the agent said."""
        return " ".join(turn.answer_text for turn in self._call.turns)

    async def ask(self, text: str, *, hear_out: bool = True) -> str:
        """Say or type something, and give the answer.

        Args:
            text: What.
            hear_out: Whether to hear the answer to its end.
        """
        await self._call.wait(_GAP_SECS)
        if not self._voice:
            return (await self._call.type(text, hear_out=hear_out)).answer_text
        speech = await asyncio.to_thread(recording, text, self._voice)
        return (await self._call.say(speech, hear_out=hear_out)).answer_text

    async def becomes(self, desk: str, state: str, secs: float = 60) -> None:
        """Wait until work stands so; what was told before the last request counts, too.

        Args:
            desk: Whose work.
            state: How it is to stand.
            secs: How long to wait.
        """
        await self._until(lambda: self.now(desk) == state, f"{desk} {state}", secs)

    async def hears(self, words: str, secs: float = 60) -> None:
        """Wait until the agent has said something unasked.

        Args:
            words: Part of it.
            secs: How long to wait.
        """
        await self._until(lambda: words in self.heard, words, secs)

    async def falls_silent(self) -> None:
        """Hear what the agent is saying to its end: its words are told before their sound."""
        await self._call.wait(_HEARD_OUT_SECS)

    def now(self, desk: str) -> str:
        """How a desk's work stands; empty before there was any."""
        return next((state for each, state in reversed(self.states) if each == desk), "")

    async def _until(self, condition: Callable[[], bool], what: str, secs: float) -> None:
        until = time.monotonic() + secs
        while not condition():
            assert time.monotonic() < until, self._so_far(what)
            await self._call.wait(0.1)

    def _so_far(self, what: str) -> str:
        understood = [turn.heard_text for turn in self._call.turns]
        return f"{what}: {self.states}, {self.notes}, {understood}, {self.heard}"

    def _note(self, message: Message) -> None:
        # Raw PCM16 has what belongs to it one level deeper.
        inner = message.data.get("data")
        for data in (message.data, inner if isinstance(inner, dict) else {}):
            if isinstance(desk := data.get("desk"), str):
                self.states.append((desk, str(data.get("state"))))
                self.notes.append(str(data.get("note")))
