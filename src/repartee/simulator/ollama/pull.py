"""`POST /api/pull`: a model on its way, told in lines of JSON."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

from repartee.simulator.ollama.library import Layer, Library, Model

_STEP_SECS = 0.06
"""Between two lines of progress; about as often as Ollama tells."""
UNKNOWN = "pull model manifest: file does not exist"

Line = dict[str, object]


async def pull(library: Library, name: str, whole_secs: float) -> AsyncIterator[Line]:
    """Pull a model, telling how far it is.

    What has come stays, so that the next pull goes on from there when this one is broken off.

    Args:
        library: Where it goes.
        name: Which model.
        whole_secs: How long it takes from nothing.

    Yields:
        Line: Progress, then `success`; or an error.
    """
    yield {"status": "pulling manifest"}
    model = library.begin(name)
    if model is None:
        yield {"error": UNKNOWN}
        return
    rate = model.size / whole_secs if whole_secs else None
    for layer in model.layers:
        async for line in _fetch(layer, rate):
            yield line
    for status in ("verifying sha256 digest", "writing manifest", "success"):
        yield {"status": status}


async def _fetch(layer: Layer, rate: float | None) -> AsyncIterator[Line]:
    start, began = layer.completed, time.monotonic()
    yield _line(layer)
    while layer.completed < layer.total:
        await asyncio.sleep(_STEP_SECS if rate else 0)
        come = (time.monotonic() - began) * rate if rate else layer.total
        layer.completed = max(layer.completed, min(layer.total, start + int(come)))
        yield _line(layer)


def _line(layer: Layer) -> Line:
    short = layer.digest.removeprefix("sha256:")[:12]
    line: Line = {"status": f"pulling {short}", "digest": layer.digest, "total": layer.total}
    # Ollama leaves the number out while it is nothing.
    return line | ({"completed": layer.completed} if layer.completed else {})


def entry(model: Model) -> Line:
    """A model as lists have it."""
    modified = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(model.modified))
    return {
        "name": model.name,
        "model": model.name,
        "modified_at": modified,
        "size": model.size,
        "digest": model.digest.removeprefix("sha256:"),
        "details": details(model),
    }


def details(model: Model) -> Line:
    """What kind of model it is."""
    name, _, tag = model.name.partition(":")
    family = name.rstrip("0123456789.")
    return {
        "parent_model": "",
        "format": "gguf",
        "family": family,
        "families": [family],
        "parameter_size": tag.upper() if tag[:1].isdigit() else "3.2B",
        "quantization_level": "Q4_K_M",
    }
