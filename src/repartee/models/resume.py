"""Whether half a file may be completed, decided from what was noted beside it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus

from repartee.models.digest import Digest


@dataclass(frozen=True, slots=True)
class Expected:
    """What a file ought to be, so far as anyone knows."""

    digest: Digest | None = None
    size: int | None = None
    """In bytes."""


@dataclass(frozen=True, slots=True)
class Noted:
    """What was noted when the first byte of a partial file came."""

    expected: Expected
    etag: str = ""
    """The server's, empty if it sent none."""

    @property
    def strong_etag(self) -> str:
        """The ETag if it stands for the very bytes; a weak one must not be used in `If-Range`."""
        return self.etag if self.etag.startswith('"') else ""


class Step(StrEnum):
    """What to do about a file."""

    FETCH = "fetch"
    """From the first byte; a partial file is thrown away."""
    CONTINUE = "continue"
    """From where the partial file ends."""
    VERIFY = "verify"
    """Every byte is here already."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How to ask for a file."""

    step: Step
    offset: int = 0
    """Bytes that are here and are not asked for again."""
    if_range: str = ""

    @property
    def headers(self) -> dict[str, str]:
        """What to send along."""
        if self.step is not Step.CONTINUE:
            return {}
        headers = {"Range": f"bytes={self.offset}-"}
        return {**headers, "If-Range": self.if_range} if self.if_range else headers


_AFRESH = Plan(Step.FETCH)


def plan(partial_bytes: int, noted: Noted | None, expected: Expected) -> Plan:
    """Decide how to ask for a file of which a part may be here.

    Args:
        partial_bytes: Size of the partial file; 0 for none.
        noted: What was noted beside it; None for nothing readable.
        expected: What the file ought to be now.

    Returns:
        To go on only where the bytes that are here surely begin the same file: both the digest
        is known and has not changed, or the server will compare its ETag.
    """
    if partial_bytes <= 0 or noted is None or noted.expected.digest != expected.digest:
        return _AFRESH
    if expected.size is not None:
        if partial_bytes == expected.size and expected.digest:
            return Plan(Step.VERIFY, partial_bytes)
        if partial_bytes >= expected.size:
            return _AFRESH
    if expected.digest is None and not noted.strong_etag:
        return _AFRESH
    return Plan(Step.CONTINUE, partial_bytes, noted.strong_etag)


class Reception(StrEnum):
    """What the server's answer means for the partial file."""

    APPEND = "append"
    REPLACE = "replace"
    """It sends the whole file: it changed, or the server knows no ranges."""
    ASK_AGAIN = "ask-again"
    """It has no such range, or a part of another file: ask for the whole."""
    REFUSED = "refused"


def receive(
    asked: Plan, status: int, content_range: str, etag: str, noted: Noted | None
) -> Reception:
    """Decide what to do with an answer.

    Args:
        asked: How the file was asked for.
        status: Of the answer.
        content_range: Its header, empty if there is none.
        etag: Its header, empty if there is none.
        noted: What is noted beside the partial file.

    Returns:
        What to do.
    """
    if status == HTTPStatus.OK:
        return Reception.REPLACE
    if status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE and asked.step is Step.CONTINUE:
        return Reception.ASK_AGAIN
    if status != HTTPStatus.PARTIAL_CONTENT:
        return Reception.REFUSED
    if asked.step is not Step.CONTINUE or range_start(content_range) != asked.offset:
        return Reception.ASK_AGAIN
    # Some servers know ranges but not If-Range.
    changed = bool(noted and noted.strong_etag and etag and etag != noted.etag)
    return Reception.ASK_AGAIN if changed else Reception.APPEND


def range_start(content_range: str) -> int | None:
    """The first byte in `Content-Range: bytes 100-199/200`; None if that cannot be read."""
    unit, _, rest = content_range.strip().partition(" ")
    start, sign, _ = rest.partition("-")
    return int(start) if unit == "bytes" and sign and start.isdigit() else None


def whole_size(status: int, content_range: str, content_length: str) -> int | None:
    """Size of the whole file in bytes as an answer tells it; None if it does not."""
    if status == HTTPStatus.PARTIAL_CONTENT:
        _, _, total = content_range.rpartition("/")
        return int(total) if total.isdigit() else None
    return int(content_length) if content_length.isdigit() else None
