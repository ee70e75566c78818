"""A configured service is reached at its configured address, and nowhere else (B5: 5)."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from repartee.services.failover.chain import Patience
from repartee.settings import Settings, load_settings
from tests.support.connections import watching_connections
from tests.support.recorder import Recorder
from tests.support.remote_parts import BRAINS, EARS, VOICES, provider, session, use

EXAMPLES = settings(
    max_examples=100,
    # A request that goes astray is noticed by a timeout; smaller examples would take minutes.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
"""Of each part; every provider of it gets a dozen."""
IMPATIENT = Patience(first_secs=2.0, stall_secs=0.5, budget_secs=0.01)


@dataclass(frozen=True)
class Route:
    """What an operator writes for a service, and where its requests then go."""

    variable: str
    check: str
    """Path of the check, behind the configured one."""
    request: str
    """Path of a session's request."""
    base: str = ""
    """What the address itself must end in."""
    either: str = ""
    """What it may end in, or leave out."""
    websocket: bool = False


_OPENAI = {"ears": "/audio/transcriptions", "brain": "/chat/completions", "voice": "/audio/speech"}


def _openai_like(part: str, variable: str, base: str = "/v1") -> Route:
    return Route(variable, "/models", _OPENAI[part], base=base)


def _own_server(part: str, variable: str, check: str = "/v1/models") -> Route:
    return Route(variable, check, f"/v1{_OPENAI[part]}", either="/v1")


ROUTES: dict[str, dict[str, Route]] = {
    "ears": {
        "speaches": _own_server("ears", "SPEACHES_BASE_URL"),
        "openai-compatible": _openai_like("ears", "STT_BASE_URL"),
        "openai": _openai_like("ears", "OPENAI_BASE_URL"),
        "cartesia": Route("CARTESIA_BASE_URL", "/voices", "/stt/websocket", websocket=True),
        "deepgram": Route("DEEPGRAM_BASE_URL", "/v1/projects", "/v1/listen", websocket=True),
    },
    "brain": {
        "ollama": _own_server("brain", "OLLAMA_BASE_URL", "/api/tags"),
        "anthropic": Route("ANTHROPIC_BASE_URL", "/v1/models/claude-sonnet-4-6", "/v1/messages"),
        "cerebras": _openai_like("brain", "CEREBRAS_BASE_URL"),
        "groq": _openai_like("brain", "GROQ_BASE_URL", "/openai/v1"),
        "openai": _openai_like("brain", "OPENAI_BASE_URL"),
        "openai-compatible": _openai_like("brain", "LLM_BASE_URL"),
    },
    "voice": {
        "kokoro-fastapi": _own_server("voice", "KOKORO_BASE_URL"),
        "speaches": _own_server("voice", "SPEACHES_BASE_URL"),
        "openai-compatible": _openai_like("voice", "TTS_BASE_URL"),
        "openai": _openai_like("voice", "OPENAI_BASE_URL"),
        "elevenlabs": Route(
            "ELEVENLABS_BASE_URL",
            "/v1/user",
            "/v1/text-to-speech/21m00Tcm4TlvDq8ikWAM/multi-stream-input",
            websocket=True,
        ),
        "cartesia": Route("CARTESIA_BASE_URL", "/voices", "/tts/websocket", websocket=True),
        "piper": Route("PIPER_BASE_URL", "/voices", "/synthesize"),
    },
}


@dataclass(frozen=True)
class Where:
    """A way to write an address."""

    host: str
    prefix: str
    slash: bool
    either: bool
    scheme: str

    def address(self, route: Route, port: int) -> str:
        scheme = self.scheme if route.websocket else "http"
        either = route.either if self.either else ""
        path = f"{self.prefix}{route.base}{either}{'/' * self.slash}"
        return f"{scheme}://{self.host}:{port}{path}"


hosts = st.one_of(
    st.just("localhost"),
    st.tuples(st.integers(0, 255), st.integers(0, 255), st.integers(1, 254)).map(
        lambda numbers: "127.{}.{}.{}".format(*numbers)
    ),
)
segments = st.from_regex(r"[a-z0-9][a-z0-9._~-]{0,11}", fullmatch=True)
prefixes = st.lists(segments, max_size=3).map(lambda parts: "".join(f"/{part}" for part in parts))
places = st.builds(
    Where, hosts, prefixes, st.booleans(), st.booleans(), st.sampled_from(["http", "ws"])
)


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def _configured(variable: str, address: str) -> Settings:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(variable, address)
        for vendor in ("ANTHROPIC", "CARTESIA", "CEREBRAS", "DEEPGRAM", "ELEVENLABS", "GROQ"):
            patch.setenv(f"{vendor}_API_KEY", "a-key")
        patch.setenv("OPENAI_API_KEY", "a-key")
        patch.setenv("LLM_MODEL", "claude-sonnet-4-6")
        return load_settings(_env_file=None)


def _holds(part: str, name: str, where: Where, loop: asyncio.Runner, recorder: Recorder) -> None:
    route = ROUTES[part][name]
    configured = _configured(route.variable, where.address(route, recorder.port))
    service = provider(part, name, configured)
    base = where.prefix + route.base
    recorder.forget()

    async def reach() -> None:
        await service.check()
        assert [asked.path for asked in recorder.asked] == [base + route.check]
        recorder.forget()
        await service.start()
        async with session(part, service, patience=IMPATIENT) as stage:
            await use(part, stage)
            await recorder.until(
                lambda: any(asked.path == base + route.request for asked in recorder.asked),
                secs=4,
            )
        await service.close()

    with watching_connections() as reached:
        loop.run(reach())
    own = {"127.0.0.1", "::1"} if where.host == "localhost" else {where.host}
    assert {port for _, port in reached} == {recorder.port}
    assert {host for host, _ in reached} <= own
    assert {asked.host for asked in recorder.asked} == {f"{where.host}:{recorder.port}"}
    assert all(asked.path.startswith(f"{base}/") for asked in recorder.asked)


def test_every_remote_provider_is_held_by_this_property() -> None:
    assert {part: set(routes) for part, routes in ROUTES.items()} == {
        "ears": set(EARS),
        "brain": set(BRAINS),
        "voice": set(VOICES),
    }


@EXAMPLES
@given(name=st.sampled_from(EARS), where=places)
@example("cartesia", Where("localhost", "/proxy/cartesia", slash=True, either=False, scheme="http"))
def test_ears_are_reached_where_they_are_configured(
    loop: asyncio.Runner, recorder: Recorder, name: str, where: Where
) -> None:
    _holds("ears", name, where, loop, recorder)


@EXAMPLES
@given(name=st.sampled_from(BRAINS), where=places)
def test_brains_are_reached_where_they_are_configured(
    loop: asyncio.Runner, recorder: Recorder, name: str, where: Where
) -> None:
    _holds("brain", name, where, loop, recorder)


@EXAMPLES
@given(name=st.sampled_from(VOICES), where=places)
def test_voices_are_reached_where_they_are_configured(
    loop: asyncio.Runner, recorder: Recorder, name: str, where: Where
) -> None:
    _holds("voice", name, where, loop, recorder)
