"""What a call sees of the way it goes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol, TypeAlias

from repartee.caller.bell import Bell
from repartee.caller.frames import Encoder
from repartee.caller.gaps import Gap
from repartee.caller.loudspeaker import Loudspeaker
from repartee.caller.microphone import Playback
from repartee.caller.recordings import Recording
from repartee.caller.rtvi import Message

Choice: TypeAlias = str | int | float | bool
"""A value that the server is asked for: a voice's id, whether to greet …"""


class WireState(Enum):
    """How far a wire is."""

    NEW = "new"
    CONNECTING = "connecting"
    OPEN = "open"
    CLOSED = "closed"
    """Closed by this side."""
    LOST = "lost"
    """Closed by the other side, or broken."""


@dataclass(slots=True)
class Traffic:
    """Bytes so far, as TCP or UDP carries them: its own headers and those of IP are left out."""

    sent: int = 0
    received: int = 0


@dataclass(frozen=True, slots=True)
class Ends:
    """What a wire is fastened to at the caller's end.

    Attributes:
        loudspeaker: What hears the agent.
        on_message: Called with each message of the agent's.
        bell: Rung at every change.
    """

    loudspeaker: Loudspeaker
    on_message: Callable[[Message], None] = lambda _: None
    bell: Bell = field(default_factory=Bell)


class Wire(Protocol):
    """One way to an agent. RTVI's messages are the common language; a dialect translates."""

    @property
    def state(self) -> WireState:
        """How far it is."""
        ...

    @property
    def encoder(self) -> Encoder:
        """What makes frames of speech for it."""
        ...

    @property
    def heard_from_at(self) -> float | None:
        """When anything came last, monotonic seconds; None while nothing has."""
        ...

    @property
    def packets_lost(self) -> int:
        """Packets of the agent's sound that did not come, or came too late."""
        ...

    @property
    def gaps(self) -> Sequence[Gap]:
        """Where a player would have had nothing to play, silences of the agent's own included."""
        ...

    async def invite(self, choices: Mapping[str, Choice]) -> None:
        """Ask the server for a session, where the way has such a step.

        Raises:
            CallerError: It said no, or cannot be reached.
        """
        ...

    async def connect(self, timeout_seconds: float) -> None:
        """Connect, and wait until sound and messages can be sent.

        Raises:
            CallerError: No connection came about.
        """
        ...

    def play(self, recording: Recording) -> Playback:
        """Say this from now on, at real time."""
        ...

    def send(self, message: Message) -> None:
        """Send a message; dropped if the wire has gone or its dialect has no word for it."""
        ...

    @property
    def traffic(self) -> Traffic:
        """How much has gone over it."""
        ...

    async def close(self, *, abrupt: bool = False) -> None:
        """Hang up.

        Args:
            abrupt: Vanish instead, with no goodbye: the sockets are just shut.
        """
        ...
