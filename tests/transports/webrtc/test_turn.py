"""A call that is relayed by a real coturn, with passwords that expire."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from aiortc import RTCConfiguration, RTCIceServer, RTCIceTransportPolicy, RTCPeerConnection
from aiortc.mediastreams import AudioStreamTrack
from pydantic import SecretStr

from repartee.app import create_app
from repartee.settings import Settings
from repartee.transports.webrtc.ice_servers import IceServers
from tests.support.coturn import Coturn, coturn, needs_coturn
from tests.support.peer import Peer
from tests.support.running_server import running
from tests.support.scripted_stack import ScriptedStack

pytestmark = needs_coturn


@pytest.fixture(scope="module")
def turn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Coturn]:
    with coturn(tmp_path_factory.mktemp("coturn")) as running_turn:
        yield running_turn


def _relayed_only(servers: list[dict[str, Any]]) -> RTCConfiguration:
    return RTCConfiguration(
        iceServers=[RTCIceServer(**each) for each in servers],
        iceTransportPolicy=RTCIceTransportPolicy.RELAY,
    )


async def _candidates(configuration: RTCConfiguration) -> set[str]:
    """The kinds of candidates that are found."""
    pc = RTCPeerConnection(configuration)
    pc.addTrack(AudioStreamTrack())
    await pc.setLocalDescription(await pc.createOffer())
    found = set(re.findall(r"a=candidate:.* typ (\w+)", pc.localDescription.sdp))
    await pc.close()
    return found


async def test_a_caller_who_can_only_be_relayed_hears_the_agent(
    settings: Settings, stack: ScriptedStack, turn: Coturn
) -> None:
    reached = settings.model_copy(
        update={"ice_servers": [turn.url], "turn_secret": SecretStr(turn.secret)}
    )
    async with running(create_app(reached, stack)) as url:
        async with httpx.AsyncClient() as client:
            started = (await client.post(f"{url}/start")).json()
        servers = started["iceConfig"]["iceServers"]
        async with Peer(url, configuration=_relayed_only(servers)) as caller:
            await caller.connect(requestData={"session_id": started["sessionId"]})
            await caller.wait_for("bot-ready")
            await caller.wait_for_sound()
            used = caller._pc.getTransceivers()[0].sender.transport.transport
            pair = used._connection._nominated[1]
            assert pair.local_candidate.type == "relay"
    assert servers[0]["username"] in turn.wrote
    # The server's own peer connection took a relay, too, with a name of its own.
    assert len(set(re.findall(r"\d{10}:[0-9a-f]{12}", turn.wrote))) >= 2


async def test_a_password_whose_time_is_over_relays_nothing(turn: Coturn) -> None:
    good = IceServers([turn.url], turn_secret=turn.secret)
    over = IceServers([turn.url], turn_secret=turn.secret, turn_ttl_secs=-60)
    assert await _candidates(_relayed_only(_plain(good))) == {"relay"}
    assert await _candidates(_relayed_only(_plain(over))) == set()


async def test_a_password_made_with_another_secret_relays_nothing(turn: Coturn) -> None:
    forged = IceServers([turn.url], turn_secret="south")
    assert await _candidates(_relayed_only(_plain(forged))) == set()


def _plain(servers: IceServers) -> list[dict[str, Any]]:
    return [dict(each) for each in servers.for_browser()]
