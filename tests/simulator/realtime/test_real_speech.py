"""Real speech both ways, by the stand-in's own ears and voice."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soxr

from tests.simulator.realtime.client import RATE, field, of, session, silence, sound
from tests.simulator.vendors.streaming import QUESTION, question, real, understood
from tests.support.speech import SAMPLE_RATE


async def test_a_spoken_question_is_understood_and_the_answer_can_be(tmp_path: Path) -> None:
    asked = soxr.resample(question(tmp_path), SAMPLE_RATE, RATE).astype(np.int16).tobytes()
    written = {"input": {"transcription": {"model": "gpt-4o-mini-transcribe"}}}

    async with (
        real("openai", cache=tmp_path) as simulator,
        session(simulator, audio=written) as client,
    ):
        await client.speak(asked + silence(1))
        came = await client.until("response.done")

    kind = "conversation.item.input_audio_transcription.completed"
    assert field(of(came, kind)[0], "transcript") == QUESTION
    words = understood(sound(came), RATE).lower()
    assert "what time is it" in words or "you said" in words
