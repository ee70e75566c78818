"""Making contact over HTTP: ask for a session, offer a connection, get an answer."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import TypeAlias, TypeVar
from urllib.parse import urljoin, urlsplit

import httpx
from aiortc import RTCIceServer, RTCSessionDescription
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from repartee.caller.errors import BadInputError, CallFailedError, ServerRefusedError

Choice: TypeAlias = str | int | float | bool
"""A value of `/start`'s body: a voice's id, whether to greet …"""

_TIMEOUT_SECONDS = 20.0
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
    """The HTTP side of a call.

    The offer carries all candidates, so none are sent after it. A server that knows no ``/start``
    is offered a connection straight away; one that answers as Pipecat's development runner does is
    understood too.

    Args:
        url: The server's address, ``http://127.0.0.1:7860`` say.
        token: Access token, sent as a bearer token.
        insecure: Whether to accept any TLS certificate.

    Raises:
        BadInputError: The address is none.
    """

    def __init__(self, url: str, token: str | None = None, *, insecure: bool = False) -> None:
        self._url = _checked(url)
        self._http = httpx.AsyncClient(
            headers={"Authorization": f"Bearer {token}"} if token else {},
            verify=not insecure,
            timeout=_TIMEOUT_SECONDS,
            trust_env=False,
        )

    async def start(self, choices: Mapping[str, Choice]) -> Invitation:
        """Ask for a session.

        Raises:
            ServerRefusedError: It said no, with its reason.
            CallFailedError: It could not be reached, or talks nonsense.
        """
        response = await self._post(self._at("start"), {"transport": "webrtc", **choices})
        if response.status_code in _NO_START:
            return Invitation(self._at("api/offer"), None, ())
        return self._invitation(_understood(response, _Started))

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
        answer = _understood(await self._post(invitation.endpoint, body), _Answer)
        return RTCSessionDescription(sdp=answer.sdp, type=answer.type)

    async def close(self) -> None:
        """Let go of the HTTP connection."""
        await self._http.aclose()

    def _at(self, path: str) -> str:
        return urljoin(self._url, path)

    def _invitation(self, started: _Started) -> Invitation:
        servers = tuple(
            RTCIceServer(urls=s.urls, username=s.username, credential=s.credential)
            for s in started.ice_config.ice_servers
        )
        if started.request_params:
            endpoint = self._at(started.request_params.endpoint)
            return Invitation(endpoint, started.request_params.request_data, servers)
        path = f"sessions/{started.session_id}/api/offer" if started.session_id else "api/offer"
        return Invitation(self._at(path), None, servers)

    async def _post(self, url: str, body: Mapping[str, object]) -> httpx.Response:
        try:
            return await self._http.post(url, json=body)
        except httpx.TimeoutException as error:
            raise CallFailedError(
                f"{url} did not answer within {_TIMEOUT_SECONDS:.0f} s."
            ) from error
        except httpx.HTTPError as error:
            raise CallFailedError(_unreachable(self._url, error)) from error


_BODY = TypeAdapter(dict[str, object])
_Shape = TypeVar("_Shape", bound=BaseModel)


def _understood(response: httpx.Response, shape: type[_Shape]) -> _Shape:
    if response.is_error:
        raise _refusal(response)
    try:
        return shape.model_validate_json(response.content)
    except ValidationError as error:
        said = f"{response.request.method} {response.request.url.path}"
        raise CallFailedError(f"{said} was not answered the way a voice agent does.") from error


def _refusal(response: httpx.Response) -> ServerRefusedError:
    fallback = f"{response.status_code} {response.reason_phrase}".strip()
    try:
        body = _BODY.validate_json(response.content)
    except ValidationError:
        body = {}
    said = body.get("detail") or body.get("title")
    detail = said if isinstance(said, str) else fallback
    return ServerRefusedError(response.status_code, detail, _seconds(response))


def _seconds(response: httpx.Response) -> float | None:
    after = response.headers.get("Retry-After", "")
    return float(after) if after.isdecimal() else None


def _checked(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise BadInputError(f"{url} is no web address: it must begin with http:// or https://.")
    return url if url.endswith("/") else f"{url}/"


def _unreachable(url: str, error: httpx.HTTPError) -> str:
    if _about_certificate(error):
        return f"{url} has a certificate that is not trusted here: --insecure takes any."
    return f"{url} cannot be reached: {str(error) or type(error).__name__}. Is the server running?"


def _about_certificate(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False
