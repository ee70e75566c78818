"""What follows from what happens in a conversation's pipeline."""

from __future__ import annotations

from dataclasses import dataclass, field

from loguru import logger
from pipecat.frames.frames import (
    BotStartedSpeakingFrame,
    BotStoppedSpeakingFrame,
    ErrorFrame,
    Frame,
)
from pipecat.pipeline.worker import PipelineWorker
from pipecat.processors.aggregators.llm_response_universal import (
    AssistantTurnStoppedMessage,
    UserTurnMessageAddedMessage,
)

from repartee.conversation.errands import Errands
from repartee.conversation.events import Summarised
from repartee.conversation.keeper import Keeper
from repartee.conversation.life import EndReason, SessionLife, SessionState
from repartee.conversation.minutes import Minutes
from repartee.conversation.pipeline import ConversationPipeline
from repartee.conversation.steering import ContextSteering
from repartee.conversation.steward import Steward
from repartee.conversation.summaries import Summaries
from repartee.conversation.talk import Talk
from repartee.conversation.tool_host import SessionHost
from repartee.services.failover.brain import FailoverBrain


@dataclass(kw_only=True)
class Reactions:
    """Tells the parts of one conversation what they have to know of its turns and its faults."""

    session_id: str = field(kw_only=False)
    life: SessionLife
    errands: Errands
    talk: Talk
    steward: Steward
    keeper: Keeper
    minutes: Minutes
    host: SessionHost
    steering: ContextSteering
    summaries: bool
    """Whether older exchanges are summarised before there is no more room for them."""
    _summaries: Summaries | None = field(default=None, init=False)

    def watch(self, conversation: ConversationPipeline, worker: PipelineWorker) -> None:
        """React from now on.

        Args:
            conversation: The pipeline and its parts.
            worker: Runs it.
        """
        self._watch_worker(worker)
        self._watch_turns(conversation)
        brain = conversation.brain
        if self.summaries and isinstance(brain, FailoverBrain):
            self._summaries = Summaries(
                conversation.context, brain, self.errands.fire, self._summarised
            )

    def _watch_worker(self, worker: PipelineWorker) -> None:
        async def on_upstream(_worker: PipelineWorker, frame: Frame) -> None:
            # What is being answered is part of the context by now, however it was asked.
            self.keeper.note_change()
            if isinstance(frame, BotStartedSpeakingFrame):
                self.host.last_words.agent_began()
            elif isinstance(frame, BotStoppedSpeakingFrame):
                leaving = self.host.last_words.agent_ended()
                if leaving is not None:
                    self.life.ask_to_end(leaving)

        async def on_idle(_worker: PipelineWorker) -> None:
            # A timer still to ring is a reason to stay.
            if not self.errands.awaited and self.life.state is SessionState.LIVE:
                self.life.ask_to_end(EndReason.IDLE)

        async def on_error(_worker: PipelineWorker, error: ErrorFrame) -> None:
            logger.bind(session=self.session_id).error("A part failed: {}", error.error)
            self.minutes.failed(error)
            if error.processor is not None and not error.processor.is_usable:
                self.life.ask_to_end(EndReason.ERROR)

        async def on_ready(_rtvi: object) -> None:
            await self.steward.greet()

        worker.add_event_handler("on_frame_reached_upstream", on_upstream)
        worker.add_event_handler("on_idle_timeout", on_idle)
        worker.add_event_handler("on_pipeline_error", on_error)
        worker.rtvi.add_event_handler("on_client_ready", on_ready)

    def _watch_turns(self, conversation: ConversationPipeline) -> None:
        async def on_user_started(*_: object) -> None:
            self.talk.pauses.user_began()

        async def on_user_stopped(*_: object) -> None:
            self.talk.pauses.user_finished()

        async def on_words(_: object, turn: UserTurnMessageAddedMessage) -> None:
            # A model that hears for itself knows the words some time after the turn's end.
            self.steward.inbox.heard(turn.content)

        async def on_answered(_: object, answer: AssistantTurnStoppedMessage) -> None:
            self._answered(answer)

        conversation.user.add_event_handler("on_user_turn_started", on_user_started)
        conversation.user.add_event_handler("on_user_turn_stopped", on_user_stopped)
        conversation.user.add_event_handler("on_user_turn_message_added", on_words)
        conversation.assistant.add_event_handler("on_assistant_turn_stopped", on_answered)

    def _answered(self, answer: AssistantTurnStoppedMessage) -> None:
        self.minutes.answered(answer)
        self.talk.last_answer = answer.content or self.talk.last_answer
        self.steering.answer_kept()
        self.steward.answered(answer.content or "")
        self.keeper.note_change()
        if self._summaries is not None:
            self._summaries.look()
        if answer.interrupted:
            self.steward.send({"type": "answer-cut", "heard": answer.content})
        else:
            self.steward.inbox.replies.said(answer.content or "")

    def _summarised(self, summary: Summarised) -> None:
        logger.bind(session=self.session_id).info(
            "The first {} exchanges are a summary now", summary.up_to_turn
        )
        self.minutes.note(summary)
        self.keeper.note_change()
