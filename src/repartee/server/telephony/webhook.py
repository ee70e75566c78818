from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.responses import Response

_MOST_FIELDS = 200


@dataclass(frozen=True)
class Webhook:
    """A vendor's question what to do with a call."""

    url: str
    """As the vendor called it, with its query."""
    headers: Mapping[str, str]
    query: Sequence[tuple[str, str]]
    form: Sequence[tuple[str, str]]
    body: bytes

    def field(self, name: str) -> str:
        """What the vendor says of the call; empty if it says nothing.

        Args:
            name: As the vendor calls it.
        """
        return dict([*self.query, *self.form]).get(name, "")


def parsed_form(body: bytes) -> list[tuple[str, str]]:
    """Read what a form posted.

    Args:
        body: As it came.

    Raises:
        ValueError: If it is no form, or has too many fields.
    """
    return parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS)


def xml(document: str) -> Response:
    """Answer with markup.

    Args:
        document: Its root element.
    """
    return Response(f'<?xml version="1.0" encoding="UTF-8"?>{document}', media_type="text/xml")
