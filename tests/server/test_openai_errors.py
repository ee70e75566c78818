"""Every way in which `/v1` refuses, as OpenAI's stock Python client raises it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import openai
import pytest
from openai import AsyncOpenAI

from repartee.app import create_app
from repartee.conversation.parts import Choices
from repartee.services.failover.chain import OnNotice
from repartee.settings import Settings
from repartee.stacks.realtime import RealtimeStack
from tests.server.test_openai_audio import recording
from tests.support.running_server import running
from tests.support.scripted_stack import ScriptedStack

_KEY = "open-sesame"
_MOST_BYTES = 5000
Ask = Callable[[AsyncOpenAI], Awaitable[object]]


@dataclass(frozen=True)
class Case:
    ask: Ask
    error: type[openai.APIStatusError]
    status: int
    code: str | None = None
    param: str | None = None


def speech(**wish: Any) -> Ask:
    asked = {"model": "any", "voice": "alloy", "input": "Hello.", **wish}
    return lambda client: client.audio.speech.create(**asked)


def transcription(content: bytes, **wish: Any) -> Ask:
    asked = {"model": "any", "file": ("talk.wav", content), **wish}
    return lambda client: client.audio.transcriptions.create(**asked)


def with_headers(ask: Ask, **headers: str) -> Ask:
    return lambda client: ask(client.with_options(default_headers=headers))


def models(client: AsyncOpenAI) -> Awaitable[object]:
    return client.models.retrieve("scripted")


CASES = {
    "wrong key": Case(
        lambda client: models(client.with_options(api_key="guessed")),
        *(openai.AuthenticationError, 401, "invalid_api_key"),
    ),
    "a stranger's page": Case(
        with_headers(speech(), Origin="https://elsewhere.example"),
        openai.PermissionDeniedError,
        403,
    ),
    "unknown model": Case(
        lambda client: client.models.retrieve("gpt-9"),
        *(openai.NotFoundError, 404, "model_not_found", "model"),
    ),
    "unknown address": Case(
        lambda client: client.post("/nothing", cast_to=object), openai.NotFoundError, 404
    ),
    "wrong method": Case(
        lambda client: client.get("/audio/speech", cast_to=object), openai.APIStatusError, 405
    ),
    "body too large": Case(speech(input="x" * 2 * _MOST_BYTES), openai.APIStatusError, 413),
    "no words": Case(speech(input=""), openai.BadRequestError, 400, "invalid_value", "input"),
    "too many words": Case(
        speech(input="x" * 4097), openai.BadRequestError, 400, "invalid_value", "input"
    ),
    "unknown format": Case(
        speech(response_format="ogg"),
        *(openai.BadRequestError, 400, "invalid_value", "response_format"),
    ),
    "a voice that breaks": Case(speech(input="break"), openai.InternalServerError, 500),
    "no sound": Case(
        transcription(b"no sound at all"),
        *(openai.BadRequestError, 400, "invalid_value", "file"),
    ),
    "no file": Case(
        lambda client: client.post("/audio/transcriptions", cast_to=object, body={}),
        *(openai.BadRequestError, 400, None, "file"),
    ),
}


class BreakingStack(ScriptedStack):
    def voice(self, choices: Choices, on_notice: OnNotice) -> Any:
        raise ZeroDivisionError


@pytest.fixture
async def client(settings: Settings) -> AsyncIterator[AsyncOpenAI]:
    strict = Settings(
        _env_file=None,
        cache_dir=settings.cache_dir,
        data_dir=settings.data_dir,
        access_token=_KEY,
        max_body_bytes=_MOST_BYTES,
    )
    async with asked(strict, BreakingStack()) as client:
        yield client


def asked(settings: Settings, stack: Any) -> Any:
    return _Asked(settings, stack)


class _Asked:
    """A server, and OpenAI's client of it."""

    def __init__(self, settings: Settings, stack: Any) -> None:
        self._server = running(create_app(settings, stack))

    async def __aenter__(self) -> AsyncOpenAI:
        url = await self._server.__aenter__()
        self._client = AsyncOpenAI(api_key=_KEY, base_url=f"{url}/v1", max_retries=0)
        return self._client

    async def __aexit__(self, *error: Any) -> None:
        await self._client.close()
        await self._server.__aexit__(*error)


@pytest.mark.parametrize("name", CASES)
async def test_an_error_is_the_one_that_openais_client_knows(
    client: AsyncOpenAI, name: str
) -> None:
    case = CASES[name]
    with pytest.raises(case.error) as raised:
        await case.ask(client)
    error = raised.value
    assert (error.status_code, error.code, error.param) == (case.status, case.code, case.param)
    assert error.type == ("server_error" if case.status >= 500 else "invalid_request_error")
    assert isinstance(error.body, dict)
    assert error.body["message"].endswith(".")


@pytest.mark.parametrize(
    "ask", [speech(), transcription(recording(0.5))], ids=["speech", "transcriptions"]
)
async def test_one_model_that_does_everything_does_no_part_alone(
    settings: Settings, ask: Ask
) -> None:
    stack = RealtimeStack(settings.model_copy(update={"stack": "realtime"}))
    async with asked(settings, stack) as client:
        with pytest.raises(openai.NotFoundError) as raised:
            await ask(client)
    assert (raised.value.code, raised.value.param) == ("model_not_found", "model")
    assert "/v1/realtime" in str(raised.value)
