"""Requests for transcripts and speech are shaped as OpenAI's are (B5: 6)."""

from __future__ import annotations

import asyncio
import io
import json
import random
import wave
from dataclasses import dataclass

import pytest
from aiohttp import web
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pipecat.frames.frames import (
    TranscriptionFrame,
    TTSAudioRawFrame,
    TTSSpeakFrame,
    TTSStoppedFrame,
)

from repartee.settings import Settings, load_settings
from tests.services.failover.stage import RATE
from tests.support.recorder import Asked, Recorder
from tests.support.remote_parts import provider, session, speak

EXAMPLES = settings(
    max_examples=100,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
HEARD = "what it was"
SOUND = bytes(range(240)) * 20  # 100 ms at 24 kHz
OWN_SERVERS = {"speaches": "SPEACHES", "kokoro-fastapi": "KOKORO", "openai": "OPENAI"}
EARS = ("speaches", "openai", "openai-compatible")
VOICES = ("speaches", "kokoro-fastapi", "openai", "openai-compatible")

names = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._/ -]{0,30}[A-Za-z0-9]", fullmatch=True)
keys = st.sampled_from(["", "a-key"])
letters = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp"))
texts = st.builds(
    lambda first, rest: f"{first}{rest}".strip(),
    st.sampled_from(["Hello", "Привет", "42 ", "“Oh” "]),
    st.text(letters, max_size=200),
)


@dataclass(frozen=True)
class Sound:
    """Noise of a length, the same for the same seed."""

    samples: int
    seed: int

    @property
    def pcm(self) -> bytes:
        return random.Random(self.seed).randbytes(2 * self.samples)


sounds = st.builds(Sound, st.integers(1, 2 * RATE), st.integers(0, 10_000))


async def _answer(request: web.Request) -> web.StreamResponse:
    if request.path.endswith("/audio/transcriptions"):
        return web.json_response({"text": HEARD})
    if request.path.endswith("/audio/speech"):
        return web.Response(body=SOUND, content_type="audio/pcm")
    return web.json_response({"data": []})


def _configured(part: str, name: str, recorder: Recorder, **variables: str) -> Settings:
    where = f"http://127.0.0.1:{recorder.port}/v1"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(f"{OWN_SERVERS.get(name, part)}_BASE_URL", where)
        for variable, value in variables.items():
            patch.setenv(variable, value)
        return load_settings(_env_file=None)


def _only(recorder: Recorder, path: str) -> Asked:
    (asked,) = [each for each in recorder.asked if each.path == path]
    return asked


def _check_key(asked: Asked, key: str) -> None:
    given_key = asked.headers.get("Authorization", "").removeprefix("Bearer ")
    assert given_key == key if key else given_key in ("", "none")


@EXAMPLES
@given(
    name=st.sampled_from(EARS),
    sound=sounds,
    model=names,
    language=st.sampled_from(["en", "de", "pt-BR", "en-GB", "zh-CN", "ja", "auto"]),
    key=keys,
)
def test_ears_send_a_form_with_a_wav_file_and_its_model_and_language(
    loop: asyncio.Runner,
    recorder: Recorder,
    name: str,
    sound: Sound,
    model: str,
    language: str,
    key: str,
) -> None:
    key = key or ("a-key" if name == "openai" else "")
    configured = _configured(
        "STT",
        name,
        recorder,
        STT_MODEL=model,
        STT_LANGUAGE=language,
        OPENAI_API_KEY=key,
        STT_API_KEY=key,
    )
    recorder.forget(_answer)

    async def hear() -> list[str]:
        service = provider("ears", name, configured)
        await service.start()
        async with session("ears", service) as stage:
            await speak(stage, sound.pcm)
            await stage.until_seen(TranscriptionFrame)
            heard = [frame.text for frame in stage.of(TranscriptionFrame)]
        await service.close()
        return heard

    assert loop.run(hear()) == [HEARD]
    asked = _only(recorder, "/v1/audio/transcriptions")
    assert asked.method == "POST"
    assert asked.form["model"] == model
    assert asked.form.get("language") == (None if language == "auto" else language.split("-")[0])
    assert asked.form.get("response_format", "json") in ("json", "verbose_json")
    assert set(asked.form) <= {"file", "model", "language", "response_format"}
    _check_key(asked, "" if name == "speaches" else key)
    _check_wav(asked.form["file"], sound.pcm)


def _check_wav(file: str | bytes, pcm: bytes) -> None:
    assert isinstance(file, bytes)
    with wave.open(io.BytesIO(file)) as wav:
        assert (wav.getnchannels(), wav.getsampwidth(), wav.getframerate()) == (1, 2, RATE)
        samples = wav.readframes(wav.getnframes())
    assert len(samples) == 2 * wav.getnframes()
    assert pcm in samples
    assert len(samples) <= len(pcm) + 2 * RATE


@EXAMPLES
@given(
    name=st.sampled_from(VOICES),
    text=texts,
    model=names,
    voice=names,
    speed=st.sampled_from([0.5, 0.8, 1.0, 1.25, 2.0]),
    key=keys,
)
def test_voices_send_an_object_with_input_model_voice_and_format(
    loop: asyncio.Runner,
    recorder: Recorder,
    name: str,
    text: str,
    model: str,
    voice: str,
    speed: float,
    key: str,
) -> None:
    key = key or ("a-key" if name == "openai" else "")
    configured = _configured(
        "TTS",
        name,
        recorder,
        TTS_MODEL=model,
        TTS_VOICE=voice,
        TTS_SPEED=str(speed),
        OPENAI_API_KEY=key,
        TTS_API_KEY=key,
    )
    recorder.forget(_answer)

    async def say() -> bytes:
        service = provider("voice", name, configured)
        await service.start()
        async with session("voice", service) as stage:
            await stage.send(TTSSpeakFrame(text))
            await stage.until_seen(TTSStoppedFrame)
            sound = b"".join(frame.audio for frame in stage.of(TTSAudioRawFrame))
        await service.close()
        return sound

    # Resampled, from the first sample to the last.
    assert len(loop.run(say())) == pytest.approx(len(SOUND) * RATE / 24_000, abs=4)
    asked = _only(recorder, "/v1/audio/speech")
    assert asked.method == "POST"
    assert asked.headers["Content-Type"] == "application/json"
    shape = {"input": text, "model": model, "voice": voice, "response_format": "pcm"}
    spoken = json.loads(asked.body)
    assert spoken == shape | ({} if speed == 1.0 else {"speed": speed})
    _check_key(asked, key if name.startswith("openai") else "")
