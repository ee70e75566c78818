"""Asking the server over HTTP, and understanding what it says, refusals included."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from typing import TypeVar
from urllib.parse import urljoin, urlsplit

import httpx
from pydantic import BaseModel, TypeAdapter, ValidationError

from repartee.caller.errors import BadInputError, CallFailedError, ServerRefusedError

_TIMEOUT_SECONDS = 20.0


class Server:
    """The server, as HTTP knows it.

    Args:
        url: Its address, ``http://127.0.0.1:7860`` say.
        token: Access token, sent as a bearer token.
        insecure: Whether to accept any TLS certificate.

    Raises:
        BadInputError: The address is none.
    """

    def __init__(self, url: str, token: str | None = None, *, insecure: bool = False) -> None:
        self._url = _checked(url)
        self._insecure = insecure
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}
        """What every request has to carry."""
        self._http = httpx.AsyncClient(
            headers=self.headers, verify=not insecure, timeout=_TIMEOUT_SECONDS, trust_env=False
        )

    def at(self, path: str) -> str:
        """The absolute address of a path."""
        return urljoin(self._url, path)

    def socket_at(self, path: str) -> str:
        """The same for a WebSocket."""
        url = self.at(path)
        return f"ws{url.removeprefix('http')}" if url.startswith("http") else url

    def tls(self, url: str) -> ssl.SSLContext | None:
        """How to encrypt a WebSocket; None for one that is not."""
        if not url.startswith("wss:"):
            return None
        context = ssl.create_default_context()
        if self._insecure:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context

    async def post(self, url: str, body: Mapping[str, object]) -> httpx.Response:
        """Send JSON.

        Raises:
            CallFailedError: The server could not be reached.
        """
        return await self.request("POST", url, json=body)

    async def request(self, method: str, url: str, **content: object) -> httpx.Response:
        """Ask something.

        Args:
            method: ``POST``, say.
            url: Absolute address.
            content: What httpx takes: ``json``, ``data``, ``headers`` …

        Raises:
            CallFailedError: The server could not be reached.
        """
        try:
            return await self._http.request(method, url, **content)  # type: ignore[arg-type]
        except httpx.TimeoutException as error:
            raise CallFailedError(
                f"{url} did not answer within {_TIMEOUT_SECONDS:.0f} s."
            ) from error
        except httpx.HTTPError as error:
            raise CallFailedError(unreachable(self._url, error)) from error

    async def close(self) -> None:
        """Let go of the HTTP connection."""
        await self._http.aclose()


_BODY = TypeAdapter(dict[str, object])
_Shape = TypeVar("_Shape", bound=BaseModel)


def understood(response: httpx.Response, shape: type[_Shape]) -> _Shape:
    """Read an answer.

    Raises:
        ServerRefusedError: It is a refusal.
        CallFailedError: It is not of this shape.
    """
    accepted(response)
    try:
        return shape.model_validate_json(response.content)
    except ValidationError as error:
        said = f"{response.request.method} {response.request.url.path}"
        raise CallFailedError(f"{said} was not answered the way a voice agent does.") from error


def accepted(response: httpx.Response) -> httpx.Response:
    """The response itself, if it is no refusal.

    Raises:
        ServerRefusedError: It is one.
    """
    if not response.is_error:
        return response
    fallback = f"{response.status_code} {response.reason_phrase}".strip()
    after = response.headers.get("Retry-After", "")
    raise refusal(
        response.status_code,
        response.content,
        fallback,
        float(after) if after.isdecimal() else None,
    )


def refusal(
    status: int, body: bytes | None, fallback: str, retry_after: float | None = None
) -> ServerRefusedError:
    """A refusal in the server's own words, where its body has some."""
    try:
        told = _BODY.validate_json(body or b"")
    except ValidationError:
        told = {}
    said = told.get("detail") or told.get("title")
    return ServerRefusedError(status, said if isinstance(said, str) else fallback, retry_after)


def unreachable(url: str, error: Exception) -> str:
    """Say why nobody answers there."""
    if _about_certificate(error):
        return f"{url} has a certificate that is not trusted here: --insecure takes any."
    return f"{url} cannot be reached: {str(error) or type(error).__name__}. Is the server running?"


def _checked(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise BadInputError(f"{url} is no web address: it must begin with http:// or https://.")
    return url if url.endswith("/") else f"{url}/"


def _about_certificate(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False
