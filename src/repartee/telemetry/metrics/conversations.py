"""Figures of what happens in conversations, from the events that pages and history get."""

from __future__ import annotations

from collections.abc import Mapping

from repartee.conversation.events import (
    AgentTurn,
    Call,
    Event,
    Failed,
    GuestJoined,
    ProviderSwitched,
    SessionEnded,
    SessionStarted,
    ToolAnswered,
    TurnMeasured,
    UserTurn,
)
from repartee.conversation.onlookers import Onlooker
from repartee.conversation.stages import is_of_speech, stages_ms, wait_ms
from repartee.telemetry.metrics.instruments import Instruments

_BAD_ENDINGS = ("error", "lost")
_NOBODY = "none"
_OTHER = "other"


class ConversationFigures:
    """Makes who looks on in each conversation."""

    def __init__(self, instruments: Instruments, provider_ids: Mapping[str, str]) -> None:
        """Look on nowhere yet.

        Args:
            instruments: What counts.
            provider_ids: Of providers by their labels, which events of failovers have.
        """
        self._instruments = instruments
        self._provider_ids = provider_ids

    def onlooker(self) -> Onlooker:
        """One for a new conversation."""
        return _ConversationWatch(self._instruments, self._provider_ids).note


class _ConversationWatch:
    """Counts what happens in one conversation."""

    def __init__(self, instruments: Instruments, provider_ids: Mapping[str, str]) -> None:
        self._count = instruments
        self._provider_ids = provider_ids
        self._transport = _NOBODY
        """How whoever came last came."""
        self._cut = 0
        """Answers that were broken off, and it is not known whether by a caller who went."""

    def note(self, event: Event) -> None:
        """Count an event."""
        match event:
            case SessionStarted():
                self._count.sessions_begun.inc()
            case SessionEnded():
                self._count.sessions_ended.labels(event.reason).inc()
                if event.reason in _BAD_ENDINGS:
                    self._failed("conversation", event.reason)
            case GuestJoined():
                self._transport = event.way or _NOBODY
            case UserTurn():
                self._said(event)
            case AgentTurn() if event.cut and event.heard:
                self._cut += 1
            case TurnMeasured():
                self._measured(event)
            case ProviderSwitched() if event.fault:
                self._switched(event)
            case Failed():
                self._failed(event.part or "conversation", "failed")
            case ToolAnswered() if event.failed:
                # Clients bring tools of their own, by any name.
                self._failed("tool", "failed")
            case _:
                return

    def _said(self, event: UserTurn) -> None:
        how = "text" if event.typed else "speech"
        self._count.turns.labels(self._transport, how).inc()
        # Whoever hangs up in the middle of an answer says nothing more.
        self._count.interruptions.labels("gave_way").inc(self._cut)
        self._cut = 0

    def _measured(self, event: TurnMeasured) -> None:
        if event.turn:
            self._waited(event)
        for call in event.calls:
            self._called(call)
        self._count.interruptions.labels("kept_out").inc(event.kept_out)
        self._count.wasted_answers.inc(event.usage.get("wasted_answers", 0))
        self._count.wasted_tokens.inc(event.usage.get("wasted_tokens", 0))
        for charge in event.charges:
            provider = charge.provider or _OTHER
            self._count.used.labels(provider, charge.unit).inc(charge.amount)
            self._count.cost.labels(provider).inc(charge.usd or 0)

    def _waited(self, event: TurnMeasured) -> None:
        waited = wait_ms(event.steps_ms)
        if waited is None:
            return
        if not is_of_speech(event.steps_ms):
            self._count.typed_to_voice.labels(self._transport).observe(waited / 1000)
            return
        self._count.voice_to_voice.labels(self._transport).observe(waited / 1000)
        for stage, took in stages_ms(event.steps_ms).items():
            self._count.stage.labels(stage, self._transport).observe(took / 1000)

    def _called(self, call: Call) -> None:
        provider = call.provider or _OTHER
        if call.first_ms is not None:
            self._count.provider_first.labels(call.part, provider).observe(call.first_ms / 1000)
        if call.whole_ms is not None:
            self._count.provider_call.labels(call.part, provider).observe(call.whole_ms / 1000)

    def _switched(self, event: ProviderSwitched) -> None:
        self._failed(event.part, event.fault)
        successor = self._id_of(event.successor) if event.successor else _NOBODY
        self._count.failovers.labels(event.part, self._id_of(event.left), successor).inc()

    def _failed(self, part: str, kind: str) -> None:
        self._count.errors.labels(part, kind).inc()

    def _id_of(self, label: str) -> str:
        return self._provider_ids.get(label, _OTHER)
