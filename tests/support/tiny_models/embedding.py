from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.normalizers import Lowercase
from tokenizers.pre_tokenizers import Whitespace

_PAD, _UNKNOWN = "[PAD]", "[UNK]"


def make_embedding(directory: Path, *groups: str) -> Path:
    """Make a sentence encoder that knows which words mean the same.

    Inputs and outputs are those of all-MiniLM-L6-v2: `input_ids (n, m) int64`, `attention_mask`,
    `token_type_ids`, `last_hidden_state (n, m, d)`. A word that it does not know means nothing.

    Args:
        directory: Where its two files go.
        groups: Words between spaces; those of one group mean the same.
    """
    directory.mkdir(parents=True, exist_ok=True)
    places = {word: place for place, group in enumerate(groups) for word in group.split()}
    words = [_PAD, _UNKNOWN, *places]
    vectors = np.zeros((len(words), len(groups)), np.float32)
    for number, word in enumerate(words[2:], 2):
        vectors[number, places[word]] = 1.0
    onnx.save(_model(vectors), str(directory / "model.onnx"))
    vocabulary = {word: number for number, word in enumerate(words)}
    tokenizer = Tokenizer(WordLevel(vocabulary, unk_token=_UNKNOWN))
    tokenizer.normalizer = Lowercase()
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.save(str(directory / "tokenizer.json"))
    return directory


def _model(vectors: np.ndarray[tuple[int, int], np.dtype[np.float32]]) -> onnx.ModelProto:
    shape = ["n", "m"]
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, shape)
        for name in ("input_ids", "attention_mask", "token_type_ids")
    ]
    output = helper.make_tensor_value_info(
        "last_hidden_state", TensorProto.FLOAT, [*shape, vectors.shape[1]]
    )
    gather = helper.make_node("Gather", ["words", "input_ids"], ["last_hidden_state"])
    graph = helper.make_graph(
        [gather], "tiny", inputs, [output], [numpy_helper.from_array(vectors, "words")]
    )
    opset = [helper.make_opsetid("", 17)]
    return helper.make_model(graph, opset_imports=opset, ir_version=8)
