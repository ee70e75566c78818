from __future__ import annotations

from repartee.transports.openai_realtime.client_events import (
    ApprovalItem,
    BadEventError,
    CallItem,
    CreateItem,
    DeleteItem,
    MessageItem,
    OutputItem,
    RetrieveItem,
    TruncateItem,
)
from repartee.transports.openai_realtime.events import Event, event, message_item, new_id
from repartee.transports.openai_realtime.permissions import Permissions
from repartee.transports.openai_realtime.talk import Talk
from repartee.transports.steering import Steering


class ItemRequests:
    """Does what a client asks for about the conversation's items."""

    def __init__(self, talk: Talk, conversation: Steering, permissions: Permissions) -> None:
        """Begin.

        Args:
            talk: What the client has been told.
            conversation: What is steered.
            permissions: What the client may do.
        """
        self._talk = talk
        self._conversation = conversation
        self._permissions = permissions

    def create(self, asked: CreateItem) -> list[Event]:
        """Add one to the conversation.

        Args:
            asked: The event.

        Raises:
            BadEventError: If it cannot be added.
        """
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

    def about(self, asked: RetrieveItem | DeleteItem | TruncateItem) -> list[Event]:
        """Tell, forget or shorten one.

        Args:
            asked: The event.

        Raises:
            BadEventError: If there is no such item.
        """
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
        message = self._talk.answering.spoken(asked.item_id)
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
