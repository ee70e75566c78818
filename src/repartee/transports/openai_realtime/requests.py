from __future__ import annotations

import base64
import binascii
import copy
from dataclasses import dataclass
from typing import assert_never

from repartee.audio.resampling import Resampler
from repartee.transports.line import HEARD_RATE
from repartee.transports.openai_realtime.client_events import (
    AppendAudio,
    ApprovalItem,
    BadEventError,
    CallItem,
    CancelResponse,
    ClearAudio,
    ClearOutput,
    ClientEvent,
    CommitAudio,
    CreateItem,
    CreateResponse,
    DeleteItem,
    MessageItem,
    OutputItem,
    RetrieveItem,
    TruncateItem,
    UpdateSession,
)
from repartee.transports.openai_realtime.events import Event, event, message_item, new_id
from repartee.transports.openai_realtime.events import error as fault
from repartee.transports.openai_realtime.held_sound import HeldSound
from repartee.transports.openai_realtime.session import (
    SessionSettings,
    decides_turns,
    voice_in,
)
from repartee.transports.openai_realtime.talk import Talk, Wish
from repartee.transports.steering import Steering

_SHORTEST_SECS = 0.1


@dataclass(frozen=True)
class Permissions:
    """What a client may do."""

    instructions: bool = True
    """Whether it may say who the agent is."""
    max_text_chars: int = 2000
    """Longest message in writing."""
    turns: bool = True
    """Whether it may say when a turn is over, or to be answered."""


class Requests:
    """Does what the client's events ask for: tells the conversation, and answers the client."""

    _conversation: Steering

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
                return self._create_item(asked), b""
            case RetrieveItem() | DeleteItem() | TruncateItem():
                return self._about_item(asked), b""
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

    # Items

    def _create_item(self, asked: CreateItem) -> list[Event]:
        match asked.item:
            case MessageItem() as message:
                return self._add_message(asked, message)
            case OutputItem() as output:
                self._conversation.give_result(output.call_id, output.output)
            case CallItem() as call:
                words = f"The function {call.name} was called with {call.arguments}."
                self._conversation.remember("system", words)
            case ApprovalItem() as approval:
                self._approve(asked, approval)
        self._talk.news()
        item = asked.item.model_dump(exclude_none=True)
        return self._added({**item, "id": asked.item.id or new_id("item")})

    def _add_message(self, asked: CreateItem, message: MessageItem) -> list[Event]:
        text = message.text
        if len(text) > self._permissions.max_text_chars:
            most = self._permissions.max_text_chars
            raise BadEventError(
                f"item.content: the text is too long; send at most {most} characters.",
                "string_above_max_length",
                "item.content",
                asked.event_id,
            )
        if not text:
            raise BadEventError(
                "item.content: only text is understood here. Send sound by "
                "input_audio_buffer.append.",
                "invalid_value",
                "item.content",
                asked.event_id,
            )
        if message.role == "system" and not self._permissions.instructions:
            raise BadEventError(
                "This server takes no instructions from clients.",
                "instructions_forbidden",
                "item.role",
                asked.event_id,
            )
        self._conversation.remember(message.role, text)
        self._talk.news()
        kind = "output_text" if message.role == "assistant" else "input_text"
        content = [{"type": kind, "text": text}]
        return self._added(message_item(message.id or new_id("item"), message.role, content))

    def _approve(self, asked: CreateItem, answer: ApprovalItem) -> None:
        approval = self._talk.own_tools.approval(answer.approval_request_id)
        if approval is None:
            raise BadEventError(
                "item.approval_request_id: nothing is asked by this id, or not any more.",
                "item_not_found",
                "item.approval_request_id",
                asked.event_id,
            )
        if approval.question_id:
            self._conversation.answer_question(approval.question_id, yes=answer.approve)
        else:
            words = "yes" if answer.approve else "no"
            where = {"id": approval.assignment, "question": approval.question}
            self._conversation.wish(
                {"desk": approval.desk, "wish": "answer", **where, "words": words}
            )

    def _added(self, item: dict[str, object]) -> list[Event]:
        whole = {"object": "realtime.item", "status": "completed", **item}
        return [self._talk.items.add(whole), self._talk.items.done(whole)]

    def _about_item(self, asked: RetrieveItem | DeleteItem | TruncateItem) -> list[Event]:
        item = self._talk.items.find(asked.item_id)
        if item is None:
            raise BadEventError(
                "item_id: there is no such item.", "item_not_found", "item_id", asked.event_id
            )
        match asked:
            case RetrieveItem():
                return [event("conversation.item.retrieved", item=item)]
            case DeleteItem():
                self._talk.items.remove(asked.item_id)
                return [event("conversation.item.deleted", item_id=asked.item_id)]
            case TruncateItem():
                return self._truncate(asked)

    def _truncate(self, asked: TruncateItem) -> list[Event]:
        message = self._talk.spoken(asked.item_id)
        if message is None or not message.aloud:
            raise BadEventError(
                "item_id: only what the agent has said aloud can be truncated.",
                "invalid_value",
                "item_id",
                asked.event_id,
            )
        heard = message.heard_until(asked.audio_end_ms)
        if heard != message.words:
            self._conversation.correct(message.words, heard)
            message.words = heard
        return [
            event(
                "conversation.item.truncated",
                item_id=asked.item_id,
                content_index=asked.content_index,
                audio_end_ms=asked.audio_end_ms,
            )
        ]

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
            return self._talk.nothing_to_add(how)
        if self._talk.is_answering:
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
        return self._talk.ask(how)

    def _cancel(self, asked: CancelResponse | ClearOutput) -> None:
        if not self._talk.is_answering:
            raise BadEventError(
                "There is no active response to cancel.",
                "response_cancel_not_active",
                None,
                asked.event_id,
            )
        if self._talk.cancel():
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
