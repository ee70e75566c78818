"""An agent that tells a story, and whose words lie how in the sound of the stand-ins' speaker."""

from __future__ import annotations

from pipecat.services.tts_service import TTSService

from repartee.conversation.parts import Choices
from repartee.services.failover.chain import OnNotice
from repartee.services.provider import VoiceProvider
from repartee.simulator.speaking import SPEAKER_RATE, BuiltInSpeaker
from tests.support.scripted_stack import ScriptedStack

SENTENCES = (
    "The first ship left the harbour early in the morning, long before the sun was up.",
    "Nobody on the shore saw how it turned around the lighthouse and went north.",
    "By noon the wind had grown so strong that the captain took in all sails but one.",
)
STORY = " ".join(SENTENCES)


def tell_story(_: list[dict[str, object]]) -> str:
    return STORY


class StoryStack(ScriptedStack):
    """Tells the story, with a voice of a test's choosing."""

    greeting = ""

    def __init__(self, voice: VoiceProvider) -> None:
        super().__init__(tell_story)
        self._voice = voice

    async def start(self) -> None:
        await self._voice.start()
        self.audio_out_sample_rate = self._voice.sample_rate

    async def close(self) -> None:
        await self._voice.close()

    def voice(self, choices: Choices, on_notice: OnNotice) -> TTSService:
        return self._voice.voice()


async def words_within(secs: float, voice: str) -> int:
    """How many words begin within so much of the story's sound, by the speaker's own account."""
    speaker = BuiltInSpeaker()
    await speaker.start()
    begun, before = 0, 0.0
    for sentence in SENTENCES:
        sound = 0
        async for piece in speaker.speak(sentence, voice=voice, sample_rate=SPEAKER_RATE):
            begun += sum(before + at < secs for _, at in piece.words)
            sound += len(piece.audio)
        before += sound / 2 / SPEAKER_RATE
    await speaker.close()
    return begun
