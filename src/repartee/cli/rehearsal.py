from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from rich.console import Console

from repartee.settings import Settings, load_settings

if TYPE_CHECKING:
    from repartee.simulator.simulator import Simulator


@asynccontextmanager
async def rehearsed(settings: Settings) -> AsyncIterator[Settings]:
    """Put stand-ins in the place of every remote service, where SIMULATE asks for it.

    Args:
        settings: The server's settings.

    Yields:
        The same settings, with addresses and keys of the stand-ins.
    """
    if not settings.simulate:
        yield settings
        return
    from repartee.simulator.simulator import Simulator

    async with Simulator(cache_dir=settings.cache_dir) as simulator:
        _install_models(simulator, settings)
        _tell_control(simulator.control_url)
        simulated = {name.lower(): value for name, value in simulator.environment().items()}
        yield load_settings(**{**settings.model_dump(exclude_unset=True), **simulated})


def _install_models(simulator: Simulator, settings: Settings) -> None:
    """Begin where a real server is after its first day: nobody rehearses a download unasked."""
    from repartee.services.ears.speaches import SpeachesEars
    from repartee.services.voices.speaches import SpeachesVoice
    from repartee.simulator.vendors.ollama import OllamaStandIn
    from repartee.simulator.vendors.speaches import SpeachesStandIn

    for standin in simulator.standins.values():
        if isinstance(standin, OllamaStandIn):
            standin.library.install(settings.llm_model or settings.ollama_model)
            standin.library.install(settings.ollama_model)
        if isinstance(standin, SpeachesStandIn):
            standin.installed.add(settings.stt_model or SpeachesEars.default_model)
            standin.installed.add(settings.tts_model or SpeachesVoice.default_model)


def _tell_control(url: str) -> None:
    Console(stderr=True, highlight=False, soft_wrap=True).print(
        f"Rehearsal: to see a provider fail, "
        f'curl -d \'{{"fault":"cerebras:500"}}\' {url}/_simulator/faults'
    )
