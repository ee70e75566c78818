"""WebRTC's sockets stay within WEBRTC_PORT_RANGE, and a shortage is told."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from contextlib import suppress

import pytest
import uvloop
from aiortc import RTCConfiguration, RTCPeerConnection
from aiortc.mediastreams import AudioStreamTrack

from repartee.transports.webrtc.port_range import PortRange, PortsUsedUpError, no_shortage


def _free_run(length: int) -> int:
    """The first of several free ports in a row."""
    for first in range(42_000, 60_000, 50):
        taken = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(length)]
        try:
            for offset, each in enumerate(taken):
                each.bind(("127.0.0.1", first + offset))
            return first
        except OSError:
            continue
        finally:
            for each in taken:
                each.close()
    raise RuntimeError("no free ports")


def _candidate_ports(pc: RTCPeerConnection) -> set[int]:
    lines = pc.localDescription.sdp.splitlines()
    return {int(line.split()[5]) for line in lines if line.startswith("a=candidate:")}


@pytest.fixture
def ports() -> PortRange:
    first = _free_run(8)
    return PortRange(first, first + 7)


def test_every_port_is_used_before_there_is_a_shortage(ports: PortRange) -> None:
    taken = [ports.bind("127.0.0.1") for _ in range(len(ports))]
    try:
        bound = {each.getsockname()[1] for each in taken}
        assert bound == set(range(ports.first, ports.last + 1))
        with pytest.raises(PortsUsedUpError, match="WEBRTC_PORT_RANGE"):
            ports.bind("127.0.0.1")
    finally:
        for each in taken:
            each.close()


def test_a_port_that_came_free_is_used_again(ports: PortRange) -> None:
    one = PortRange(ports.first, ports.first)
    one.bind("127.0.0.1").close()
    one.bind("127.0.0.1").close()


def test_an_address_of_another_machine_is_no_shortage(ports: PortRange) -> None:
    with pytest.raises(OSError, match="assign") as caught:
        ports.bind("198.51.100.1")
    assert not isinstance(caught.value, PortsUsedUpError)


@pytest.mark.parametrize("new_loop", [asyncio.new_event_loop, uvloop.new_event_loop])
def test_a_peer_connections_ports_are_of_the_range(
    ports: PortRange, new_loop: Callable[[], asyncio.AbstractEventLoop]
) -> None:
    async def gather() -> set[int]:
        pc = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        pc.addTrack(AudioStreamTrack())
        pc.createDataChannel("chat")
        with ports.in_force(asyncio.get_running_loop()):
            await pc.setLocalDescription(await pc.createOffer())
        found = _candidate_ports(pc)
        await pc.close()
        return found

    with asyncio.Runner(loop_factory=new_loop) as runner:
        found = runner.run(gather())
    assert found
    assert found <= set(range(ports.first, ports.last + 1))


async def test_other_sockets_are_left_alone(ports: PortRange) -> None:
    loop = asyncio.get_running_loop()
    usual = loop.create_datagram_endpoint
    with ports.in_force(loop):
        transport, _ = await loop.create_datagram_endpoint(
            asyncio.DatagramProtocol, remote_addr=("127.0.0.1", 9)
        )
        port = transport.get_extra_info("sockname")[1]
        transport.close()
    assert not ports.first <= port <= ports.last
    assert loop.create_datagram_endpoint == usual


async def test_a_shortage_is_an_error_though_aioice_goes_on_without(ports: PortRange) -> None:
    one = PortRange(ports.first, ports.first)
    pc = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    pc.addTrack(AudioStreamTrack())
    pc.createDataChannel("chat")
    loop = asyncio.get_running_loop()
    with one.in_force(loop), pytest.raises(PortsUsedUpError), no_shortage():
        await pc.setLocalDescription(await pc.createOffer())
    await pc.close()


async def test_of_two_calls_at_once_one_gets_the_last_port(ports: PortRange) -> None:
    one = PortRange(ports.first, ports.first)

    async def set_up(*addresses: str) -> bool:
        taken: list[socket.socket] = []
        try:
            with no_shortage():
                for address in addresses:
                    with suppress(PortsUsedUpError):
                        taken.append(one.bind(address))
                    await asyncio.sleep(0)
        except PortsUsedUpError:
            for each in taken:
                each.close()
            return False
        return True

    # Without knowing of each other, each would take one address and lack the other.
    outcomes = await asyncio.gather(
        set_up("127.0.0.1", "127.0.0.2"), set_up("127.0.0.2", "127.0.0.1")
    )
    assert list(outcomes) == [True, False]


def test_a_call_takes_the_same_port_on_every_address(ports: PortRange) -> None:
    with no_shortage():
        taken = [ports.bind(f"127.0.0.{number}") for number in range(1, 5)]
    try:
        assert len({each.getsockname()[1] for each in taken}) == 1
    finally:
        for each in taken:
            each.close()


def test_a_port_that_a_failed_call_had_begun_is_free_again(ports: PortRange) -> None:
    one = PortRange(ports.first, ports.first)
    with no_shortage():
        one.bind("127.0.0.1").close()
    with no_shortage():
        one.bind("127.0.0.1").close()
