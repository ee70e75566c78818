from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from pipecat.frames.frames import InterimTranscriptionFrame, TranscriptionFrame

from repartee.conversation.who_spoke import WhoSpoke
from repartee.transports.room import Guest, Room
from tests.support.service_bench import bench


@dataclass
class _Room:
    is_company: bool
    known: int = 0

    def speaker(self) -> Guest:
        return Guest("1", "Anna")

    def words_are_known(self) -> None:
        self.known += 1


async def _texts(room: _Room) -> list[str]:
    async with bench(WhoSpoke(cast("Room", room))) as it:
        await it.give(InterimTranscriptionFrame("what", "", ""))
        await it.give(TranscriptionFrame("what time", "", ""))
        await it.until(lambda: it.interims and room.known)
        return [*it.interims, *(frame.text for frame in it.finals)]


async def test_in_company_words_are_signed_also_while_they_may_change() -> None:
    room = _Room(is_company=True)
    assert await _texts(room) == ["[Anna] what", "[Anna] what time"]
    assert room.known == 1  # by the final alone: who spoke is asked again until then


async def test_who_is_alone_needs_no_name() -> None:
    assert await _texts(_Room(is_company=False)) == ["what", "what time"]
