"""OpenAI's SDK and plain HTTP talk to the stand-ins for Speaches and Kokoro-FastAPI."""

from __future__ import annotations

from typing import Any

import httpx
import openai
import pytest

from repartee.simulator.faults import FaultKind
from repartee.simulator.simulator import Simulator
from tests.simulator.conftest import scripted
from tests.simulator.vendors.support import arm, silence

_EARS = "Systran/faster-whisper-small.en"
_VOICE = "speaches-ai/Kokoro-82M-v1.0-ONNX"


def _sdk(simulator: Simulator) -> openai.AsyncOpenAI:
    (url,) = simulator.urls.values()
    return openai.AsyncOpenAI(base_url=f"{url}/v1", api_key="none", max_retries=0, timeout=20)


def _http(simulator: Simulator) -> httpx.AsyncClient:
    (url,) = simulator.urls.values()
    return httpx.AsyncClient(base_url=url)


async def _hear(client: openai.AsyncOpenAI, model: str = _EARS) -> str:
    file = ("audio.wav", silence(1))
    return (await client.audio.transcriptions.create(model=model, file=file)).text


def _detail(error: openai.APIStatusError) -> Any:
    """What FastAPI says; the SDK leaves it out of its own message."""
    body: Any = error.body
    return body["detail"]


async def test_speaches_answers_only_with_models_that_were_downloaded() -> None:
    async with scripted("speaches", hears=("hello",)) as simulator, _http(simulator) as http:
        client = _sdk(simulator)
        assert (await http.get("/health")).status_code == 200
        with pytest.raises(openai.NotFoundError) as caught:
            await _hear(client)
        assert "not installed locally" in _detail(caught.value)
        assert (await http.post(f"/v1/models/{_EARS}")).status_code == 200
        assert (await http.post(f"/v1/models/{_EARS}")).status_code == 201
        assert [model.id async for model in client.models.list()] == [_EARS]
        assert await _hear(client) == "Hello."
        assert (await http.get("/api/ps")).json() == {"models": [_EARS]}
        assert (await http.delete(f"/v1/models/{_EARS}")).status_code == 200
        with pytest.raises(openai.NotFoundError):
            await _hear(client)


@pytest.mark.parametrize(
    ("model", "status"), [("acme/whisper", 404), ("pyannote/speaker-diarization-3.1", 401)]
)
async def test_speaches_cannot_download_everything(model: str, status: int) -> None:
    async with scripted("speaches") as simulator, _http(simulator) as http:
        answer = await http.post(f"/v1/models/{model}")
    assert answer.status_code == status
    assert model in answer.json()["detail"]


async def test_speaches_knows_openais_names_and_which_model_does_what() -> None:
    async with scripted("speaches") as simulator, _http(simulator) as http:
        client = _sdk(simulator)
        await http.post("/v1/models/tts-1")
        speech: Any = {"voice": "af_heart", "input": "Hello.", "response_format": "pcm"}
        assert (await client.audio.speech.create(model="tts-1", **speech)).content
        with pytest.raises(openai.NotFoundError) as caught:
            await _hear(client, _VOICE)
        assert "not supported for task" in _detail(caught.value)
        with pytest.raises(openai.UnprocessableEntityError):
            await client.audio.speech.create(model="tts-1", **{**speech, "voice": "alloy"})
        tasks = (await http.get("/v1/registry", params={"task": "text-to-speech"})).json()
        assert _VOICE in [model["id"] for model in tasks["data"]]


async def test_kokoro_speaks_with_every_voice_and_mixtures() -> None:
    async with scripted("kokoro-fastapi") as simulator, _http(simulator) as http:
        client = _sdk(simulator)
        voices = (await http.get("/v1/audio/voices")).json()["voices"]
        assert (await http.get("/health")).json() == {"status": "healthy"}
        for voice in (voices[0], "af_bella(2)+af_sky(1)", "alloy"):
            speech = client.audio.speech.with_streaming_response
            async with speech.create(
                model="kokoro", voice=voice, input="one two", response_format="pcm"
            ) as answer:
                audio = b"".join([chunk async for chunk in answer.iter_bytes()])
            assert len(audio) == pytest.approx(2 * 0.3 * 24_000 * 2, abs=8)


@pytest.mark.parametrize(
    ("more", "said"),
    [({"voice": "af_nobody"}, "not found. Available"), ({"model": "kokoro-9"}, "Unsupported")],
)
async def test_kokoro_refuses_in_its_own_shape(more: dict[str, str], said: str) -> None:
    speech: Any = {"model": "kokoro", "voice": "af_heart", "input": "Hello.", **more}
    async with scripted("kokoro-fastapi") as simulator:
        with pytest.raises(openai.BadRequestError) as caught:
            await _sdk(simulator).audio.speech.create(**speech)
    assert said in _detail(caught.value)["message"]
    assert _detail(caught.value)["type"] == "invalid_request_error"


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        (FaultKind.REFUSE, openai.APIConnectionError),
        (FaultKind.ERROR, openai.InternalServerError),
        (FaultKind.UNAVAILABLE, openai.InternalServerError),
        (FaultKind.HANG, openai.APITimeoutError),
        (FaultKind.DROP, openai.APIConnectionError),
    ],
)
@pytest.mark.parametrize("vendor", ["speaches", "kokoro-fastapi"])
async def test_each_fault_is_the_sdks_own_error(
    vendor: str, kind: FaultKind, error: type[Exception]
) -> None:
    speech: Any = {"voice": "af_heart", "input": "one two", "response_format": "pcm"}
    async with scripted(vendor) as simulator, _http(simulator) as http:
        if vendor == "speaches":
            await http.post("/v1/models/tts-1")
        client = _sdk(simulator)
        hasty = client.with_options(timeout=0.5 if kind is FaultKind.HANG else 20)
        arm(simulator, kind)
        with pytest.raises(error):
            await hasty.audio.speech.create(model="tts-1", **speech)
        simulator.standin(vendor).faults.clear()
        assert (await client.audio.speech.create(model="tts-1", **speech)).content
