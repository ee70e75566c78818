"""Ears behind an OpenAI-like API, beside Pipecat's own on the same server."""

from __future__ import annotations

import math
from typing import Any

import pytest
from aiohttp import web
from pipecat.services.openai.stt import OpenAISTTService
from pipecat.utils.errors import ErrorCategory
from pydantic import SecretStr

from repartee.services.config import EarsConfig
from repartee.services.ears.confidence import confidence_in
from repartee.services.ears.openai import OpenAICompatibleEars, OpenAIEars
from repartee.services.ears.speaches import SpeachesEars
from repartee.services.ears.transcription import TranscriptionEars, TranscriptionSTTService
from repartee.services.progress import Progress
from repartee.services.provider import ProviderError
from tests.support.service_bench import bench
from tests.support.vendor_server import Handler, Vendor, answers, streams, vendor

KEY = SecretStr("sk-canary-0123456789abcdef0123456789abcdef")


@pytest.fixture(autouse=True)
def nothing_beside(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is asked for besides, to keep a connection open, has tests of its own."""
    monkeypatch.setattr(TranscriptionEars, "_kept_open", lambda _: None)


def ours(server: Vendor, **config: Any) -> TranscriptionSTTService:
    return SpeachesEars(EarsConfig(base_url=server.url, **config)).ears()


def stock(server: Vendor) -> OpenAISTTService:
    return OpenAISTTService(api_key="key", base_url=f"{server.url}/v1")


def verbose(*segments: tuple[str, float]) -> Handler:
    return answers(
        200,
        {
            "text": "".join(text for text, _ in segments),
            "segments": [
                {"id": n, "text": text, "no_speech_prob": probability}
                for n, (text, probability) in enumerate(segments)
            ],
        },
    )


async def _utter(it: Any) -> None:
    await it.speak()
    await it.fall_silent()
    await it.until(lambda: it.finals or it.errors)


async def test_the_words_of_an_utterance_are_final() -> None:
    async with vendor(verbose((" What time is it?", 0.01))) as server, bench(ours(server)) as it:
        await _utter(it)
        assert [(f.text, f.finalized) for f in it.finals] == [("What time is it?", True)]


async def test_silence_never_becomes_words() -> None:
    heard = verbose((" Yes.", 0.1), (" Thank you for watching.", 0.7))
    async with vendor(heard) as server:
        async with bench(ours(server, no_speech_prob=0.6)) as it:
            await _utter(it)
            assert it.finals[0].text == "Yes."
        async with bench(stock(server)) as it:
            await _utter(it)
            assert it.finals[0].text == "Yes. Thank you for watching."  # the fault


async def test_whisper_is_as_sure_as_of_the_segment_of_which_it_is_least_sure() -> None:
    segments = [
        {"id": 0, "text": " One,", "no_speech_prob": 0.1, "avg_logprob": math.log(0.9)},
        {"id": 1, "text": " two.", "no_speech_prob": 0.1, "avg_logprob": math.log(0.7)},
        {"id": 2, "text": " Thanks.", "no_speech_prob": 0.9, "avg_logprob": math.log(0.2)},
    ]
    body = {"text": " One, two. Thanks.", "segments": segments}
    async with vendor(answers(200, body)) as server, bench(ours(server)) as it:
        await _utter(it)
        assert it.finals[0].text == "One, two."
        assert confidence_in(it.finals[0].result) == pytest.approx(0.7)


@pytest.mark.parametrize(
    ("model", "sure"),
    [
        ("gpt-4o-mini-transcribe", 0.6),
        ("gpt-4o-transcribe-diarize", None),
        ("gpt-transcribe", None),
    ],
)
async def test_openai_is_asked_how_sure_it_is_where_it_can_be(
    model: str, sure: float | None
) -> None:
    asked: list[object] = []

    async def transcribe(request: web.Request) -> web.Response:
        asked.append((await request.post()).get("include[]"))
        tokens = [{"token": each, "logprob": math.log(0.6)} for each in ("One", " two")]
        return web.json_response({"text": "One two"} | ({"logprobs": tokens} if asked[0] else {}))

    async with vendor(transcribe) as server:
        ears = OpenAIEars(EarsConfig(base_url=f"{server.url}/v1", api_key=KEY, model=model))
        async with bench(ears.ears()) as it:
            await _utter(it)
            assert confidence_in(it.finals[0].result) == (sure and pytest.approx(sure))
    assert asked == ["logprobs" if sure else None]


async def test_who_does_not_tell_how_sure_it_is_has_no_confidence() -> None:
    async with vendor(answers(200, {"text": "One."})) as server, bench(ours(server)) as it:
        await _utter(it)
        assert it.finals[0].result is None


@pytest.mark.parametrize(
    ("status", "category", "usable"),
    [
        (401, ErrorCategory.AUTHENTICATION, False),
        (404, ErrorCategory.INVALID_REQUEST, False),
        (429, ErrorCategory.RATE_LIMIT, True),
        (500, ErrorCategory.SERVER, True),
    ],
)
async def test_a_refusal_is_told_for_what_it_is(
    status: int, category: ErrorCategory, usable: bool
) -> None:
    async with vendor(answers(status, {"detail": "No."})) as server:
        service = ours(server)
        async with bench(service) as it:
            await _utter(it)
            assert it.categories == [category]
            assert service.is_usable is usable
            assert len(server.requests) == 1


async def test_the_stock_service_does_not_tell_why_it_failed() -> None:
    async with vendor(answers(401, {"detail": "No."})) as server, bench(stock(server)) as it:
        await _utter(it)
        assert it.categories == [ErrorCategory.UNKNOWN]


@pytest.mark.parametrize(
    ("handler", "category"),
    [
        (streams(["{"], drop=True, kind="application/json"), ErrorCategory.CONNECTIVITY),
        (streams(["<html>"], kind="text/html"), ErrorCategory.SERVER),
        (streams(["{"], kind="application/json"), ErrorCategory.SERVER),
        (answers(200, {"words": 3}), ErrorCategory.SERVER),
    ],
    ids=["dropped", "page", "half", "other"],
)
async def test_what_is_no_transcript_is_an_error(handler: Handler, category: ErrorCategory) -> None:
    async with vendor(handler) as server, bench(ours(server)) as it:
        await _utter(it)
        assert it.categories == [category]


async def test_the_language_may_be_left_to_the_model() -> None:
    forms: list[dict[str, Any]] = []

    async def handle(request: web.Request) -> web.StreamResponse:
        form = await request.post()
        forms.append({key: value for key, value in form.items() if isinstance(value, str)})
        return web.json_response({"text": "Oui."})

    async with vendor(handle) as server:
        for language in ("auto", "de-DE"):
            async with bench(ours(server, language=language)) as it:
                await _utter(it)
        ears = OpenAIEars(EarsConfig(base_url=server.url, api_key=KEY))
        async with bench(ears.ears("fr")) as it:
            await _utter(it)
        await ears.close()
    model = "Systran/faster-distil-whisper-small.en"
    assert forms[0] == {"model": model, "response_format": "verbose_json"}
    assert forms[1]["language"] == "de"
    assert forms[2] == {"model": "gpt-transcribe", "response_format": "json", "language": "fr"}


# Starting, checking, fetching


@pytest.mark.parametrize(
    ("ears", "says"),
    [
        (OpenAIEars(EarsConfig()), "OPENAI_API_KEY"),
        (OpenAICompatibleEars(EarsConfig()), "STT_BASE_URL"),
    ],
)
async def test_what_is_missing_is_named_at_the_start(ears: Any, says: str) -> None:
    with pytest.raises(ProviderError, match=says):
        await ears.start()


@pytest.mark.parametrize("suffix", ["", "/", "/v1"])
async def test_a_check_tells_how_to_get_a_model(suffix: str) -> None:
    async with vendor(answers(200, {"data": [{"id": "other"}]})) as server:
        found = await SpeachesEars(EarsConfig(base_url=server.url + suffix)).check()
        url = f"{server.url}/v1/models/Systran/faster-distil-whisper-small.en"
    assert found.fix == f"Fetch it with: curl -X POST {url}"


async def test_a_server_that_is_away_is_told_with_its_variable() -> None:
    ears = SpeachesEars(EarsConfig(base_url="http://127.0.0.1:9"))
    await ears.start()
    assert "SPEACHES_BASE_URL" in (await ears.check()).fix
    with pytest.raises(ProviderError, match="SPEACHES_BASE_URL"):
        await ears.missing_model()
    await ears.close()


async def test_a_missing_model_is_fetched() -> None:
    there: list[str] = []

    async def handle(request: web.Request) -> web.StreamResponse:
        if request.method == "POST":
            there.append(request.path.removeprefix("/v1/models/"))
            return web.Response(text="downloaded")
        return web.json_response({"data": [{"id": each} for each in there]})

    told: list[Progress] = []
    async with vendor(handle) as server:
        ears = SpeachesEars(EarsConfig(base_url=server.url))
        assert await ears.missing_model() == "Systran/faster-distil-whisper-small.en"
        await ears.pull(told.append)
        assert await ears.missing_model() is None
    assert [each.status for each in told] == ["downloading", "success"]
    assert told[0].total_bytes is None


@pytest.mark.parametrize(
    ("status", "says"), [(404, "no such model"), (401, "HF_TOKEN"), (500, "500")]
)
async def test_a_model_that_cannot_be_fetched_is_told_with_why(status: int, says: str) -> None:
    async with vendor(answers(status, {"detail": "No."})) as server:
        with pytest.raises(ProviderError, match=says):
            await SpeachesEars(EarsConfig(base_url=server.url)).pull(lambda _: None)
