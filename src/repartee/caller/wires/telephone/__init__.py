"""A telephone vendor's side of its media streams: what it sends, and what it makes of an answer."""

from __future__ import annotations
