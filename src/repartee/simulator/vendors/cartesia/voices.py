"""The voices that the stand-in lists; like the vendor, it speaks with any that has a proper id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CartesiaVoice:
    """A voice of the catalogue."""

    id: str
    name: str
    tagline: str
    gender: str
    locale: str = "en-US"

    def as_json(self) -> Mapping[str, object]:
        """As the vendor lists it."""
        return {
            "id": self.id,
            "access": "public",
            "created_at": "2026-01-01T00:00:00Z",
            "description": f"{self.name} is a simulated voice.",
            "is_owner": False,
            "language": self.locale.partition("-")[0],
            "locales": [{"locale": self.locale, "is_native": True}],
            "name": self.name,
            "tagline": self.tagline,
            "visibility": "all",
            "gender": self.gender,
        }


VOICES = (
    CartesiaVoice("71a7ad14-091c-4e8e-a314-022ece01c121", "Charlotte", "Heiress", "feminine"),
    CartesiaVoice("6ccbfb76-1fc6-48f7-b71d-91ac6298247b", "Tessa", "Kind Companion", "feminine"),
    CartesiaVoice("a0e99841-438c-4a64-b679-ae501e7d6091", "Barry", "Friendly Guide", "masculine"),
    CartesiaVoice("5ee9feff-1265-424a-9d7f-8e4d431a12c7", "Ronald", "Thinker", "masculine"),
)


def page(limit: int, starting_after: str) -> Mapping[str, object]:
    """A page of the catalogue.

    Args:
        limit: How many voices at most.
        starting_after: The id of the last voice of the page before; empty for the first page.
    """
    ids = [voice.id for voice in VOICES]
    first = ids.index(starting_after) + 1 if starting_after in ids else 0
    listed = VOICES[first : first + limit]
    return {
        "data": [voice.as_json() for voice in listed],
        "has_more": first + limit < len(VOICES),
    }
