"""One answer of a Realtime model: words, sound and calls, at the model's pace."""

from __future__ import annotations

import asyncio
import base64
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from repartee.simulator.delays import Pace
from repartee.simulator.mind import Conversation, Mind, MindText, MindToolCall
from repartee.simulator.realtime.conversation import Items, messages_of
from repartee.simulator.realtime.shapes import (
    FunctionCall,
    Item,
    Message,
    OutputAudio,
    OutputText,
    Pcm,
    Pcma,
    Session,
    new_id,
)
from repartee.simulator.realtime.usage import NO_TOKENS, Tokens, spoken_tokens, text_tokens, usage
from repartee.simulator.realtime.wording import Event, event, item_shown
from repartee.simulator.speaking import Speaker
from repartee.simulator.streams.pacing import Chunk, Metronome, chunked
from repartee.simulator.streams.sample_formats import encode
from repartee.simulator.thinking import tokens

_CHUNK_SECS = 0.1
_WORD_FOR_WORD = re.compile(r'^Say exactly this[^"]*"(.*)"$', re.DOTALL)
_TEXT_SECS_PER_TOKEN = 0.01


@dataclass(frozen=True)
class Means:
    """With what an answer is made."""

    mind: Mind
    speaker: Speaker
    pace: Pace
    """To the first sound, and for each second of it."""


@dataclass
class Response:
    """One answer, from `response.created` to `response.done`."""

    session: Session
    """As this answer wants it."""
    items: Items
    say: Callable[[Event], None]
    means: Means
    apart: list[Item] | None = None
    """What is answered instead of the conversation, which is then left alone."""
    in_conversation: bool = True
    metadata: dict[str, str] | None = None
    cached: Tokens = NO_TOKENS
    """What of the prompt the last answer had too."""
    id: str = field(default_factory=lambda: new_id("resp"))
    status: str = "in_progress"
    output: list[Item] = field(default_factory=list)
    spent: Tokens = NO_TOKENS
    _prompt: Tokens = NO_TOKENS
    _details: dict[str, object] | None = None
    _asked_at: float = field(default_factory=time.monotonic)

    @property
    def total_tokens(self) -> int:
        """What it took, both ways."""
        return self._prompt.total + self.spent.total

    @property
    def has_spoken(self) -> bool:
        """Whether it made a sound."""
        return self.spent.audio > 0

    def begin(self) -> None:
        """Tell that it has begun."""
        instructions = text_tokens(self.session.instructions)
        tools = sum(text_tokens(tool.model_dump_json()) for tool in self.session.tools)
        asked = self.items.tokens()
        self._prompt = Tokens(asked.text + instructions + tools, asked.audio)
        self.say(event("response.created", response=self._shown()))

    async def run(self) -> None:
        """Answer to the end."""
        if (told := _WORD_FOR_WORD.match(self.session.instructions)) is not None:
            await self._utter(told[1])
            self.finish("completed")
            return
        messages = self.items.messages() if self.apart is None else messages_of(self.apart)
        names = frozenset(tool.name for tool in self.session.tools)
        tools = frozenset() if self.session.tool_choice == "none" else names
        async for piece in self.means.mind.answer(Conversation(messages, tools)):
            match piece:
                case MindText(text):
                    await self._utter(self._within_limit(text))
                case MindToolCall():
                    await self._call(piece)
        self.finish("incomplete" if self._details else "completed", self._details)

    def finish(self, status: str, details: dict[str, object] | None = None) -> None:
        """Tell that it is over; only the first time counts.

        Args:
            status: How it ended.
            details: Why, in OpenAI's shape.
        """
        if self.status != "in_progress":
            return
        self.status = status
        self._details = {"type": status, **details} if details else None
        if self.output and status != "completed":
            self._break_off(self.output[-1])
        self.say(event("response.done", response=self._shown()))

    # What it consists of

    async def _utter(self, text: str) -> None:
        speaks = self.session.output_modalities == ["audio"]
        part = OutputAudio(type="output_audio", transcript="") if speaks else None
        content = part or OutputText(type="output_text", text="")
        item = Message(role="assistant", content=[content], status="in_progress")
        # The parts come one by one, each with an event of its own.
        self._open(item.model_copy(update={"content": []}), item)
        empty = {"type": "audio", "transcript": ""} if speaks else {"type": "text", "text": ""}
        self.say(event("response.content_part.added", **self._place(item), part=empty))
        if isinstance(content, OutputAudio):
            await self._speak(item, content, text)
        else:
            await self._write(item, content, text)
        self._close(item)

    async def _speak(self, item: Message, part: OutputAudio, text: str) -> None:
        output, place = self.session.audio.output, self._place(item)
        shape = output.format
        rate = shape.rate if isinstance(shape, Pcm) else 8000
        encoding = {Pcm: "pcm_s16le", Pcma: "pcm_alaw"}.get(type(shape), "pcm_mulaw")
        metronome = Metronome(self.means.pace, self._asked_at)
        pieces = self.means.speaker.speak(
            text, voice=output.voice, sample_rate=rate, speed=output.speed
        )
        async for chunk in chunked(pieces, rate, _CHUNK_SECS):
            await metronome.wait_for(chunk.secs)
            self._note(item, part, chunk)
            for word, _ in chunk.words:
                delta = f" {word}" if part.transcript else word
                part.transcript = f"{part.transcript}{delta}"
                self.say(event("response.output_audio_transcript.delta", **place, delta=delta))
            data = base64.b64encode(encode(chunk.audio, encoding)).decode()
            self.say(event("response.output_audio.delta", **place, delta=data))
        self.say(event("response.output_audio.done", **place))
        self.say(
            event("response.output_audio_transcript.done", **place, transcript=part.transcript)
        )
        shown = {"type": "audio", "transcript": part.transcript}
        self.say(event("response.content_part.done", **place, part=shown))

    def _note(self, item: Message, part: OutputAudio, chunk: Chunk) -> None:
        heard = self.items.heard(item.id)
        heard.words += chunk.words
        heard.secs += chunk.secs
        words = "".join(word for word, _ in chunk.words)
        more = Tokens(text_tokens(words), spoken_tokens(chunk.secs))
        self.spent = Tokens(self.spent.text + more.text, self.spent.audio + more.audio)
        part.transcript = part.transcript or ""

    async def _write(self, item: Message, part: OutputText, text: str) -> None:
        place = self._place(item)
        await asyncio.sleep(max(self._asked_at + self.means.pace.first_secs - time.monotonic(), 0))
        for token in tokens(text):
            part.text += token
            self.spent = Tokens(self.spent.text + 1, self.spent.audio)
            self.say(event("response.output_text.delta", **place, delta=token))
            await asyncio.sleep(_TEXT_SECS_PER_TOKEN * bool(self.means.pace.first_secs))
        self.say(event("response.output_text.done", **place, text=part.text))
        shown = {"type": "text", "text": part.text}
        self.say(event("response.content_part.done", **place, part=shown))

    async def _call(self, call: MindToolCall) -> None:
        item = FunctionCall(name=call.name, arguments="", status="in_progress")
        await asyncio.sleep(max(self._asked_at + self.means.pace.first_secs - time.monotonic(), 0))
        self._open(item, item)
        place = {**self._place(item), "call_id": item.call_id}
        del place["content_index"]
        for token in tokens(json.dumps(call.arguments)):
            item.arguments += token
            self.spent = Tokens(self.spent.text + 1, self.spent.audio)
            self.say(event("response.function_call_arguments.delta", **place, delta=token))
        self.say(
            event(
                "response.function_call_arguments.done",
                **place,
                name=item.name,
                arguments=item.arguments,
            )
        )
        self._close(item)

    # Telling of it

    def _open(self, shown: Item, item: Item) -> None:
        self.output.append(item)
        before = self.items.add(item) if self.in_conversation else None
        self.say(self._item_event("response.output_item.added", shown))
        if self.in_conversation:
            added = event(
                "conversation.item.added", item=item_shown(shown), previous_item_id=before
            )
            self.say(added)

    def _close(self, item: Item) -> None:
        item.status = "completed"
        if self.in_conversation:
            self.say(event("conversation.item.done", item=item_shown(item), previous_item_id=None))
        self.say(self._item_event("response.output_item.done", item))

    def _break_off(self, item: Item) -> None:
        if item.status == "in_progress":
            item.status = "incomplete"
            self.say(self._item_event("response.output_item.done", item))

    def _item_event(self, kind: str, item: Item) -> Event:
        at = len(self.output) - 1
        return event(kind, response_id=self.id, output_index=at, item=item_shown(item))

    def _place(self, item: Item) -> dict[str, object]:
        return {
            "response_id": self.id,
            "item_id": item.id,
            "output_index": len(self.output) - 1,
            "content_index": 0,
        }

    def _within_limit(self, text: str) -> str:
        limit = self.session.max_output_tokens
        pieces = tokens(text)
        if limit == "inf" or len(pieces) <= limit:
            return text
        self._details = {"reason": "max_output_tokens"}
        return "".join(pieces[:limit])

    def _shown(self) -> dict[str, object]:
        over = self.status != "in_progress"
        output = self.session.audio.output
        return {
            "object": "realtime.response",
            "id": self.id,
            "status": self.status,
            "status_details": self._details,
            "output": [item_shown(item) for item in self.output],
            "conversation_id": "conv_simulated" if self.in_conversation else None,
            "output_modalities": self.session.output_modalities,
            "max_output_tokens": self.session.max_output_tokens,
            "audio": {
                "output": {"format": output.format.model_dump(), "voice": output.voice},
            },
            "metadata": self.metadata,
            "usage": usage(self._prompt, self.cached, self.spent) if over else None,
        }
