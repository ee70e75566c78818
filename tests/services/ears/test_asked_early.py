"""Ears that are asked for their last words before a pause is sure: whatever comes when."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import pytest
from pipecat.frames.frames import Frame, InterimTranscriptionFrame
from pydantic import SecretStr

from repartee.services.config import EarsConfig
from repartee.services.ears import streaming
from repartee.services.ears.cartesia import CartesiaEars
from repartee.services.ears.deepgram import DeepgramEars
from repartee.turns.coverage import covered_by
from repartee.turns.pause_begins import PauseBeginsFrame
from tests.support.service_bench import Bench, bench
from tests.support.vendor_server import Line, sockets, vendor

_BYTES_A_SEC = 32_000
_FRAME_SECS = 0.02


class Vendor:
    """Counts what it is asked, and answers when it is told to."""

    def __init__(self) -> None:
        self.questions: list[float] = []
        """Up to where in the sound of its connection it was asked to finish, in seconds."""
        self.line: Line | None = None
        self.secs = 0.0

    async def serve(self, line: Line) -> None:
        self.line, self.secs = line, 0.0
        async for message in line.received():
            if isinstance(message, bytes):
                self.secs = round(self.secs + len(message) / _BYTES_A_SEC, 3)
            elif message == "finalize" or (
                isinstance(message, dict) and message["type"] == "Finalize"
            ):
                self.questions.append(self.secs)
            elif isinstance(message, dict) and message["type"] == "CloseStream":
                await line.socket.close()

    @abstractmethod
    async def answers(self, text: str, *, up_to: float) -> None: ...


class Deepgram(Vendor):
    """Tells where in the sound words are."""

    def __init__(self) -> None:
        super().__init__()
        self._told = 0.0

    async def answers(self, text: str, *, up_to: float) -> None:
        await self.tells(text, up_to=up_to, final=True, finished=True)

    async def tells(
        self, text: str, *, up_to: float, final: bool = False, finished: bool = False
    ) -> None:
        assert self.line is not None
        await self.line.tell(
            type="Results",
            start=self._told,
            duration=up_to - self._told,
            is_final=final,
            from_finalize=finished,
            channel={"alternatives": [{"transcript": text, "confidence": 0.9}]},
        )
        self._told = up_to if final else self._told


class Cartesia(Vendor):
    """Tells in order, and no more."""

    async def answers(self, text: str, *, up_to: float) -> None:
        assert self.line is not None
        if text:
            await self.line.tell(type="transcript", text=text, is_final=True, request_id="r")
        await self.line.tell(type="flush_done", request_id="r")


class Talk:
    """Somebody talks to ears, by the sound that is sent."""

    def __init__(self, it: Bench, theirs: Vendor) -> None:
        self.it, self.theirs = it, theirs

    async def starts(self) -> None:
        await self.it.speak(frames=0)

    async def speaks(self, secs: float) -> None:
        before = self.theirs.secs
        await self.it.hear(round(secs / _FRAME_SECS))
        await self.it.until(lambda: self.theirs.secs >= before + secs - 0.001)

    async def pauses(self) -> None:
        """A tenth of a second of silence, of which ears are told."""
        asked = len(self.theirs.questions)
        await self.speaks(0.1)
        await self.it.give(PauseBeginsFrame())
        await self.it.until(lambda: len(self.theirs.questions) > asked)

    async def stops(self) -> None:
        """The rest of the silence that the detector wants."""
        await self.speaks(0.1)
        await self.it.fall_silent()

    async def understood(self, *finals: str) -> None:
        await self.it.until(lambda: len(self.it.finals) >= len(finals))
        await asyncio.sleep(0.02)  # what should not come would be here by now
        assert [(each.text, each.finalized) for each in self.it.finals] == [
            (text, True) for text in finals
        ]
        assert not self.it.errors

    async def interim(self, text: str) -> None:
        await self.it.until(partial(self._has_interim, text))

    def _has_interim(self, text: str) -> bool:
        return text in self.it.interims


@asynccontextmanager
async def talking(theirs: Vendor) -> AsyncIterator[Talk]:
    make = DeepgramEars if isinstance(theirs, Deepgram) else CartesiaEars
    async with vendor(sockets(theirs.serve)) as server:
        config = EarsConfig(base_url=server.url, api_key=SecretStr("key"), early_finals=True)
        async with bench(make(config).ears()) as it:
            await it.until(lambda: theirs.line is not None)
            yield Talk(it, theirs)


@pytest.fixture(params=[Deepgram, Cartesia])
def theirs(request: pytest.FixtureRequest) -> Vendor:
    made: Vendor = request.param()
    return made


async def test_an_answer_before_the_stop_is_words_so_far_and_then_the_last_ones(
    theirs: Vendor,
) -> None:
    async with talking(theirs) as talk:
        await talk.starts()
        await talk.speaks(1.0)
        await talk.pauses()
        await theirs.answers("What time is it?", up_to=1.1)
        await talk.interim("What time is it?")
        covered = covered_by(talk.it.seen(InterimTranscriptionFrame)[-1])
        assert covered is not None
        assert covered.final
        assert not talk.it.finals
        await talk.stops()
        await talk.understood("What time is it?")
        assert theirs.questions == [1.1]


async def test_an_answer_after_the_stop_is_the_last_words(theirs: Vendor) -> None:
    async with talking(theirs) as talk:
        await talk.starts()
        await talk.speaks(1.0)
        await talk.pauses()
        await talk.stops()
        await theirs.answers("What time is it?", up_to=1.1)
        await talk.understood("What time is it?")
        assert theirs.questions == [1.1]


@pytest.mark.parametrize("late", [False, True], ids=["answered at once", "answered in speech"])
async def test_somebody_who_speaks_on_is_understood_to_the_end(theirs: Vendor, late: bool) -> None:
    async with talking(theirs) as talk:
        await talk.starts()
        await talk.speaks(1.0)
        await talk.pauses()
        if not late:
            await theirs.answers("What time", up_to=1.1)
            await talk.interim("What time")
        await talk.speaks(1.0)
        if late:
            await theirs.answers("What time", up_to=1.1)
            await talk.interim("What time")
        await talk.pauses()
        await theirs.answers("is it in Paris?", up_to=2.2)
        await talk.interim("What time is it in Paris?")
        await talk.stops()
        await talk.understood("What time is it in Paris?")
        assert theirs.questions == [1.1, 2.2]


async def test_a_late_answer_to_the_pause_before_ends_no_utterance(theirs: Vendor) -> None:
    async with talking(theirs) as talk:
        await talk.starts()
        await talk.speaks(1.0)
        await talk.pauses()
        await talk.speaks(0.5)
        await talk.stops()
        await talk.it.until(lambda: len(theirs.questions) == 2)
        await theirs.answers("What time", up_to=1.1)
        await talk.interim("What time")
        assert not talk.it.finals
        await theirs.answers("is it?", up_to=1.7)
        await talk.understood("What time is it?")


async def test_words_that_were_final_before_are_told_again_as_all_there_are() -> None:
    theirs = Deepgram()
    async with talking(theirs) as talk:
        await talk.starts()
        await talk.speaks(1.0)
        await theirs.tells("What time is it?", up_to=0.8, final=True)
        await talk.interim("What time is it?")
        await talk.pauses()
        await theirs.answers("", up_to=1.1)
        await talk.it.until(lambda: len(talk.it.interims) == 2)
        untils = [covered_by(each) for each in talk.it.seen(InterimTranscriptionFrame)]
        assert [each is not None and each.final for each in untils] == [True, True]
        await talk.stops()
        await talk.understood("What time is it?")
        assert theirs.questions == [1.1]


async def test_words_behind_the_answer_are_asked_for() -> None:
    theirs = Deepgram()
    async with talking(theirs) as talk:
        await talk.starts()
        await talk.speaks(1.0)
        await talk.pauses()
        await theirs.answers("What time is", up_to=1.1)
        await theirs.tells("it", up_to=1.15)
        await talk.interim("What time is it")
        await talk.stops()
        await talk.it.until(lambda: len(theirs.questions) == 2)
        await theirs.answers("it?", up_to=1.2)
        await talk.understood("What time is it?")


async def test_the_next_utterance_is_not_answered_by_the_one_before(theirs: Vendor) -> None:
    async with talking(theirs) as talk:
        await talk.starts()
        await talk.speaks(1.0)
        await talk.pauses()
        await talk.stops()
        await theirs.answers("Yes.", up_to=1.1)
        await talk.understood("Yes.")
        await talk.starts()
        await talk.speaks(0.1)
        await talk.it.fall_silent()
        await talk.it.until(lambda: len(theirs.questions) == 2)
        await theirs.answers("No.", up_to=1.3)
        await talk.understood("Yes.", "No.")


async def test_ears_that_do_not_answer_early_are_asked_once_more(
    theirs: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streaming, "_AGAIN_SECS", 0.05)
    async with talking(theirs) as talk:
        await talk.starts()
        await talk.speaks(1.0)
        await talk.pauses()
        await talk.stops()
        await talk.it.until(lambda: len(theirs.questions) == 2)
        await theirs.answers("What time is it?", up_to=1.2)
        await talk.understood("What time is it?")


async def test_a_pause_in_which_nobody_speaks_asks_nothing(theirs: Vendor) -> None:
    async with talking(theirs) as talk:
        await talk.speaks(0.2)
        await talk.it.give(PauseBeginsFrame())
        await talk.starts()
        await talk.speaks(0.5)
        await talk.stops()
        await talk.it.until(lambda: theirs.questions)
        assert theirs.questions == [0.8]


async def test_a_connection_lost_in_the_pause_owes_nothing_to_the_next(theirs: Vendor) -> None:
    async with talking(theirs) as talk:
        await talk.starts()
        await talk.speaks(1.0)
        await talk.pauses()
        await theirs.answers("What time", up_to=1.1)
        await talk.interim("What time")
        await talk.speaks(1.0)
        await talk.pauses()
        first = theirs.line
        assert first is not None
        first.drop()
        await talk.it.until(lambda: theirs.line is not first)
        before: list[Frame] = list(talk.it.errors)
        assert before
        # Whoever keeps the sound plays it again.
        await talk.starts()
        await talk.speaks(2.2)
        await talk.it.fall_silent()
        await talk.it.until(lambda: len(theirs.questions) == 3)
        assert not talk.it.finals
        await theirs.answers("What time is it?", up_to=theirs.questions[-1])
        await talk.it.until(lambda: talk.it.finals)
        assert [each.text for each in talk.it.finals] == ["What time is it?"]
        assert talk.it.errors == before
