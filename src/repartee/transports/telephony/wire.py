"""What the vendors' wire messages have in common, and how they are checked.

Pipecat's serializers trust what they are handed: a list instead of an object, a payload that is not
base64 or half a sample raises from deep within. So nothing reaches one that was not checked here.
Only fields that are used are declared, so that a vendor may add others.
"""

from __future__ import annotations

import base64
import binascii
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from repartee.transports.telephony.events import (
    Event,
    Pressed,
    Reached,
    Spoken,
    Stopped,
    Uneventful,
)
from repartee.transports.websocket.codec import BadFrameError, CloseCode, WireFrame

TELEPHONE_RATE = 8000
"""Rate in Hz of all sound over a telephone."""

T = TypeVar("T")


class Wire(BaseModel):
    """A message, or a part of one."""

    model_config = ConfigDict(extra="ignore", frozen=True)


def _checked_base64(value: str) -> str:
    try:
        base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError("it is not base64") from error
    return value


def _checked_samples(value: str) -> str:
    if len(base64.b64decode(value)) % 2:
        raise ValueError("it ends within a sample")
    return value


Identity = Annotated[str, Field(min_length=1, max_length=256)]
"""What a vendor calls a call or a stream."""

Name = Annotated[str, Field(max_length=256)]

Payload = Annotated[str, Field(min_length=1), AfterValidator(_checked_base64)]
"""Sound in base64, a byte a sample."""

Payload16 = Annotated[Payload, AfterValidator(_checked_samples)]
"""Sound in base64, two bytes a sample."""


class _MediaDetails(Wire):
    payload: Payload
    track: str = "inbound"


class Media(Wire):
    """Sound in 8 bits a sample."""

    event: Literal["media"]
    media: _MediaDetails


class _Media16Details(_MediaDetails):
    payload: Payload16


class Media16(Wire):
    """Sound in 16 bits a sample."""

    event: Literal["media"]
    media: _Media16Details


class _DtmfDetails(Wire):
    # A to D exist on the wire, though on no telephone.
    digit: Annotated[str, Field(pattern=r"^[0-9A-D*#]$")]


class Dtmf(Wire):
    """A key."""

    event: Literal["dtmf"]
    dtmf: _DtmfDetails


class _MarkDetails(Wire):
    name: Name


class Mark(Wire):
    """A mark of ours was reached."""

    event: Literal["mark"]
    mark: _MarkDetails


class Stop(Wire):
    """The end."""

    event: Literal["stop"]


def understood(messages: TypeAdapter[T], frame: WireFrame) -> T:
    """Check one frame.

    Args:
        messages: All that the vendor may send.
        frame: As it came.

    Returns:
        The message.

    Raises:
        BadFrameError: If it is none.
    """
    if isinstance(frame, bytes):
        raise BadFrameError("A stream is JSON in text frames.", CloseCode.UNSUPPORTED_DATA)
    try:
        return messages.validate_json(frame)
    except ValidationError as error:
        # The content is the sender's own and may be anything; where it is wrong is not.
        where = ".".join(str(part) for part in error.errors(include_input=False)[0]["loc"])
        detail = f"This is no message of a telephone stream: see {where[:80] or 'its JSON'}."
        raise BadFrameError(detail) from None


def common_event(message: object) -> Event:
    """Say what a message means that all vendors write alike.

    Args:
        message: One of this module's; any other is `Uneventful`.
    """
    match message:
        case Media(media=media) | Media16(media=media) if media.track == "inbound":
            return Spoken()
        case Dtmf(dtmf=dtmf) if dtmf.digit not in "ABCD":
            return Pressed()
        case Mark(mark=mark):
            return Reached(mark.name)
        case Stop():
            return Stopped()
        case _:
            return Uneventful()
