from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import hypothesis
import pytest

from repartee.app import create_app
from repartee.settings import Settings
from tests.support.calling_stack import CallingStack
from tests.support.running_server import running
from tests.support.scripted_stack import ScriptedStack

pytest_plugins = ["tests.support.used_controls"]

# Begun last, each of these would keep one lane busy long after the others are done.
_LONGEST = (
    "properties/test_connections.py",
    "properties/test_contexts.py",
    "server/test_malformed_realtime_events.py",
    "conversations/test_realtime_work.py",
    "caller/test_every_way.py",
    "conversations/test_faults.py",
    "secrecy/test_server.py",
    "secrecy/test_unforeseen_errors.py",
    "secrecy/test_commands.py",
    "conversations/test_bad_weather.py",
    "conversations/test_stacks.py",
    "browser/test_coming_back.py",
    "browser/test_history.py",
)

# On a busy machine an example of a millisecond may take a second.
hypothesis.settings.register_profile("repartee", deadline=None)
hypothesis.settings.load_profile("repartee")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest; all others follow in their order."""
    here = Path(__file__).parent
    begin = {here / name: place for place, name in enumerate(_LONGEST)}
    items.sort(key=lambda item: begin.get(item.path, len(begin)))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        _env_file=None, cache_dir=tmp_path, data_dir=tmp_path / "data", greeting="Hello there."
    )


@pytest.fixture
def stack() -> ScriptedStack:
    return ScriptedStack()


@pytest.fixture
async def url(settings: Settings, stack: ScriptedStack) -> AsyncIterator[str]:
    async with running(create_app(settings, stack)) as address:
        yield address


@pytest.fixture
async def abandoned_offers_url(settings: Settings, stack: ScriptedStack) -> AsyncIterator[str]:
    """A server that gives an abandoned offer up after a second."""
    impatient = settings.model_copy(update={"connect_timeout_secs": 1.0})
    async with running(create_app(impatient, stack)) as address:
        yield address


@pytest.fixture
async def roomy_url(settings: Settings, stack: ScriptedStack) -> AsyncIterator[str]:
    """A server with room for callers whose going has not been noticed yet."""
    roomy = settings.model_copy(update={"max_sessions": 100, "resume_grace_secs": 1.0})
    async with running(create_app(roomy, stack)) as address:
        yield address


@pytest.fixture
async def calling_url(settings: Settings) -> AsyncIterator[str]:
    """A server whose agent calls a function of its client's."""
    async with running(create_app(settings, CallingStack())) as address:
        yield address
