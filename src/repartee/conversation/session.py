from __future__ import annotations

from loguru import logger
from pipecat.pipeline.worker import PipelineWorker

from repartee.conversation.account import Account
from repartee.conversation.budget import BudgetNews, Purse
from repartee.conversation.changes import Changes
from repartee.conversation.chronicle import Archive
from repartee.conversation.company import Company, Ticket
from repartee.conversation.errands import Errands
from repartee.conversation.events import SessionStarted
from repartee.conversation.guest_book import GuestBook
from repartee.conversation.keeper import Keeper
from repartee.conversation.known import known_of
from repartee.conversation.life import EndReason, SessionLife, SessionState
from repartee.conversation.memories import Memories, NoMemories
from repartee.conversation.menu import Menu
from repartee.conversation.minutes import Minutes
from repartee.conversation.notices import NOT_KEPT, NOT_WRITTEN_DOWN, message_about
from repartee.conversation.onlookers import Onlooker, all_of
from repartee.conversation.parts import Choices, ConversationLimits, Parts
from repartee.conversation.pipeline import build_pipeline
from repartee.conversation.reactions import Reactions
from repartee.conversation.recordings import Recordings
from repartee.conversation.running import Running
from repartee.conversation.snapshot import EmptyShelf, Shelf, Snapshot
from repartee.conversation.solo import write_down
from repartee.conversation.steering import ContextSteering
from repartee.conversation.steward import Steward
from repartee.conversation.talk import Talk
from repartee.conversation.taping import Studio
from repartee.conversation.tool_host import SessionHost
from repartee.conversation.worker import build_worker
from repartee.services.failover.chain import Notice
from repartee.tools.host import Wish
from repartee.transports.line import Line, LineEnd
from repartee.transports.steering import SteeringLine

# Ears that have said nothing of a recording by then have failed.
_RECORDING_PATIENCE_SECS = 15.0


class Session:
    """One conversation: built from its parts, run once, and freed whatever happens."""

    def __init__(
        self,
        session_id: str,
        parts: Parts,
        *,
        limits: ConversationLimits,
        choices: Choices,
        menu: Menu | None = None,
        shelf: Shelf | None = None,
        before: Snapshot | None = None,
        archive: Archive | None = None,
        about: SessionStarted | None = None,
        memories: Memories | None = None,
        studio: Studio | None = None,
        purse: Purse | None = None,
        onlooker: Onlooker | None = None,
    ) -> None:
        """Describe a conversation; nothing is built until it runs.

        Args:
            session_id: Its name in logs and addresses.
            parts: Makes ears, brain, voice and tools.
            limits: When it ends by itself.
            choices: What its first caller chose.
            menu: What may be chosen in its middle; None for nothing.
            shelf: Where it is kept, so that it can be taken up again; None for nowhere.
            before: What was kept of it, None if it is new.
            archive: Where it is written down; None for nowhere.
            about: Of what it consists, as it is written down.
            memories: What is remembered of people; None for nothing.
            studio: Records it; None where its sound is not kept.
            purse: Knows what it costs, and what it may cost; None for nobody who does.
            onlooker: Shown all that happens in it; None for nobody.
        """
        self.id = session_id
        self._parts = parts
        self._limits = limits
        purse = purse or Purse()
        self._account = Account(
            purse, tell=lambda message: self._steward.send(message), close=self._close_account
        )
        self.minutes = Minutes(
            session_id,
            archive,
            about,
            before,
            self._cannot_write,
            purse.tariff,
            all_of(self._account.note, onlooker),
        )
        """What is written down of it."""
        self._life = SessionLife()
        self._errands = Errands(session_id)
        self._memories = memories or NoMemories()
        self._memory = self._memories.of(choices.person, session_id)
        self._talk = Talk(self._errands, before.messages if before else ())
        self._keeper = Keeper(shelf or EmptyShelf(), self.snapshot, self._cannot_keep)
        self._steward = Steward(
            session_id,
            GuestBook(before.guests, before.invite_token) if before else GuestBook(),
            parts,
            choices,
            limits,
            life=self._life,
            errands=self._errands,
            talk=self._talk,
            keeper=self._keeper,
            studio=studio,
        )
        self.changes = Changes(
            parts,
            menu or Menu(),
            choices,
            queue=self._talk.queue,
            tell=self._steward.send,
            note=self.minutes.note,
        )
        """What counts now of what was chosen, and how it is changed."""
        self._tool_host = SessionHost(
            parts,
            choices,
            life=self._life,
            errands=self._errands,
            talk=self._talk,
            inbox=self._steward.inbox,
            send=self._steward.send,
            note=self.minutes.note,
            memory=self._memory,
            stop_recording=self._steward.stop_recording,
            changes=self.changes,
            bill=self.minutes.billed,
        )
        self._steward.inbox.buttons.add("change", self._change)
        self._steering = ContextSteering(
            self._talk.queue,
            self._errands.fire,
            self._steward.inbox,
            Recordings(self._written_down, self._recorded, self._steward.send),
            self.minutes.typed,
        )
        self._reactions = Reactions(
            session_id,
            life=self._life,
            errands=self._errands,
            talk=self._talk,
            steward=self._steward,
            keeper=self._keeper,
            minutes=self.minutes,
            host=self._tool_host,
            steering=self._steering,
            summaries=limits.summaries,
        )

    @property
    def state(self) -> SessionState:
        """Where in its life it is."""
        return self._life.state

    @property
    def end_reason(self) -> EndReason | None:
        """Why it ended, None while it goes on."""
        return self._life.reason

    @property
    def choices(self) -> Choices:
        """What its first caller chose."""
        return self.changes.choices

    @property
    def company(self) -> Company:
        """The people in it."""
        return self._steward.company

    @property
    def alone_since(self) -> float:
        """When the last caller went, in the event loop's time."""
        return self._steward.alone_since

    def snapshot(self) -> Snapshot:
        """What is to be kept of its present state."""
        book = self.company.book
        return Snapshot(
            self.id,
            book.entries,
            book.invite_token,
            self._talk.messages,
            self.changes.choices,
            self.minutes.sitting,
            self.minutes.turns,
            self.minutes.spent_usd,
        )

    async def receive(self, ticket: Ticket, line: Line) -> LineEnd:
        """Let a caller take part until their line ends.

        Args:
            ticket: From this conversation's `company`.
            line: Their connection.

        Returns:
            How it ended; the line is closed.
        """
        if isinstance(line, SteeringLine):
            line.steer(self._steering)
        guest, back = ticket.guest, self.company.has_seen(ticket.guest)
        self.minutes.joined(guest, line.kind, back=back)
        end = LineEnd.LOST
        try:
            end = await self._steward.room.seat(guest, line)
        finally:
            if guest not in self.company.here:
                self.minutes.left(guest, end)
        return end

    # Its life

    async def run(self) -> EndReason:
        """Hold the conversation, from the greeting until everything is freed.

        Returns:
            Why it ended. Errors end the conversation; they are logged, not raised.
        """
        log = logger.bind(session=self.id)
        self._life.start()
        log.info("Session started")
        await self.minutes.open()
        self._talk.know(await known_of(self._memory))
        self._steward.taping.begin(self.minutes.clock, self.minutes.sitting, self.minutes.note)
        try:
            await self._converse(self._build())
        except Exception:
            log.exception("Session broke")
            self.end(EndReason.ERROR)
            await self._steward.say_why_it_ends(EndReason.ERROR)
            await self._steward.dismiss_all(EndReason.ERROR)
        finally:
            self._life.finish()
            await self._steward.taping.end()
            await self.minutes.close(self._life.reason)
            self._memories.look_back(self.changes.choices.person, self.id)
        log.info("Session ended: {}", self._life.reason)
        return self._life.reason or EndReason.ERROR

    def end(self, reason: EndReason) -> None:
        """Ask the conversation to end; returns at once.

        Args:
            reason: Counts only if none was given before.
        """
        self._life.ask_to_end(reason)

    def tell(self, message: dict[str, object]) -> None:
        """Send everybody in it a server message.

        Args:
            message: With its type.
        """
        self._steward.send(message)

    async def _converse(self, worker: PipelineWorker) -> None:
        running = await Running.begin(self.id, worker)
        self._life.go_live()
        try:
            in_time = await running.until(self._life.end_asked, self._limits.longest_secs)
            self.end(EndReason.CALLER_LEFT if in_time else EndReason.TIME_LIMIT)
        finally:
            await self._shut_down(running)

    async def _shut_down(self, running: Running) -> None:
        reason = self._life.begin_ending()
        await self._steward.say_why_it_ends(reason)
        self._steward.inbox.close()
        await self._errands.cancel()
        await running.stop(str(reason))
        self._talk.end()
        await self._steward.dismiss_all(reason)
        self._keeper.note_change()
        await self._keeper.finish()

    # Its pipeline

    def _build(self) -> PipelineWorker:
        conversation = build_pipeline(
            self._steward.room,
            self._parts,
            self._tool_host,
            choices=self.changes.choices,
            on_notice=self._tell_about_provider,
            messages=self._talk.messages,
            until_safe=self.minutes.until_safe,
        )
        worker = build_worker(
            conversation.pipeline,
            audio_out_sample_rate=self._parts.audio_out_sample_rate,
            idle_secs=self._limits.idle_secs,
            conversation_id=self.id,
            tools_host=self._tool_host,
        )
        self._talk.begin(conversation.context, worker)
        self._reactions.watch(conversation, worker)
        self.minutes.watch(conversation, self._steward.room)
        self._steering.built(conversation.context, conversation.gate)
        return worker

    async def _written_down(self, pcm: bytes) -> str:
        return await write_down(
            self._parts, self.changes.choices, pcm, patience_secs=_RECORDING_PATIENCE_SECS
        )

    def _recorded(self, words: str) -> None:
        """The words of a turn that came as a whole are known."""
        self._steward.inbox.heard(words)
        self.minutes.recorded(words)

    def _change(self, wish: Wish) -> None:
        """Somebody wants something else on their page."""
        self._errands.fire(self.changes.grant(wish), "a change")

    def _tell_about_provider(self, notice: Notice) -> None:
        self.minutes.switched(notice)
        self._steward.send(message_about(notice))

    def _close_account(self, news: BudgetNews) -> None:
        self._tool_host.take_leave(news.sentence, EndReason.BUDGET)

    def _cannot_write(self) -> None:
        self._steward.send(dict(NOT_WRITTEN_DOWN))

    def _cannot_keep(self) -> None:
        self._steward.send(dict(NOT_KEPT))
