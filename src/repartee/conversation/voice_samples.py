"""A short sample of each voice, to choose by: spoken once, and kept."""

from __future__ import annotations

import asyncio
import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace

from repartee.conversation.parts import Choices, Parts
from repartee.conversation.solo import SoloError, read_aloud
from repartee.services.failover.chain import Notice

_SENTENCES = {
    "ar": "مرحباً، هكذا يبدو صوتي.",
    "cs": "Dobrý den, takhle zní můj hlas.",
    "da": "Hej, sådan lyder min stemme.",
    "de": "Hallo, so klingt meine Stimme.",
    "en": "Hello, this is how I sound.",
    "es": "Hola, así suena mi voz.",
    "fi": "Hei, tältä ääneni kuulostaa.",
    "fr": "Bonjour, voici ma voix.",
    "hi": "नमस्ते, मेरी आवाज़ ऐसी है।",
    "it": "Ciao, questa è la mia voce.",
    "ja": "こんにちは。これが私の声です。",
    "ko": "안녕하세요, 이것이 제 목소리입니다.",
    "nl": "Hallo, zo klinkt mijn stem.",
    "pl": "Dzień dobry, tak brzmi mój głos.",
    "pt": "Olá, é assim que soa a minha voz.",
    "ru": "Здравствуйте, так звучит мой голос.",
    "sv": "Hej, så här låter min röst.",
    "tr": "Merhaba, sesim böyle.",
    "uk": "Вітаю, так звучить мій голос.",
    "zh": "你好。这就是我的声音。",
}
_PATIENCE_SECS = 15.0
_MOST_KEPT = 100
"""Samples of 2 s at 24 kHz: 10 MB."""
_AT_ONCE = 10
_SECS_EACH = 6.0
"""A voice in the cloud costs money each time: so many at once, then one in so many seconds."""


class TooManySamplesError(Exception):
    """Too many were asked for in too short a time."""

    def __init__(self, retry_after_secs: int) -> None:
        """Say when there may be another.

        Args:
            retry_after_secs: From now.
        """
        super().__init__(f"Try again in {retry_after_secs} s.")
        self.retry_after_secs = retry_after_secs


def sentence_for(language: str) -> str:
    """What a voice says to be known by.

    Args:
        language: BCP 47, such as `pt-BR`; English stands in for what is not known.
    """
    primary = language.replace("_", "-").partition("-")[0].lower()
    return _SENTENCES.get(primary, _SENTENCES["en"])


class VoiceSamples:
    """Lets the stack's voices say who they are, one after the other."""

    def __init__(self, parts: Parts, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin with none.

        Args:
            parts: The stack.
            clock: The time in seconds.
        """
        self._parts = parts
        self._clock = clock
        self._kept: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self._one_at_a_time = asyncio.Lock()
        self._next_at = -math.inf

    async def sample(self, voice: str, language: str) -> bytes:
        """Let a voice speak, unless it is known how it sounds.

        Args:
            voice: Its id; empty for the usual one.
            language: BCP 47; empty for the usual one.

        Returns:
            16-bit mono samples at the stack's `audio_out_sample_rate`.

        Raises:
            NoSuchPartError: If there is no voice apart from the model that talks.
            SoloError: If the voice fails.
            TooManySamplesError: If too many others were made just before.
        """
        key = (voice, language)
        if key not in self._kept:
            await self._make(key)
        self._kept.move_to_end(key)
        return self._kept[key]

    async def _make(self, key: tuple[str, str]) -> None:
        async with self._one_at_a_time:
            # Somebody else may have waited for the same.
            if key not in self._kept:
                self._take_turn()
                self._keep(key, await self._speak(*key))

    async def _speak(self, voice: str, language: str) -> bytes:
        left: list[str] = []

        def on_notice(notice: Notice) -> None:
            left.append(notice.provider)

        spoken = read_aloud(
            self._parts,
            replace(Choices(), voice=voice, language=language),
            sentence_for(language),
            patience_secs=_PATIENCE_SECS,
            on_notice=on_notice,
        )
        pcm = b"".join([piece async for piece in spoken])
        if left:
            # Another voice would be taken for this one.
            raise SoloError(f"{left[0]} failed, and another voice took over.")
        if not pcm:
            raise SoloError("The voice said nothing.")
        return pcm

    def _keep(self, key: tuple[str, str], pcm: bytes) -> None:
        self._kept[key] = pcm
        if len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)

    def _take_turn(self) -> None:
        now = self._clock()
        earliest = max(self._next_at, now - (_AT_ONCE - 1) * _SECS_EACH)
        if earliest > now:
            raise TooManySamplesError(max(1, math.ceil(earliest - now)))
        self._next_at = earliest + _SECS_EACH
