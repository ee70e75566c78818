"""The ways to an agent, one a module."""

from __future__ import annotations

from enum import StrEnum
from uuid import uuid4

from repartee.caller.contact import Server
from repartee.caller.wires.pcm16 import Pcm16Approach, Pcm16Events
from repartee.caller.wires.rtvi_socket import RtviApproach, RtviFrames
from repartee.caller.wires.socket import SocketWire
from repartee.caller.wires.telephone.approach import TelephoneApproach
from repartee.caller.wires.telephone.exotel import Exotel
from repartee.caller.wires.telephone.plivo import Plivo
from repartee.caller.wires.telephone.telnyx import Telnyx
from repartee.caller.wires.telephone.twilio import Twilio
from repartee.caller.wires.telephone.vendor import Vendor
from repartee.caller.wires.webrtc import WebRtcWire
from repartee.caller.wires.wire import Ends, Wire


class Transport(StrEnum):
    """A way to an agent."""

    WEBRTC = "webrtc"
    WEBSOCKET = "websocket"
    PCM16 = "pcm16"
    TWILIO = "twilio"
    TELNYX = "telnyx"
    PLIVO = "plivo"
    EXOTEL = "exotel"


_VENDORS: dict[Transport, Vendor] = {
    Transport.TWILIO: Twilio(),
    Transport.TELNYX: Telnyx(),
    Transport.PLIVO: Plivo(),
    Transport.EXOTEL: Exotel(),
}


def wire_over(transport: Transport, server: Server, ends: Ends, vendor_secret: str = "") -> Wire:
    """Make a wire that is not connected yet.

    Args:
        transport: Which way to go.
        server: Whom to call.
        ends: What to fasten it to.
        vendor_secret: What the server knows a telephone vendor by.
    """
    match transport:
        case Transport.WEBRTC:
            return WebRtcWire(server, ends)
        case Transport.WEBSOCKET:
            return SocketWire(server, ends, RtviFrames(), RtviApproach(server))
        case Transport.PCM16:
            return SocketWire(server, ends, Pcm16Events(), Pcm16Approach(server))
        case _:
            vendor, call_id = _VENDORS[transport], f"CA{uuid4().hex}"
            path = f"api/telephone/{transport.value}"
            approach = TelephoneApproach(server, vendor, path, call_id, vendor_secret)
            return SocketWire(server, ends, vendor.stream(call_id), approach)
