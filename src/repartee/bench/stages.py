"""Where the time between two voices went, from what the vendors were asked and when. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from repartee.bench.standins import Asked, Part, VendorDelays

_BEFORE_SECS = 2.0
"""How long before the end of speech an early answer may have been asked for."""


@dataclass(frozen=True, slots=True)
class Stages:
    """A turn, taken apart; all in seconds, and in sum what the caller waited.

    ```
    last word ──pause──▶ ears asked ──ears──▶ words ──decision──▶ brain asked ──brain──▶ first token
              ──clause──▶ voice asked ──voice──▶ first sound made ──way──▶ first sound heard
    ```

    A stage that another one overtakes has only its part before that: where the brain is asked
    before the last words have come, the ears' has no more than what was waited for them.

    Attributes:
        pause: Until the ears, or the brain if that is sooner, are asked: silence that must be heard
            before anybody believes in it, and the way in. Negative where the brain was asked
            before the end of speech.
        ears: Until the last words come.
        decision: Until the brain is asked.
        brain: Until its first token.
        clause: Until there is a clause to speak, and certainty that it shall be spoken.
        voice: Until its first sound.
        way: Until that is heard.
    """

    pause: float
    ears: float
    decision: float
    brain: float
    clause: float
    voice: float
    way: float


def stages(
    said_at: float, heard_at: float, asked: Sequence[Asked], delays: VendorDelays
) -> Stages | None:
    """Take a turn apart.

    Args:
        said_at: When the last speech sample was sent, monotonic seconds.
        heard_at: When the first one of the answer was heard.
        asked: What was asked of the vendors, in order of time.
        delays: How fast they are.

    Returns:
        None where the vendors were not asked for all that an answer takes.
    """
    within = [each for each in asked if said_at - _BEFORE_SECS < each.at < heard_at]
    brain_at, voice_at = _answer(within)
    ears_at = next(
        (each.at for each in within if each.part is Part.EARS and each.at > said_at), None
    )
    if brain_at is None or voice_at is None or ears_at is None:
        return None
    first = min(ears_at, brain_at)
    words = min(first + delays.ears, brain_at)
    token = min(brain_at + delays.brain, voice_at)
    made = min(voice_at + delays.voice, heard_at)
    return Stages(
        pause=first - said_at,
        ears=words - first,
        decision=brain_at - words,
        brain=token - brain_at,
        clause=voice_at - token,
        voice=made - voice_at,
        way=heard_at - made,
    )


def _answer(asked: Sequence[Asked]) -> tuple[float | None, float | None]:
    """When the brain and then the voice were asked for what was heard: withdrawn ones apart."""
    voices = [each.at for each in asked if each.part is Part.VOICE]
    for each in reversed(asked):
        spoken = [at for at in voices if at >= each.at]
        if each.part is Part.BRAIN and spoken:
            return each.at, spoken[0]
    return None, None
