"""What a response costs in tokens, and what is left of the account's limits."""

from __future__ import annotations

from dataclasses import dataclass, field

_CHARACTERS_PER_TOKEN = 4
_IN_SECS_PER_TOKEN = 0.1
_OUT_SECS_PER_TOKEN = 0.05
"""Sound in tokens, from OpenAI's guide "Managing costs": 1 for 100 ms of the caller's, 1 for 50 ms
of the model's."""
REQUESTS_PER_MINUTE = 200
TOKENS_PER_MINUTE = 40_000
"""Limits of a small account (tier 1)."""


def text_tokens(text: str) -> int:
    """About how many tokens a text has."""
    return -(-len(text) // _CHARACTERS_PER_TOKEN)


def heard_tokens(secs: float) -> int:
    """How many tokens the caller's sound has."""
    return round(secs / _IN_SECS_PER_TOKEN)


def spoken_tokens(secs: float) -> int:
    """How many tokens the model's sound has."""
    return round(secs / _OUT_SECS_PER_TOKEN)


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens of one direction."""

    text: int = 0
    audio: int = 0

    @property
    def total(self) -> int:
        """Both together."""
        return self.text + self.audio


NO_TOKENS = Tokens()


def usage(prompt: Tokens, cached: Tokens, output: Tokens) -> dict[str, object]:
    """The `usage` of a response.

    Args:
        prompt: All that went in.
        cached: What of it had gone in before.
        output: What came out.
    """
    return {
        "total_tokens": prompt.total + output.total,
        "input_tokens": prompt.total,
        "output_tokens": output.total,
        "input_token_details": {
            "text_tokens": prompt.text,
            "audio_tokens": prompt.audio,
            "image_tokens": 0,
            "cached_tokens": cached.total,
            "cached_tokens_details": {
                "text_tokens": cached.text,
                "audio_tokens": cached.audio,
                "image_tokens": 0,
            },
        },
        "output_token_details": {"text_tokens": output.text, "audio_tokens": output.audio},
    }


@dataclass
class Limits:
    """What one account has left; it fills up again within a minute."""

    _spent: list[tuple[float, int]] = field(default_factory=list)

    def spend(self, tokens: int, now: float) -> None:
        """Count a request.

        Args:
            tokens: What it took.
            now: In seconds of any clock.
        """
        self._spent.append((now, tokens))

    def left(self, now: float) -> list[dict[str, object]]:
        """The `rate_limits` of `rate_limits.updated`.

        Args:
            now: By the same clock.
        """
        self._spent = [each for each in self._spent if each[0] > now - 60]
        requests, tokens = len(self._spent), sum(count for _, count in self._spent)
        return [
            _limit("requests", REQUESTS_PER_MINUTE, requests),
            _limit("tokens", TOKENS_PER_MINUTE, tokens),
        ]


def _limit(name: str, limit: int, spent: int) -> dict[str, object]:
    return {
        "name": name,
        "limit": limit,
        "remaining": max(limit - spent, 0),
        "reset_seconds": round(60 * spent / limit, 3),
    }
