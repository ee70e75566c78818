from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

import httpx
from aiortc import RTCConfiguration, RTCIceServer

from repartee.caller.errors import CallError, CallRefusedError


class Signalling:
    """The HTTP half of a call: choices, then the offer."""

    def __init__(self, url: str, *, token: str = "", verify: bool = True) -> None:
        """Describe the server.

        Args:
            url: Its address, such as `http://127.0.0.1:7860`.
            token: Its access token, if it asks for one.
            verify: Whether its TLS certificate must be valid.
        """
        self._url = url if url.endswith("/") else url + "/"
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._client = httpx.AsyncClient(headers=headers, timeout=15, verify=verify)

    async def start(self, choices: dict[str, Any]) -> dict[str, Any]:
        """Make the choices of a call.

        Args:
            choices: As `POST /start` takes them.

        Returns:
            The server's answer.

        Raises:
            CallRefusedError: If the server says no.
            CallError: If there is no such server.
        """
        return await self._post("start", choices)

    async def offer(self, started: dict[str, Any], sdp: str) -> dict[str, Any]:
        """Make the offer of a started call.

        Args:
            started: What `start` returned.
            sdp: The offer, with all its candidates.

        Returns:
            The answer: `sdp`, `type` and `pc_id`.

        Raises:
            CallRefusedError: If the server says no.
            CallError: If it is gone.
        """
        params = started.get("webrtcRequestParams") or {}
        body = {"sdp": sdp, "type": "offer", "requestData": params.get("requestData") or {}}
        return await self._post(str(params.get("endpoint") or "/api/offer"), body)

    async def close(self) -> None:
        """Close the connections to the server."""
        await self._client.aclose()

    async def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        try:
            response = await self._client.post(urljoin(self._url, path), json=body)
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise CallError(
                f"{self._url} does not answer ({type(error).__name__}). "
                "Is the server running there?"
            ) from error
        try:
            answer = response.json()
        except ValueError:
            answer = None
        if response.is_error or not isinstance(answer, dict):
            detail = answer.get("detail") if isinstance(answer, dict) else None
            raise CallRefusedError(
                f"{self._url} refused the call ({response.status_code}): "
                f"{detail or 'no reason given; is this a Repartee server?'}"
            )
        return answer


def configuration(started: dict[str, Any]) -> RTCConfiguration:
    """The ICE servers of a started call, as aiortc wants them."""
    servers = (started.get("iceConfig") or {}).get("iceServers") or []
    return RTCConfiguration(iceServers=[RTCIceServer(**server) for server in servers])
