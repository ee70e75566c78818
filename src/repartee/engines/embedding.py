"""Texts as vectors: what means the same is near, whatever the words."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from repartee.engines.threads import prestarted_executor

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

MODEL_FILE = "model.onnx"
TOKENIZER_FILE = "tokenizer.json"

_LONGEST_TOKENS = 256  # what the small sentence encoders were trained with
_AT_ONCE = 16
_READY_MADE = "sentence_embedding"

Vectors = NDArray[np.float32]
"""`(n_texts, n_dimensions)`; each is of length one, so that a product of two is their likeness."""


class EmbeddingError(Exception):
    """The model cannot be used; the message says why, and what to do."""


class EmbeddingEngine:
    """A sentence encoder in ONNX's format, with a thread of its own.

    Any that `sentence-transformers` exports will do: its words' vectors are averaged, unless it
    does so itself.
    """

    def __init__(self, directory: Path) -> None:
        """Name the model.

        Args:
            directory: Holds `model.onnx` and `tokenizer.json`.
        """
        self._directory = directory
        self._executor: ThreadPoolExecutor | None = None
        self._session: InferenceSession | None = None
        self._tokenizer: Tokenizer | None = None

    @property
    def is_ready(self) -> bool:
        """Whether the model is loaded."""
        return self._tokenizer is not None

    async def start(self) -> None:
        """Load the model off the event loop.

        Raises:
            EmbeddingError: If it cannot be loaded.
        """
        self._executor = prestarted_executor(1, "embedding")
        await asyncio.get_running_loop().run_in_executor(self._executor, self._load)

    async def close(self) -> None:
        """Let the model and its thread go."""
        if self._executor is not None:
            self._executor.shutdown(wait=False, cancel_futures=True)
        self._executor = self._session = self._tokenizer = None

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """Turn texts into vectors.

        Args:
            texts: At least one; of a very long one, the beginning counts.

        Raises:
            EmbeddingError: If the engine does not run.
        """
        if self._executor is None or not self.is_ready:
            raise EmbeddingError("The embedding model is not loaded.")
        loop = asyncio.get_running_loop()
        pieces = [
            await loop.run_in_executor(self._executor, self._embed, texts[at : at + _AT_ONCE])
            for at in range(0, len(texts), _AT_ONCE)
        ]
        return np.concatenate(pieces)

    def _load(self) -> None:
        try:
            from onnxruntime import InferenceSession, SessionOptions
            from tokenizers import Tokenizer
        except ImportError as error:
            raise EmbeddingError(
                "MEMORY_MODEL needs a package that is not installed. Install it with: "
                "pip install -e '.[memory]'"
            ) from error
        options = SessionOptions()
        # Whoever speaks right now needs the other cores.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        try:
            model = str(self._directory / MODEL_FILE)
            self._session = InferenceSession(model, options, providers=["CPUExecutionProvider"])
            tokenizer = Tokenizer.from_file(str(self._directory / TOKENIZER_FILE))
        except Exception as error:
            # Both libraries raise bare exceptions of their own.
            raise EmbeddingError(
                f"MEMORY_MODEL: {self._directory} holds no {MODEL_FILE} and {TOKENIZER_FILE} that "
                "can be loaded. Fetch the model anew with: repartee models pull"
            ) from error
        tokenizer.enable_truncation(_LONGEST_TOKENS)
        tokenizer.enable_padding()
        self._tokenizer = tokenizer

    def _embed(self, texts: Sequence[str]) -> Vectors:
        assert self._session is not None  # noqa: S101 - loaded in `start`
        assert self._tokenizer is not None  # noqa: S101
        encoded = self._tokenizer.encode_batch(list(texts))
        mask = np.array([each.attention_mask for each in encoded], np.int64)
        given = {
            "input_ids": np.array([each.ids for each in encoded], np.int64),
            "attention_mask": mask,
            "token_type_ids": np.array([each.type_ids for each in encoded], np.int64),
        }
        wanted = {each.name for each in self._session.get_inputs()}
        names = [each.name for each in self._session.get_outputs()]
        name = _READY_MADE if _READY_MADE in names else names[0]
        inputs = {key: value for key, value in given.items() if key in wanted}
        (output,) = self._session.run([name], inputs)
        return _normalised(_averaged(output, mask))


def _averaged(output: NDArray[Any], mask: NDArray[np.int64]) -> Vectors:
    """The mean of the words' vectors, `(n_texts, n_tokens, n_dimensions)`; padding is no word."""
    if output.ndim == 2:
        return output.astype(np.float32)
    weights = mask[:, :, None].astype(np.float32)
    total = (output * weights).sum(axis=1)
    return np.asarray(total / np.maximum(weights.sum(axis=1), 1.0), np.float32)


def _normalised(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), np.float32)
