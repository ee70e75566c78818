"""What is measured: each cell is one way to call, one set of delays and one kind of figure."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from repartee.bench.standins import PRD, QUICKSTART, LineUp, VendorDelays
from repartee.caller import Transport

_PRD_DELAYS = VendorDelays(ears=0.2, brain=0.24, voice=0.175)


class Figure(StrEnum):
    """What a cell measures, always at the caller and in seconds."""

    VOICE_TO_VOICE = "voice to voice"
    """From the last speech sample sent to the first one heard."""
    BARGE_IN = "barge-in"
    """From an interruption's first speech sample sent to the agent's last one heard."""
    KEPT_OUT = "kept out"
    """How much later an answer ends for a sound in it that wants no answer."""
    GREETING = "greeting"
    """From the first request to the first sample heard."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One set of conditions.

    Attributes:
        name: On the command line.
        title: In tables.
        figure: What is measured.
        transport: The way to call.
        line_up: The vendors.
        delays: How fast they are.
        peers: Who is measured beside Repartee; the first is whom all are compared with.
    """

    name: str
    title: str
    figure: Figure = Figure.VOICE_TO_VOICE
    transport: Transport = Transport.WEBRTC
    line_up: LineUp = QUICKSTART
    delays: VendorDelays = field(default_factory=VendorDelays)
    peers: tuple[str, ...] = ("pipecat",)

    @property
    def subjects(self) -> tuple[str, ...]:
        """Who is measured, Repartee first."""
        return ("repartee", *self.peers)

    def turns_a_call(self, recordings: int, asides: int = 0) -> int:
        """How many measurements a call gives.

        Args:
            recordings: How many things are said in it.
            asides: How many sounds are made that want no answer.
        """
        match self.figure:
            case Figure.VOICE_TO_VOICE:
                return recordings
            case Figure.BARGE_IN:
                return recordings - 1
            case Figure.KEPT_OUT:
                return asides + 1  # The agent's echo is one that is made in the call.
            case Figure.GREETING:
                return 1


CELLS = {
    cell.name: cell
    for cell in (
        Cell("webrtc", "Quickstart's vendors, WebRTC", peers=("pipecat", "fastrtc")),
        Cell("websocket", "Quickstart's vendors, WebSocket", transport=Transport.WEBSOCKET),
        Cell("prd", "Fastest cloud parts, WebRTC", line_up=PRD, delays=_PRD_DELAYS),
        Cell(
            "interims",
            "Interim words every 0.25 s, WebRTC",
            delays=VendorDelays(interims=0.25),
        ),
        Cell("barge-in-webrtc", "Barge-in, WebRTC", Figure.BARGE_IN),
        Cell("barge-in-websocket", "Barge-in, WebSocket", Figure.BARGE_IN, Transport.WEBSOCKET),
        Cell("kept-out-webrtc", 'Coughs and "mhm", WebRTC', Figure.KEPT_OUT),
        Cell(
            "kept-out-websocket",
            'Coughs and "mhm", WebSocket',
            Figure.KEPT_OUT,
            Transport.WEBSOCKET,
        ),
        Cell("greeting-webrtc", "Greeting, WebRTC", Figure.GREETING),
        Cell("greeting-websocket", "Greeting, WebSocket", Figure.GREETING, Transport.WEBSOCKET),
    )
}
"""Those of the report, in its order."""
