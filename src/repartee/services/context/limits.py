"""How many tokens models take, of those that are known and of servers that tell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeGuard

# From the vendors' model pages, 2026; the first that matches counts. They are of the models
# themselves: what a server was started with may be less, which is why servers are asked.
_KNOWN = tuple(
    (re.compile(pattern), tokens)
    for pattern, tokens in (
        (r"gpt-5", 400_000),
        (r"gpt-4\.1", 1_047_576),
        (r"gpt-4o|gpt-4-turbo|chatgpt-4o", 128_000),
        (r"gpt-4-32k", 32_768),
        (r"gpt-4", 8_192),
        (r"gpt-3\.5", 16_385),
        (r"o1-mini|o1-preview", 128_000),
        (r"o[134](-|$)", 200_000),
        (r"claude", 200_000),
        (r"gpt-oss", 131_072),
        (r"llama-?4", 131_072),
        (r"llama-?3\.[123]", 131_072),
        (r"llama-?3", 8_192),
        (r"kimi-k2", 131_072),
        (r"qwen-?3|qwen-?2\.5", 32_768),
        (r"mixtral|mistral", 32_768),
        (r"gemma-?3", 131_072),
        (r"gemma", 8_192),
        (r"phi-?4|phi-?3", 16_384),
    )
)

# What servers call it, those that say what was really loaded before what the model could take.
_TOLD = (
    "loaded_context_length",  # LM Studio
    "n_ctx",  # llama.cpp, in `meta`
    "max_model_len",  # vLLM, SGLang
    "context_window",  # Groq
    "max_input_tokens",  # Anthropic, LiteLLM
    "max_context_length",  # LM Studio, Mistral
    "context_length",  # OpenRouter, Together
)
_OLLAMA_ROOM = 4_096  # what Ollama loads a model with unless it is told otherwise


def known_limit(model: str) -> int:
    """How many tokens a model takes, prompt and answer together.

    Args:
        model: As its vendor calls it, with or without the name of who made it.

    Returns:
        0 for a model that is not known.
    """
    name = model.lower().rpartition("/")[2]
    return next((tokens for pattern, tokens in _KNOWN if pattern.match(name)), 0)


def told_limit(body: object, model: str) -> int:
    """Find what a server tells of a model in its list of models.

    Args:
        body: The parsed answer to `GET /v1/models`, to `GET /v1/models/{id}`, or to LM Studio's
            `GET /api/v0/models`.
        model: Its id.

    Returns:
        0 where it tells nothing.
    """
    entry = _entry(body, model)
    return next((entry[key] for key in _TOLD if _is_count(entry.get(key))), 0)


def trained_limit(body: object, model: str) -> int:
    """Find what a model was made for, which its server may well have given it less than.

    Args:
        body: The parsed answer of llama.cpp to `GET /v1/models`.
        model: Its id.

    Returns:
        0 where it is not told.
    """
    trained = _entry(body, model).get("n_ctx_train")
    return trained if _is_count(trained) else 0


def slot_limit(body: object) -> int:
    """Find what one conversation has of a llama.cpp: its context is shared out among its slots.

    Args:
        body: The parsed answer to `GET /props`.

    Returns:
        0 where it tells nothing.
    """
    settings = body.get("default_generation_settings") if isinstance(body, Mapping) else None
    tokens = settings.get("n_ctx") if isinstance(settings, Mapping) else None
    return tokens if _is_count(tokens) else 0


def ollama_limit(running: object, shown: object, model: str) -> int:
    """Find what Ollama loads a model with; what goes beyond that it drops without a word.

    Args:
        running: The parsed answer to `GET /api/ps`.
        shown: The parsed answer to `POST /api/show`.
        model: Its name.

    Returns:
        0 where it tells nothing.
    """
    return _loaded(running, model) or _configured(shown)


def _loaded(running: object, model: str) -> int:
    models = running.get("models") if isinstance(running, Mapping) else None
    for entry in models if isinstance(models, list) else []:
        if isinstance(entry, Mapping) and entry.get("name") in (model, f"{model}:latest"):
            length = entry.get("context_length")
            return length if _is_count(length) else 0
    return 0


def _configured(shown: object) -> int:
    if not isinstance(shown, Mapping):
        return 0
    parameters = re.search(r"^num_ctx\s+(\d+)", str(shown.get("parameters", "")), re.MULTILINE)
    if parameters:
        return int(parameters[1])
    info = shown.get("model_info")
    lengths = [
        value
        for key, value in (info.items() if isinstance(info, Mapping) else ())
        if str(key).endswith(".context_length") and _is_count(value)
    ]
    return min(*lengths, _OLLAMA_ROOM) if lengths else 0


def _entry(body: object, model: str) -> Mapping[str, Any]:
    """What is told of a model, llama.cpp's `meta` included."""
    entries = list(_entries(body))
    named = [each for each in entries if each.get("id") == model]
    # A server of one model may call it by its file's name.
    entry = named[0] if named else entries[0] if len(entries) == 1 else {}
    meta = entry.get("meta")
    return {**(meta if isinstance(meta, Mapping) else {}), **entry}


def _entries(body: object) -> Iterator[Mapping[str, Any]]:
    if not isinstance(body, Mapping):
        return
    data = body.get("data")
    for entry in data if isinstance(data, list) else [body]:
        if isinstance(entry, Mapping):
            yield entry


def _is_count(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0
