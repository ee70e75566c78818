"""The same conversation over each transport, measured at the caller."""

from __future__ import annotations

import asyncio
import statistics
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from math import ceil

from repartee.caller import Call, CallEndedError, Patience, Transport
from tests.conversations.rehearsals import recording
from tests.conversations.ways import Words, calling, kept
from tests.support.server_process import ServerProcess

TURNS = ("take a note buy milk and bread", "what can you do", "what are my notes")
"""Phrases that survive a telephone, with the same answers at any time of day; the third needs the
first."""

_VOICE = "slt"
_PATIENCE = Patience(greeting=15, answer=20, longest_answer=30)
_KEPT_SECS = 1.0
_GAP_SECS = 0.5


@dataclass(frozen=True)
class Held:
    """What came of one call."""

    transport: Transport
    words: tuple[Words, ...]
    """What the conversation remembers of it, its greeting left out."""
    delays: tuple[float, ...]
    """Seconds from the last word to the first sound of each answer."""
    missing_secs: float
    """What a listener missed of the agent's speech."""
    minutes: float
    sent: int
    """Bytes up."""
    received: int
    """Bytes down."""
    cpu_secs: float
    """What the server used, its helpers included."""


@dataclass(frozen=True)
class Row:
    """What several calls over one transport come to."""

    transport: Transport
    heard: float
    """Which part of the words that were said was understood, 0 to 1."""
    calls: int
    same: int
    """How many calls' transcripts are that of the first call of all."""
    median: float
    p95: float
    gap_ms: float
    """A call."""
    up: float
    """kbit/s."""
    down: float
    cpu: float
    """Seconds a minute."""


async def hold(server: ServerProcess, transport: Transport) -> Held:
    """Hold the conversation once.

    Args:
        server: Where to; nobody else talks to it.
        transport: Which way.
    """
    recordings = [await asyncio.to_thread(recording, text, _VOICE) for text in TURNS]
    cpu = server.cpu_seconds
    async with calling(server.url, transport, patience=_PATIENCE, greeting=True) as call:
        began = asyncio.get_running_loop().time()
        # An agent that hears a farewell in it hangs up: the row then shows what was heard.
        with suppress(CallEndedError):
            await call.greeting()
            for speech in recordings:
                await call.wait(_GAP_SECS)
                await call.say(speech)
        minutes = (asyncio.get_running_loop().time() - began) / 60
        cpu = server.cpu_seconds - cpu
    await asyncio.sleep(_KEPT_SECS)
    return _told(server, call, minutes, cpu)


def _told(server: ServerProcess, call: Call, minutes: float, cpu: float) -> Held:
    words = kept(server.data)
    first = next((n for n, each in enumerate(words) if each.role == "user"), len(words))
    turns = call.turns[1:]
    return Held(
        call.transport,
        tuple(words[first:]),
        tuple(turn.delay_seconds for turn in turns if turn.delay_seconds is not None),
        call.missing_seconds,
        minutes,
        call.traffic.sent,
        call.traffic.received,
        cpu,
    )


def rows(calls: Sequence[Held]) -> list[Row]:
    """Sum up calls, one row a transport, in the order of their first calls."""
    ways = dict.fromkeys(call.transport for call in calls)
    return [_row([call for call in calls if call.transport is way], calls[0].words) for way in ways]


def _row(calls: Sequence[Held], expected: Sequence[Words]) -> Row:
    delays = sorted(delay for call in calls for delay in call.delays)
    minutes = sum(call.minutes for call in calls)
    return Row(
        calls[0].transport,
        statistics.mean(_words_heard(call) for call in calls),
        len(calls),
        sum(_plain(call.words) == _plain(expected) for call in calls),
        statistics.median(delays),
        delays[ceil(0.95 * len(delays)) - 1],
        1000 * sum(call.missing_secs for call in calls) / len(calls),
        sum(call.sent for call in calls) * 8 / 1000 / (minutes * 60),
        sum(call.received for call in calls) * 8 / 1000 / (minutes * 60),
        sum(call.cpu_secs for call in calls) / minutes,
    )


def _words_heard(call: Held) -> float:
    said = " ".join(TURNS).split()
    heard = " ".join(each.text for each in call.words if each.role == "user").lower()
    return sum(word in heard.split() for word in said) / len(said)


def _plain(words: Sequence[Words]) -> list[tuple[str, str]]:
    return [(each.role, " ".join(each.text.lower().split()).strip(" .?!")) for each in words]
