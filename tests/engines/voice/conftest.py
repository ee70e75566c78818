from __future__ import annotations

from collections.abc import AsyncIterator
from typing import get_args

import pytest

from repartee.engines.voice import VoiceEngine, VoiceUnavailableError
from repartee.engines.voice.synthesiser import SynthesiserName


@pytest.fixture
async def voice() -> AsyncIterator[VoiceEngine]:
    """The best voice that is installed."""
    engine = VoiceEngine()
    await engine.start()
    yield engine
    await engine.close()


@pytest.fixture(params=[name for name in get_args(SynthesiserName) if name != "auto"])
async def each_voice(request: pytest.FixtureRequest) -> AsyncIterator[VoiceEngine]:
    """Every voice in turn; one that is not installed is skipped."""
    engine = VoiceEngine(synthesiser=request.param)
    try:
        await engine.start()
    except VoiceUnavailableError as error:
        pytest.skip(str(error))
    yield engine
    await engine.close()
