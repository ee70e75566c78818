"""A conversation for skills to run in, with a clock and ears of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import JsonValue

from repartee.tools.answer import Answer
from repartee.tools.host import Offered, Wish
from repartee.tools.memory import BriefMemory, Memory
from repartee.tools.used import Used

NEW_YORK = ZoneInfo("America/New_York")


class ScriptedHost:
    """Implements `repartee.tools.host.ToolHost`, and writes down what was asked of it."""

    def __init__(self, now: datetime = datetime(2025, 11, 21, 15, 42, tzinfo=UTC)) -> None:
        self.time = now.astimezone(NEW_YORK)
        self.memory: Memory = BriefMemory()
        self.answered = ""
        self.said: list[str] = []
        self.told: list[dict[str, JsonValue]] = []
        self.bills: list[Used] = []
        self.reported: list[tuple[str, str, Answer]] = []
        self.asked: list[str] = []
        self.clicks: bool | None = None
        self.voice: list[tuple[float | None, float | None]] = []
        self.voice_can_change = True
        self.hung_up = False
        self.offers = Offered()
        self.changed: list[dict[str, str]] = []
        self.is_recorded = False
        self.questions: list[str] = []
        self.replies: list[str] = []
        """What the caller says to one question after the other; nothing more: they keep silent."""
        self.wishes: dict[str, Callable[[Wish], None]] = {}
        self.tasks: list[asyncio.Task[None]] = []

    def now(self) -> datetime:
        return self.time

    def last_answer(self) -> str:
        return self.answered

    async def say(self, text: str) -> None:
        self.said.append(text)

    async def hear_answer(self, question: str) -> str:
        self.questions.append(question)
        if not self.replies:
            await asyncio.Event().wait()
        return self.replies.pop(0)

    def bill(self, used: Used) -> None:
        self.bills.append(used)

    def tell(self, message: dict[str, JsonValue]) -> None:
        self.told.append(message)

    def on_wish(self, desk: str, obey: Callable[[Wish], None]) -> None:
        self.wishes[desk] = obey

    async def report(self, tool: str, call_id: str, answer: Answer) -> None:
        self.reported.append((tool, call_id, answer))

    async def ask(self, question_id: str, question: str) -> bool | None:
        self.asked.append(question)
        return self.clicks

    async def adjust_voice(self, *, rate: float | None = None, volume: float | None = None) -> bool:
        self.voice.append((rate, volume))
        return self.voice_can_change

    def stop_recording(self) -> bool:
        was, self.is_recorded = self.is_recorded, False
        return was

    def offered(self) -> Offered:
        return self.offers

    async def change(self, **wanted: str | None) -> None:
        self.changed.append({name: value for name, value in wanted.items() if value is not None})

    def hang_up(self) -> None:
        self.hung_up = True

    def spawn(self, work: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
        self.tasks.append(asyncio.create_task(work, name=name))
        return self.tasks[-1]
