"""Making contact over HTTP: ask for a session, offer a connection, get an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from aiortc import RTCIceServer, RTCSessionDescription
from pydantic import BaseModel, Field

from repartee.caller.contact import Server, understood
from repartee.caller.wires.wire import Choice

_NO_START = {HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED}


class _IceServer(BaseModel):
    urls: str | list[str]
    username: str | None = None
    credential: str | None = None


class _IceConfig(BaseModel):
    ice_servers: list[_IceServer] = Field(default_factory=list, alias="iceServers")


class _RequestParams(BaseModel):
    endpoint: str
    request_data: dict[str, object] | None = Field(default=None, alias="requestData")


class _Started(BaseModel):
    session_id: str = Field(default="", alias="sessionId")
    request_params: _RequestParams | None = Field(default=None, alias="webrtcRequestParams")
    ice_config: _IceConfig = Field(default_factory=_IceConfig, alias="iceConfig")


class _Answer(BaseModel):
    sdp: str
    type: str
    pc_id: str = ""


@dataclass(frozen=True, slots=True)
class Invitation:
    """Where to send the offer, and how to reach the server's network.

    Attributes:
        endpoint: Absolute address for the offer.
        request_data: What the server wants back with it.
        ice_servers: STUN and TURN servers to use.
    """

    endpoint: str
    request_data: Mapping[str, object] | None
    ice_servers: tuple[RTCIceServer, ...]


class Signalling:
    """The HTTP side of a WebRTC call.

    The offer carries all candidates, so none are sent after it. A server that knows no ``/start``
    is offered a connection straight away; one that answers as Pipecat's development runner does is
    understood too.

    Args:
        server: Whom to ask.
    """

    def __init__(self, server: Server) -> None:
        self._server = server

    async def start(self, choices: Mapping[str, Choice]) -> Invitation:
        """Ask for a session.

        Raises:
            ServerRefusedError: It said no, with its reason.
            CallFailedError: It could not be reached, or talks nonsense.
        """
        body = {"transport": "webrtc", **choices}
        response = await self._server.post(self._server.at("start"), body)
        # A server that knows the conversation to come back to would have a /start.
        if response.status_code in _NO_START and "conversation_id" not in choices:
            return Invitation(self._server.at("api/offer"), None, ())
        return self._invitation(understood(response, _Started))

    async def offer(
        self, invitation: Invitation, offer: RTCSessionDescription
    ) -> RTCSessionDescription:
        """Offer a connection and return the answer.

        Raises:
            ServerRefusedError: It said no, with its reason.
            CallFailedError: It could not be reached, or talks nonsense.
        """
        body: dict[str, object] = {"sdp": offer.sdp, "type": offer.type}
        if invitation.request_data is not None:
            body["requestData"] = dict(invitation.request_data)
        answer = understood(await self._server.post(invitation.endpoint, body), _Answer)
        return RTCSessionDescription(sdp=answer.sdp, type=answer.type)

    def _invitation(self, started: _Started) -> Invitation:
        servers = tuple(
            RTCIceServer(urls=s.urls, username=s.username, credential=s.credential)
            for s in started.ice_config.ice_servers
        )
        if started.request_params:
            endpoint = self._server.at(started.request_params.endpoint)
            return Invitation(endpoint, started.request_params.request_data, servers)
        path = f"sessions/{started.session_id}/api/offer" if started.session_id else "api/offer"
        return Invitation(self._server.at(path), None, servers)
