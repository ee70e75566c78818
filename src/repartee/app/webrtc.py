"""Calls by WebRTC: their connections, the servers that help them, and the ports they may use."""

from __future__ import annotations

import asyncio
from contextlib import AbstractContextManager, nullcontext

from repartee.conversation.reception import Reception
from repartee.conversation.webrtc_calls import WebRTCCalls
from repartee.settings import Settings
from repartee.stacks.stack import Stack
from repartee.transports.webrtc.connections import WebRTCConnections
from repartee.transports.webrtc.ice_servers import IceServers
from repartee.transports.webrtc.port_range import PortRange


def make_ice_servers(settings: Settings) -> IceServers:
    """Make what callers are told of STUN and TURN servers."""
    return IceServers(
        settings.ice_servers,
        username=settings.ice_username,
        credential=settings.ice_credential.get_secret_value(),
        turn_secret=settings.turn_secret.get_secret_value(),
        turn_ttl_secs=settings.turn_lifetime_secs(settings.max_session_secs),
    )


def make_connections(settings: Settings, ice_servers: IceServers) -> WebRTCConnections:
    """Make what answers offers."""
    return WebRTCConnections(ice_servers, settings.max_text_chars, settings.connect_timeout_secs)


def make_calls(
    settings: Settings, stack: Stack, connections: WebRTCConnections, reception: Reception
) -> WebRTCCalls:
    """Make what brings those who have connected into a conversation."""
    return WebRTCCalls(
        connections,
        reception,
        max_pending=settings.max_pending_offers,
        sample_rate=stack.audio_out_sample_rate,
    )


def within_ports(settings: Settings) -> AbstractContextManager[None]:
    """Hold the running event loop's UDP sockets to the configured ports, if there are any."""
    ports = settings.webrtc_ports
    return PortRange(*ports).in_force(asyncio.get_running_loop()) if ports else nullcontext()
