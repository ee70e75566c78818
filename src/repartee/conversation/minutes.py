from __future__ import annotations

from collections.abc import Callable

from pipecat.frames.frames import ErrorFrame
from pipecat.processors.aggregators.llm_response_universal import AssistantTurnStoppedMessage

from repartee.conversation.chronicle import Archive, NoArchive
from repartee.conversation.events import (
    Event,
    Failed,
    GuestJoined,
    GuestLeft,
    ProviderSwitched,
    SessionEnded,
    SessionStarted,
    ToolAnswered,
)
from repartee.conversation.exchanges import Exchanges
from repartee.conversation.life import EndReason
from repartee.conversation.pipeline import ConversationPipeline
from repartee.conversation.sitting import SittingClock
from repartee.conversation.snapshot import Snapshot
from repartee.conversation.tariff import Tariff
from repartee.conversation.turn_measure import TurnMeasure
from repartee.conversation.watching import PipelineWatch
from repartee.conversation.witness import Witness
from repartee.services.failover.chain import Notice
from repartee.tools.used import Used
from repartee.transports.line import LineEnd, LineKind
from repartee.transports.room import Guest, Room


class Minutes:
    """What is written down of one sitting, from its beginning to its end."""

    def __init__(
        self,
        conversation_id: str,
        archive: Archive | None,
        about: SessionStarted | None,
        before: Snapshot | None,
        on_failure: Callable[[], None],
        tariff: Tariff | None = None,
        on_event: Callable[[Event], None] = lambda _: None,
    ) -> None:
        """Prepare to write.

        Args:
            conversation_id: Of what.
            archive: Where to; None for nowhere.
            about: Of what the conversation consists.
            before: What was kept of it, None if it is new.
            on_failure: Told once if what is said cannot be written in time.
            tariff: Knows what turns cost; None where nobody does.
            on_event: Shown all that is written down.
        """
        self.clock = SittingClock()
        self.sitting = (before.sitting if before else 0) + 1
        """Which one this is, counted from 1."""
        self._archive = archive or NoArchive()
        self._witness = Witness(conversation_id, self.clock, on_failure, on_event)
        self._turns = before.turns if before else 0
        self._measure = TurnMeasure(tariff, before.spent_usd if before else 0.0)
        self._exchanges: Exchanges | None = None
        self._watch: PipelineWatch | None = None
        # The first caller is let in before the sitting runs, and belongs to it.
        begun = about or SessionStarted()
        self.note(begun.model_copy(update={"sitting": self.sitting}))

    @property
    def turns(self) -> int:
        """How many exchanges there were, in all sittings."""
        return self._exchanges.turn if self._exchanges else self._turns

    @property
    def spent_usd(self) -> float:
        """What it has cost so far in all sittings, in US dollars, of what has a known price."""
        return self._measure.spent_usd

    async def open(self) -> None:
        """Begin to write."""
        await self._witness.open(self._archive)

    def watch(self, conversation: ConversationPipeline, room: Room) -> None:
        """Write down what happens in a pipeline that is about to run."""
        self._exchanges = Exchanges(
            self._turns,
            words_may_be_late=conversation.speaks_by_itself,
            measure=self._measure,
        )
        self._watch = PipelineWatch(self._witness, room, self._exchanges)
        self._watch.watch(conversation)

    async def until_safe(self) -> None:
        """Wait, within bounds, until finished turns survive the server's end."""
        await self._witness.settled()

    async def close(self, reason: EndReason | None) -> None:
        """The sitting is over; waits, within bounds, until all is written."""
        if self._watch is not None:
            self._watch.finish()
        self.note(SessionEnded(reason=str(reason or EndReason.ERROR), secs=self.clock.now()))
        await self._witness.close()

    # What is noted

    def note(self, event: Event) -> None:
        """Write something down; returns at once and never raises."""
        if isinstance(event, ToolAnswered) and event.late and self._watch is not None:
            event = self._watch.in_its_turn(event)
        self._witness.note(event)

    def typed(self, text: str) -> None:
        """A caller's program put these words of theirs into the context."""
        if self._watch is not None:
            self._watch.added(text, typed=True)

    def recorded(self, text: str) -> None:
        """These words were understood of sound that came as a whole."""
        if self._watch is not None:
            self._watch.added(text, typed=False)

    def joined(self, guest: Guest, way: LineKind, *, back: bool) -> None:
        """Somebody is on a line."""
        self.note(GuestJoined(guest=guest.id, name=guest.name, way=str(way), back=back))

    def left(self, guest: Guest, end: LineEnd) -> None:
        """Somebody is on no line any more."""
        self.note(GuestLeft(guest=guest.id, name=guest.name, how=str(end)))

    def answered(self, answer: AssistantTurnStoppedMessage) -> None:
        """The context took in what was heard of an answer."""
        if self._watch is not None:
            self._watch.answered(answer.content or "", cut=answer.interrupted)

    def switched(self, notice: Notice) -> None:
        """A provider failed, or is back."""
        self.note(
            ProviderSwitched(
                part=str(notice.part),
                left=notice.provider,
                successor=notice.successor,
                fault=str(notice.fault or ""),
            )
        )

    def billed(self, used: Used) -> None:
        """Work beside the talk used something of a provider."""
        self.note(self._measure.beside(self.turns, used.provider, used.model, used.amounts))

    def failed(self, error: ErrorFrame) -> None:
        """A part has failed; what it says of it may quote anything, and is not written down."""
        part = type(error.processor).__name__ if error.processor is not None else ""
        kind = str(error.category or "unknown")
        self.note(Failed(part=part, what=f"It failed: {kind}. The server's log has more."))
