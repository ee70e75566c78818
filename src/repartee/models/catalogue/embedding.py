"""Sentence encoders, by which history is searched by meaning."""

from __future__ import annotations

from repartee.models.catalogue.entry import HubFiles, ModelEntry

PROVIDER = "embedding"

_FILES = ("model.onnx", "tokenizer.json")

ENTRIES = (
    ModelEntry(
        name="all-minilm-l6-v2",
        provider=PROVIDER,
        model="all-minilm-l6-v2",
        source=HubFiles("Qdrant/all-MiniLM-L6-v2-onnx", _FILES, _FILES),
        size_bytes=91_000_000,
        licence="Apache-2.0",
        good_for="recall by meaning, in English; MEMORY_MODEL",
        figures="Repository: FastEmbed's own for this model. Size: a round figure of model.onnx, "
        "which has 384 dimensions and 22.7 M parameters.",
    ),
)
