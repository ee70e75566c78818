"""Texts as vectors, by a real model of two words' worth of knowledge."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest

from repartee.engines.embedding import EmbeddingEngine, EmbeddingError
from tests.support.tiny_models.embedding import make_embedding


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[EmbeddingEngine]:
    engine = EmbeddingEngine(make_embedding(tmp_path, "tent camping", "car vehicle"))
    await engine.start()
    yield engine
    await engine.close()


async def test_what_means_the_same_is_near_whatever_the_words(engine: EmbeddingEngine) -> None:
    tent, camping, car = await engine.embed(["The tent", "camping, again and again", "Car"])
    assert tent @ camping == pytest.approx(1, abs=1e-5)
    assert tent @ car == pytest.approx(0, abs=1e-5)


async def test_padding_is_no_word(engine: EmbeddingEngine) -> None:
    texts = ["tent", "tent " + "and " * 30, *["car"] * 40]
    vectors = await engine.embed(texts)
    assert vectors.shape == (42, 2)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1)
    assert np.allclose(vectors[0], vectors[1])


async def test_words_that_mean_nothing_are_like_nothing(engine: EmbeddingEngine) -> None:
    (nothing,) = await engine.embed(["xyzzy"])
    assert np.allclose(nothing, 0)


async def test_a_directory_without_a_model_is_told(tmp_path: Path) -> None:
    engine = EmbeddingEngine(tmp_path)
    with pytest.raises(EmbeddingError, match=r"repartee models pull"):
        await engine.start()
    await engine.close()
    with pytest.raises(EmbeddingError, match="not loaded"):
        await engine.embed(["tent"])
