"""Prompt caching: what of a prompt was read from the cache, and what was written."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass

from repartee.simulator.claude.messages import MessagesRequest, bare, tokens_of

KEPT_SECS = 300.0
"""Since it was last used, for a mark without a `ttl`."""
LOOKS_BACK = 20
"""Blocks before a mark in which an earlier entry is looked for."""
_LEAST_TOKENS = 1024
_LEAST_TOKENS_HAIKU = 4096


@dataclass
class Usage:
    """Tokens of a prompt."""

    input_tokens: int
    """Neither read from the cache nor written to it."""
    cache_creation_input_tokens: int = 0
    cache_read_input_tokens: int = 0
    output_tokens: int = 1

    def as_json(self) -> dict[str, object]:
        """As an answer's beginning tells it."""
        created = self.cache_creation_input_tokens
        return {
            "input_tokens": self.input_tokens,
            "cache_creation_input_tokens": created,
            "cache_read_input_tokens": self.cache_read_input_tokens,
            "cache_creation": {
                "ephemeral_5m_input_tokens": created,
                "ephemeral_1h_input_tokens": 0,
            },
            "output_tokens": self.output_tokens,
            "service_tier": "standard",
        }


class PromptCache:
    """Remembers beginnings of prompts, up to each block with `cache_control`.

    A beginning counts as the same if every block of it is, byte for byte: tools, then the system
    prompt, then messages. Short ones are not cached: 1,024 tokens at least, 4,096 for Haiku.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Start empty.

        Args:
            clock: Gives seconds.
        """
        self._clock = clock
        self._until: dict[str, float] = {}

    def use(self, asked: MessagesRequest) -> Usage:
        """Look a prompt up, and remember it where it is marked.

        Args:
            asked: The request.
        """
        blocks = asked.blocks
        total = sum(map(tokens_of, blocks))
        marks = [at for at, block in enumerate(blocks) if block.get("cache_control")]
        if asked.caches_last:
            marks = [*marks, len(blocks) - 1]
        keys, lengths = _beginnings(asked)
        least = _LEAST_TOKENS_HAIKU if "haiku" in asked.model else _LEAST_TOKENS
        marks = [at for at in marks if lengths[at] >= least]
        if not marks:
            return Usage(total)
        read = max((lengths[at] for at in self._known(marks, keys)), default=0)
        self._remember([keys[at] for at in marks])
        marked = lengths[marks[-1]]
        return Usage(total - marked, max(0, marked - read), read)

    def _known(self, marks: list[int], keys: list[str]) -> list[int]:
        now = self._clock()
        near = {at for mark in marks for at in range(max(0, mark - LOOKS_BACK), mark + 1)}
        known = [at for at in near if self._until.get(keys[at], 0.0) > now]
        for at in known:
            self._until[keys[at]] = now + KEPT_SECS
        return known

    def _remember(self, keys: list[str]) -> None:
        now = self._clock()
        self._until = {key: until for key, until in self._until.items() if until > now}
        self._until.update(dict.fromkeys(keys, now + KEPT_SECS))


def _beginnings(asked: MessagesRequest) -> tuple[list[str], list[int]]:
    """For each block: a name of the prompt up to it, and its length in tokens."""
    keys: list[str] = []
    lengths: list[int] = []
    digest, length = hashlib.sha256(asked.model.encode()), 0
    for block in asked.blocks:
        digest.update(json.dumps(bare(block), sort_keys=True).encode())
        length += tokens_of(block)
        keys.append(digest.hexdigest())
        lengths.append(length)
    return keys, lengths
