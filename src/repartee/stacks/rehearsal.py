from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from repartee.stacks.plan import PartPlan, Pick, StackPlan

# Models that run in this process have no stand-in: a server's stands in for them.
_EARS = ("faster-whisper", "moonshine", "openai-whisper", "whisper", "whisper-cpp")
_VOICES = ("kokoro",)


def rehearsed_plan(plan: StackPlan, installed: Collection[str]) -> StackPlan:
    """Have a server's stand-in take the place of every model that is not here.

    Args:
        plan: Who hears, thinks and speaks.
        installed: Providers for which a model is installed.
    """
    here = set(installed)
    if here & {"faster-whisper", "openai-whisper"}:
        here.add("whisper")
    return replace(
        plan,
        ears=_rehearsed(plan.ears, set(_EARS) - here, "speaches"),
        voice=_rehearsed(plan.voice, set(_VOICES) - here, "kokoro-fastapi"),
    )


def _rehearsed(part: PartPlan, missing: Collection[str], stand_in: str) -> PartPlan:
    first = part.first
    if first.provider in missing:
        first = Pick(stand_in, f"stands in for {first.provider}, whose model is not here")
    fallbacks = (stand_in if each in missing else each for each in part.fallbacks)
    return PartPlan(first, tuple(fallbacks))
