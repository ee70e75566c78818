"""The cheapest real call to a vendor, and what its outcome says."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from pipecat.utils.errors import ErrorCategory, classify_http_status_code
from pydantic import SecretStr

from repartee.services.closes import words_category
from repartee.services.config import NO_SECRET
from repartee.services.provider import Check, ProviderError, Verdict
from repartee.services.vendor import Vendor

_LIMIT_SECS = 4.5  # a check may take five seconds in all
_CONNECT_SECS = 3.0
_LONGEST_BODY = 2_000_000


@dataclass(frozen=True, slots=True)
class Answer:
    """What a vendor's server answered."""

    status: int
    body: Any
    """Parsed JSON, or text where it is none."""
    millis: float


@dataclass(frozen=True, slots=True)
class Unreachable:
    """No answer came."""

    why: str


@dataclass(frozen=True, slots=True)
class Probe:
    """A request that costs nothing and shows whether a vendor can be used."""

    vendor: Vendor
    address: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    key: SecretStr = NO_SECRET

    def missing(self) -> Check | None:
        """What is wrong before anybody is asked: no key, or no address."""
        if self.vendor.needs_key and not self.key.get_secret_value():
            return degraded("no key", f"Set {self.vendor.key_variable}.")
        if not self.address:
            return degraded("no address", f"Set {self.vendor.address_variable}.")
        return None

    def require(self, label: str) -> None:
        """Insist that there are a key and an address.

        Args:
            label: What people call the provider.

        Raises:
            ProviderError: If one is missing.
        """
        if (wrong := self.missing()) is not None:
            raise ProviderError(f"{label}: {wrong.finding}. {wrong.fix}")

    async def check(self, found: Callable[[Answer], Check] | None = None) -> Check:
        """Make the request, and say what it shows.

        Args:
            found: Judges an answer with which nothing is wrong; without it, the key is good.
        """
        if (wrong := self.missing()) is not None:
            return wrong
        answer = await self.ask()
        if (wrong := self.judge(answer)) is not None:
            return wrong
        assert isinstance(answer, Answer)  # noqa: S101 - `judge` has found the rest wrong
        return found(answer) if found else healthy("the key is good", answer.millis)

    async def ask(self, path: str = "") -> Answer | Unreachable:
        """Make the request.

        Args:
            path: Another path than the usual one.
        """
        began = time.monotonic()
        timeout = aiohttp.ClientTimeout(_LIMIT_SECS, connect=_CONNECT_SECS)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout, trust_env=True) as session,
                session.get(self.address + (path or self.path), headers=self.headers) as response,
            ):
                body = await response.content.read(_LONGEST_BODY)
                while more := await response.content.read(_LONGEST_BODY - len(body)):
                    body += more
                millis = 1000 * (time.monotonic() - began)
                return Answer(response.status, _parsed(self._without_key(body)), millis)
        except (TimeoutError, asyncio.IncompleteReadError):
            return Unreachable("it does not answer")
        except aiohttp.ClientConnectorDNSError:
            return Unreachable("its name is unknown")
        except aiohttp.ClientConnectorError as error:
            return Unreachable((error.os_error.strerror or "no connection").lower())
        except (aiohttp.ClientError, OSError, ValueError) as error:
            return Unreachable(type(error).__name__)

    def _without_key(self, body: bytes) -> bytes:
        """What came without the key: some repeat it, and findings and lists are shown to people."""
        key = self.key.get_secret_value().strip()
        written = {key, json.dumps(key)[1:-1], json.dumps(key, ensure_ascii=False)[1:-1]} - {""}
        for each in sorted(written, key=len, reverse=True):
            body = body.replace(each.encode(), b"********")
        return body

    def judge(self, answer: Answer | Unreachable) -> Check | None:
        """Say what is wrong with an answer; None if nothing is.

        Args:
            answer: What came.
        """
        variable = self.vendor.address_variable
        if isinstance(answer, Unreachable):
            return degraded(
                f"not reached at {self.address}: {answer.why}",
                f"Start it, look at the network, or set {variable} to where it is.",
            )
        if answer.status < 400:
            return None
        return _judge_status(self.vendor, answer)


def healthy(finding: str, millis: float | None = None) -> Check:
    """A check that found nothing wrong.

    Args:
        finding: A few words.
        millis: How long the call took.
    """
    return Check(Verdict.HEALTHY, finding, millis=millis)


def degraded(finding: str, fix: str, millis: float | None = None) -> Check:
    """A check that found something wrong.

    Args:
        finding: A few words.
        fix: What to do, as one sentence.
        millis: How long the call took.
    """
    return Check(Verdict.DEGRADED, finding, fix, millis)


def ids_in(body: Any) -> list[str]:
    """The models of an OpenAI-like list.

    Args:
        body: The parsed answer to `GET /v1/models`.
    """
    entries = body.get("data") if isinstance(body, Mapping) else None
    return [
        str(entry["id"])
        for entry in (entries if isinstance(entries, list) else [])
        if isinstance(entry, Mapping) and "id" in entry
    ]


def _judge_status(vendor: Vendor, answer: Answer) -> Check:
    category = classify_http_status_code(answer.status)
    if words_category(str(answer.body)) is ErrorCategory.QUOTA:
        category = ErrorCategory.QUOTA
    key = vendor.key_variable or "the key"
    match category:
        case ErrorCategory.AUTHENTICATION:
            return degraded("it rejects the key", f"Set {key} to a valid key.", answer.millis)
        case ErrorCategory.AUTHORIZATION:
            fix = f"Give the key of {key} the right to use it, or set another."
            return degraded("the key may not do this", fix, answer.millis)
        case ErrorCategory.QUOTA:
            fix = f"Top up the account of {key}, or set another key."
            return degraded("no credit left", fix, answer.millis)
        case ErrorCategory.RATE_LIMIT:
            fix = "Wait a little, or raise the limit of your plan."
            return degraded("asked too often", fix, answer.millis)
        case ErrorCategory.SERVER:
            fix = "Wait, or look at its log if it is yours."
            return degraded(f"it fails with HTTP {answer.status}", fix, answer.millis)
        case _:
            fix = f"Look whether {vendor.address_variable} is the right address."
            return degraded(f"it answers HTTP {answer.status}", fix, answer.millis)


def _parsed(body: bytes) -> Any:
    text = body.decode("utf-8", errors="replace")
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text
