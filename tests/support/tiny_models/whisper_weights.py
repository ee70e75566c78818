from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Tensor = NDArray[np.float32]

STATE = 32
"""Width of the model, and so the most steps a script may have."""
MELS = 80
AUDIO_CONTEXT = 1500
TEXT_CONTEXT = 448


@dataclass(frozen=True)
class Step:
    """What the model holds likely at one position of its output."""

    probabilities: dict[int, float]
    """Of a few tokens; all the others share the rest."""


def scripted_weights(vocabulary: int, script: list[Step]) -> dict[str, Tensor]:
    """Make a Whisper of one layer that says the same whatever it hears.

    All its attention and feed-forward weights are zero, so what reaches the output is the text
    position, which is a unit vector of its own for each step; the embedding of a token, which is
    the output projection too, answers to the positions where the token is wanted.

    Args:
        vocabulary: How many tokens there are.
        script: What it holds likely at each position; the last goes on for ever.

    Returns:
        Tensors under OpenAI's names.
    """
    assert len(script) <= STATE
    return {
        "encoder.conv1.weight": _zeros(STATE, MELS, 3),
        "encoder.conv1.bias": _zeros(STATE),
        "encoder.conv2.weight": _zeros(STATE, STATE, 3),
        "encoder.conv2.bias": _zeros(STATE),
        "encoder.positional_embedding": _zeros(AUDIO_CONTEXT, STATE),
        **_block("encoder.blocks.0", cross=False),
        **_norm("encoder.ln_post"),
        "decoder.token_embedding.weight": _embedding(vocabulary, script),
        "decoder.positional_embedding": _positions(len(script)),
        **_block("decoder.blocks.0", cross=True),
        **_norm("decoder.ln"),
    }


def random_weights(vocabulary: int, seed: int = 0) -> dict[str, Tensor]:
    """Make a Whisper of one layer that says rubbish, as random weights do."""
    random = np.random.default_rng(seed)
    return {
        name: tensor if ".ln" in name or "_ln" in name else _noise(random, tensor.shape)
        for name, tensor in scripted_weights(vocabulary, [Step({0: 0.5})]).items()
    }


def _noise(random: np.random.Generator, shape: tuple[int, ...]) -> Tensor:
    return random.normal(0, 0.3, shape).astype(np.float32)


def _positions(steps: int) -> Tensor:
    positions = _zeros(TEXT_CONTEXT, STATE)
    # Far larger than any embedding, so that the token put in hardly matters.
    for at in range(TEXT_CONTEXT):
        positions[at, min(at, steps - 1)] = 1000
    return positions


def _embedding(vocabulary: int, script: list[Step]) -> Tensor:
    embedding = _zeros(vocabulary, STATE)
    # What the layer norm makes of a unit vector at its place.
    peak = (1 - 1 / STATE) / math.sqrt(1 / STATE - 1 / STATE**2)
    for at, step in enumerate(script):
        rest = 1 - sum(step.probabilities.values())
        others = vocabulary - len(step.probabilities)
        for token, probability in step.probabilities.items():
            embedding[token, at] = math.log(probability * others / rest) / peak
    return embedding


def _block(name: str, *, cross: bool) -> dict[str, Tensor]:
    attentions = ("attn", "cross_attn") if cross else ("attn",)
    tensors = {
        f"{name}.mlp.0.weight": _zeros(4 * STATE, STATE),
        f"{name}.mlp.0.bias": _zeros(4 * STATE),
        f"{name}.mlp.2.weight": _zeros(STATE, 4 * STATE),
        f"{name}.mlp.2.bias": _zeros(STATE),
        **_norm(f"{name}.mlp_ln"),
    }
    for attention in attentions:
        tensors |= _norm(f"{name}.{attention}_ln")
        for part in ("query", "key", "value", "out"):
            tensors[f"{name}.{attention}.{part}.weight"] = _zeros(STATE, STATE)
            if part != "key":
                tensors[f"{name}.{attention}.{part}.bias"] = _zeros(STATE)
    return tensors


def _norm(name: str) -> dict[str, Tensor]:
    return {f"{name}.weight": np.ones(STATE, np.float32), f"{name}.bias": _zeros(STATE)}


def _zeros(*shape: int) -> Tensor:
    return np.zeros(shape, np.float32)
