"""The same conversation through networks that lose, delay and hold packets."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from repartee.caller import Call, CallerError, Patience, Transport, Turn
from tests.conversations.rehearsals import recording
from tests.conversations.ways import ENVIRONMENT, Words, calling, kept
from tests.support.bad_network import SERVER_ADDRESS, BadNetwork, bad_network
from tests.support.server_process import ServerProcess, free_port
from tests.support.weather import DARK, FINE, Weather

_PATIENCE = Patience(connect=8, greeting=6, answer=12, longest_answer=20)
_DEAD_SECS = 6.0
"""Without a sign of life for so long, a caller dials again. The server's pings are 4 s apart."""
TURNS = ("my name is anna", "what can you do", "what is my name")
"""The third needs the first."""

_DIAL_SECS = 8.0
"""For one attempt."""
_GIVE_UP_SECS = 90.0
_MOST_ATTEMPTS = 3


@dataclass(frozen=True)
class Spell:
    """What the network does in one conversation."""

    name: str
    weather: Weather = FINE
    """From before the connection to the end."""
    dark_secs: float = 0.0
    """How long nothing passes, after the first turn."""


SPELLS = (
    Spell("fine"),
    *(Spell(f"{loss:.0%} loss", Weather(loss=loss)) for loss in (0.01, 0.05, 0.1, 0.2)),
    Spell("150 ± 50 ms delay", Weather(delay_secs=0.15, jitter_secs=0.05)),
    *(Spell(f"{secs} s of nothing", dark_secs=secs) for secs in (2, 10, 20, 45)),
)


@dataclass(frozen=True)
class Weathered:
    """What came of one conversation."""

    transport: Transport
    spell: Spell
    turns: tuple[Turn, ...] = ()
    redials: int = 0
    back_secs: float | None = None
    """From when packets passed again until the agent was ready; None where no call was lost."""
    missing_secs: float = 0.0
    words: tuple[Words, ...] = ()
    error: str = ""

    @property
    def answered(self) -> int:
        """How many of the turns got an answer."""
        return sum(turn.answered for turn in self.turns)

    @property
    def remembers(self) -> bool:
        """Whether the last answer knows what the first turn told."""
        return len(self.turns) == len(TURNS) and "anna" in self.turns[-1].answer_text.lower()

    @property
    def in_order(self) -> bool:
        """Whether the conversation remembers all that was said, in its order."""
        said = iter(each.text.lower().strip(" .?!") for each in self.words if each.role == "user")
        return all(any(text == heard for heard in said) for text in TURNS)

    @property
    def verdict(self) -> str:
        """`kept`, `resumed` or `lost`; whether all was understood is another question."""
        asked = sum(each.role == "user" for each in self.words)
        if self.error or min(self.answered, asked) < len(TURNS):
            return "lost"
        return "resumed" if self.redials else "kept"

    @property
    def delay(self) -> float | None:
        """Median of seconds to an answer."""
        delays = [turn.delay_seconds for turn in self.turns if turn.delay_seconds is not None]
        return statistics.median(delays) if delays else None


@dataclass
class _Phone:
    """A caller who dials again when the line is dead, as the page does."""

    dial: Callable[[Call | None], Call]
    redials: int = 0
    missing_secs: float = 0.0
    ready_at: float = 0.0
    _call: Call | None = field(default=None, repr=False)

    @property
    def call(self) -> Call:
        assert self._call is not None
        return self._call

    async def pick_up(self) -> None:
        """Call; again if no connection comes about, as people do."""
        started = time.monotonic()
        while not await self._dialled(None):
            if time.monotonic() - started > _GIVE_UP_SECS:
                raise AssertionError("no connection came about")

    async def say(self, text: str) -> Turn:
        """Say it, and if need be again, until it is answered."""
        speech = await asyncio.to_thread(recording, text, "slt")
        turn: Turn | None = None
        for _ in range(_MOST_ATTEMPTS):
            await self.look_after_the_line()
            with suppress(CallerError):
                turn = await self.call.say(speech)
                if turn.answered:
                    break
        if turn is None:
            raise AssertionError(f"{text!r} could not be said")
        return turn

    async def sit_out(self, seconds: float) -> None:
        """Wait, and dial again whenever the line is dead."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            await self.look_after_the_line()
            await asyncio.sleep(0.2)

    async def look_after_the_line(self) -> None:
        if self.call.ended is None and self.call.unheard_seconds < _DEAD_SECS:
            return
        self.redials += 1
        self.missing_secs += self.call.missing_seconds
        lost, started = self.call, time.monotonic()
        await lost.hang_up(abrupt=True)
        while not await self._dialled(lost):
            if time.monotonic() - started > _GIVE_UP_SECS:
                raise AssertionError("nobody let this caller back in")
        self.ready_at = time.monotonic()

    async def put_down(self) -> None:
        self.missing_secs += self.call.missing_seconds
        await self.call.hang_up()

    async def _dialled(self, lost: Call | None) -> bool:
        call = self.dial(lost)
        try:
            async with asyncio.timeout(_DIAL_SECS):
                await call.__aenter__()
        except (CallerError, TimeoutError):
            await call.hang_up(abrupt=True)
            await asyncio.sleep(0.3)
            return False
        self._call = call
        return True


@contextmanager
def server_far_away(directory: Path) -> Iterator[tuple[BadNetwork, ServerProcess]]:
    """A server behind a bad network."""
    with bad_network() as network:
        port = free_port()
        server = ServerProcess(
            directory,
            ["repartee", "serve", "--host", SERVER_ADDRESS, "--port", str(port)],
            f"http://{SERVER_ADDRESS}:{port}",
            {**ENVIRONMENT, "ALLOW_ANONYMOUS": "true"},
            prefix=network.server_prefix,
            where=network.call,
        )
        server.start()
        try:
            yield network, server
        finally:
            network.become(FINE)
            server.stop()


def weather(
    network: BadNetwork, server: ServerProcess, transport: Transport, spell: Spell
) -> Weathered:
    """Hold the conversation through a spell of bad weather."""

    def dial(lost: Call | None) -> Call:
        told = lost.conversation if lost else None
        ticket = told.ticket if told else None
        return calling(server.url, transport, ticket, patience=_PATIENCE)

    try:
        return network.run(_converse(network, server, _Phone(dial), transport, spell))
    except (AssertionError, CallerError, TimeoutError) as error:
        return Weathered(transport, spell, error=str(error) or type(error).__name__)
    finally:
        network.become(FINE)


async def _converse(
    network: BadNetwork,
    server: ServerProcess,
    phone: _Phone,
    transport: Transport,
    spell: Spell,
) -> Weathered:
    network.become(spell.weather)
    await phone.pick_up()
    turns = [await phone.say(TURNS[0])]
    light_at = time.monotonic()
    if spell.dark_secs:
        light_at = await _through_the_dark(network, phone.sit_out, spell.dark_secs)
    turns += [await phone.say(text) for text in TURNS[1:]]
    await phone.put_down()
    await asyncio.sleep(1)
    conversation = phone.call.conversation
    assert conversation is not None
    return Weathered(
        transport,
        spell,
        tuple(turns),
        phone.redials,
        max(0.0, phone.ready_at - light_at) if phone.redials else None,
        phone.missing_secs,
        tuple(kept(server.data, conversation.ticket.conversation_id)),
    )


async def _through_the_dark(
    network: BadNetwork, sit_out: Callable[[float], Awaitable[None]], seconds: float
) -> float:
    """Let nothing pass for a while; gives when packets passed again."""
    network.become(DARK)
    loop = asyncio.get_running_loop()
    loop.call_later(seconds, network.become, FINE)
    light_at = time.monotonic() + seconds
    await sit_out(seconds + 0.1)
    return light_at
