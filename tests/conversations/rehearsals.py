"""Conversations of three turns, held by voice or in writing, on any stack against stand-ins."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from repartee.caller import Call, CallEndedError, Listener, Patience, Recording, Turn
from repartee.caller.rtvi import Message
from tests.support.speech import speak

TURNS = ("my name is anna", "what time is it", "what is my name")
"""The third can only be answered by who remembers the first."""

STACKS: dict[str, dict[str, str]] = {
    "built-in": {"STACK": "built-in"},
    # Its Whisper runs in the server; here another stands in for it.
    "annie": {"STACK": "annie", "STT_PROVIDER": "speaches"},
    "speaches": {"STACK": "speaches"},
    "cloud": {"STACK": "cloud"},
    "realtime": {"STACK": "realtime"},
    "mix: Deepgram, Groq, Cartesia": {
        "STT_PROVIDER": "deepgram",
        "LLM_PROVIDER": "groq",
        "TTS_PROVIDER": "cartesia",
    },
    "mix: OpenAI, built-in brain, Piper": {
        "STT_PROVIDER": "openai",
        "LLM_PROVIDER": "built-in",
        "TTS_PROVIDER": "piper",
    },
    "mix: built-in ears, OpenAI, OpenAI": {
        "STT_PROVIDER": "built-in",
        "LLM_PROVIDER": "openai",
        "TTS_PROVIDER": "openai",
    },
}


@dataclass(frozen=True)
class Conversation:
    """What came of a conversation."""

    turns: tuple[Turn, ...]
    notes: tuple[str, ...]
    """What the page was told of providers."""
    ended: str = ""
    """Why the server hung up, if it did."""

    @property
    def remembers(self) -> bool:
        """Whether the last answer knows what the first turn told."""
        return "anna" in self.turns[-1].answer_text.lower()

    @property
    def words_heard(self) -> float:
        """Which part of the words that were said was understood, 0 to 1."""
        said = [word for turn in self.turns for word in _words(turn.said)]
        heard = [word for turn in self.turns for word in _words(turn.heard_text)]
        return sum(word in heard for word in said) / len(said)

    @property
    def delays(self) -> list[float]:
        """Seconds from the last word to the first sound of each answer."""
        return [turn.delay_seconds for turn in self.turns if turn.delay_seconds is not None]


async def converse(
    url: str,
    *,
    typed: bool = False,
    voice: str = "slt",
    before: dict[int, str] | None = None,
    arm: object = None,
    patience: float = 20.0,
    turns: Sequence[str] = TURNS,
) -> Conversation:
    """Hold a conversation.

    Args:
        url: The server.
        typed: Whether to type instead of speaking.
        voice: Who speaks.
        before: Faults to arm before the turns of these numbers, beginning with 0.
        arm: Arms a fault.
        patience: Seconds to wait for an answer.
        turns: What is said.
    """
    notes: list[str] = []

    def note(message: Message) -> None:
        if message.kind == "server-message" and message.text("type").startswith("provider-"):
            notes.append(message.text("message"))

    told: list[Turn] = []
    call = Call(
        url,
        choices={"greeting": False},
        patience=Patience(answer=patience, longest_answer=30),
        listener=Listener(on_message=note),
        keep_audio=False,
    )
    try:
        async with call:
            for number, text in enumerate(turns):
                if before and number in before:
                    arm(before[number])  # type: ignore[operator]
                speech = await asyncio.to_thread(recording, text, voice)
                told.append(await (call.type(text) if typed else call.say(speech)))
                await call.wait(0.3)
    except CallEndedError as error:
        return Conversation(tuple(told), tuple(notes), str(error))
    return Conversation(tuple(told), tuple(notes))


@cache
def recording(text: str, voice: str) -> Recording:
    """Speech, made once."""
    with TemporaryDirectory() as directory:
        speak(text, voice, Path(directory))
        spoken = Recording.load(Path(directory) / "spoken.wav")
    return Recording.from_samples(spoken.samples, text)


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z]+", text.lower())
