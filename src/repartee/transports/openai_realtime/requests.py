from __future__ import annotations

import base64
import binascii
import copy
from typing import assert_never

from repartee.audio.resampling import Resampler
from repartee.transports.line import HEARD_RATE
from repartee.transports.openai_realtime.answering import Wish
from repartee.transports.openai_realtime.client_events import (
    AppendAudio,
    BadEventError,
    CancelResponse,
    ClearAudio,
    ClearOutput,
    ClientEvent,
    CommitAudio,
    CreateItem,
    CreateResponse,
    DeleteItem,
    RetrieveItem,
    TruncateItem,
    UpdateSession,
)
from repartee.transports.openai_realtime.events import Event, event
from repartee.transports.openai_realtime.events import error as fault
from repartee.transports.openai_realtime.held_sound import HeldSound
from repartee.transports.openai_realtime.item_requests import ItemRequests
from repartee.transports.openai_realtime.permissions import Permissions
from repartee.transports.openai_realtime.session import (
    SessionSettings,
    decides_turns,
    voice_in,
)
from repartee.transports.openai_realtime.talk import Talk
from repartee.transports.steering import Steering

_SHORTEST_SECS = 0.1


class Requests:
    """Does what the client's events ask for: tells the conversation, and answers the client."""

    _conversation: Steering
    _items: ItemRequests

    def __init__(self, session: SessionSettings, talk: Talk, permissions: Permissions) -> None:
        """Begin; a conversation is needed before the first event.

        Args:
            session: What the client has set.
            talk: What it has been told.
            permissions: What it may do.
        """
        self._session = session
        self._talk = talk
        self._permissions = permissions
        self._held = HeldSound()
        self._begun = False

    def steer(self, conversation: Steering) -> None:
        """Send the client's wishes to this conversation."""
        self._conversation = conversation
        self._items = ItemRequests(self._talk, conversation, self._permissions)

    def follow(self, asked: ClientEvent) -> tuple[list[Event], bytes]:
        """Do what one event asks for.

        Args:
            asked: The event.

        Returns:
            What the client is told at once, and sound to be heard: 16-bit samples at the rate of
            what the session hears.

        Raises:
            BadEventError: If it cannot be done; nothing has been changed then.
        """
        match asked:
            case AppendAudio():
                return [], self._append(asked)
            case CommitAudio():
                return self._commit(asked), b""
            case UpdateSession():
                return self._update(asked), b""
            case ClearAudio():
                self._held.take()
                return [event("input_audio_buffer.cleared")], b""
            case CreateItem():
                return self._items.create(asked), b""
            case RetrieveItem() | DeleteItem() | TruncateItem():
                return self._items.about(asked), b""
            case CreateResponse():
                return self._respond(asked), b""
            case CancelResponse() | ClearOutput():
                self._cancel(asked)
                return [], b""
            case _:
                assert_never(asked)

    # Sound

    def _append(self, asked: AppendAudio) -> bytes:
        try:
            wire = base64.b64decode(asked.audio, validate=True)
        except (binascii.Error, ValueError):
            raise BadEventError(
                "audio: it is not base64.", "invalid_value", "audio", asked.event_id
            ) from None
        if len(wire) % self._session.hears.bytes_a_sample:
            raise BadEventError(
                "audio: an odd number of bytes is no 16-bit sound.",
                "invalid_value",
                "audio",
                asked.event_id,
            )
        self._talk.hearing.heard_ms += self._session.hears.millis(len(wire))
        pcm = self._session.hears.decode(wire)
        if self._session.turn_detection is not None:
            return pcm
        self._held.put(pcm)
        return b""

    def _commit(self, asked: CommitAudio) -> list[Event]:
        if self._session.turn_detection is not None:
            # Whether the turn is over is found out here; saying so changes nothing.
            return []
        pcm = self._held.take()
        if len(pcm) < self._session.hears.rate * 2 * _SHORTEST_SECS:
            raise BadEventError(
                "The input audio buffer is too short, or empty. Append 100 ms of sound at least "
                "before you commit it.",
                "input_audio_buffer_commit_empty",
                None,
                asked.event_id,
            )
        item_id, events = self._talk.commit()
        self._conversation.hear(item_id, _resampled(pcm, self._session.hears.rate))
        return events

    # The session

    def _update(self, asked: UpdateSession) -> list[Event]:
        session, update = self._session, asked.session
        if (update.instructions or "").strip() and not self._permissions.instructions:
            raise BadEventError(
                "This server takes no instructions from clients. Leave them out.",
                "instructions_forbidden",
                "session.instructions",
                asked.event_id,
            )
        if decides_turns(update) and not self._permissions.turns:
            raise BadEventError(
                "session.audio.input.turn_detection: this server's model detects turns and answers "
                "them by itself. Leave it as it is.",
                "unsupported_value",
                "session.audio.input.turn_detection",
                asked.event_id,
            )
        before = copy.copy(session)
        session.take(update)
        self._put_into_force(before)
        updated = event("session.updated", session=session.as_event())
        if self._begun and voice_in(update) not in {"", session.voice}:
            return [updated, as_error(_late_voice(asked.event_id))]
        return [updated]

    def _put_into_force(self, before: SessionSettings) -> None:
        session = self._session
        # The first update's instructions and voice are the conversation's from its beginning.
        if self._begun and session.instructions != before.instructions:
            self._conversation.instruct(session.instructions)
        if session.answers_turns != before.answers_turns:
            self._conversation.answer_turns(wanted=session.answers_turns)
        if session.modality != before.modality:
            self._conversation.speak(aloud=session.modality == "audio")
        if (session.tools, session.tool_choice) != (before.tools, before.tool_choice):
            self._conversation.offer(session.client_tools, session.tool_choice)

    def begin(self) -> None:
        """What is set from now on comes after the conversation has begun."""
        self._begun = True

    # Responses

    def _respond(self, asked: CreateResponse) -> list[Event]:
        wish = asked.response
        if wish is not None and (wish.conversation == "none" or wish.input is not None):
            raise BadEventError(
                "response: answers outside of the conversation are not given here. Leave out "
                "conversation and input.",
                "unsupported_parameter",
                "response.conversation",
                asked.event_id,
            )
        modality = self._session.modality
        if wish is not None and wish.output_modalities:
            modality = wish.output_modalities[0]
        how = Wish(modality == "audio", wish.metadata if wish else None)
        if self._talk.is_up_to_date and not (wish and (wish.instructions or wish.metadata)):
            return self._talk.answering.nothing_to_add(how)
        if self._talk.answering.is_busy:
            raise BadEventError(
                "The conversation already has an active response. Wait for response.done, or "
                "send response.cancel.",
                "conversation_already_has_active_response",
                None,
                asked.event_id,
            )
        if wish is not None and wish.instructions and self._permissions.instructions:
            self._conversation.remember("system", f"For your next answer: {wish.instructions}")
        self._conversation.speak(aloud=how.aloud)
        self._conversation.respond()
        return self._talk.answering.ask(how)

    def _cancel(self, asked: CancelResponse | ClearOutput) -> None:
        if not self._talk.answering.is_busy:
            raise BadEventError(
                "There is no active response to cancel.",
                "response_cancel_not_active",
                None,
                asked.event_id,
            )
        if self._talk.answering.cancel():
            self._conversation.interrupt()


def _resampled(pcm: bytes, rate: int) -> bytes:
    resampler = Resampler(rate, HEARD_RATE)
    return resampler.resample(pcm) + resampler.drain()


def as_error(error: BadEventError) -> Event:
    """The event that tells the client of its fault."""
    return fault(str(error), code=error.code, param=error.param, caused_by=error.event_id)


def _late_voice(event_id: str | None) -> BadEventError:
    return BadEventError(
        "The voice counts when a session begins, and cannot be changed later.",
        "cannot_update_voice",
        "session.audio.output.voice",
        event_id,
    )
