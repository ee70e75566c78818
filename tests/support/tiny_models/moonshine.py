from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import moonshine_voice
import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnx import TensorProto, ValueInfoProto, helper, numpy_helper

Array = NDArray[Any]

_WIDTH = 8
_BEGIN, _END = 1, 2
# A row of features for 20 ms of audio, as the real front end gives.
_SAMPLES_A_ROW = 320
_CARRIED = {
    "sample_buffer": (1, 79),
    "conv1_buffer": (1, _WIDTH, 4),
    "conv2_buffer": (1, _WIDTH, 4),
}
_COUNTED = ("sample_len", "frame_count")


def make_moonshine(directory: Path, words: str = "what time is it") -> Path:
    """Make a streaming model that Moonshine loads, and that says the same whatever it hears.

    Five graphs with the inputs and outputs that `moonshine_voice.lora.export` describes, in ONNX
    Runtime's own format, and the tokenizer that comes in the wheel. Half a megabyte, 50 ms.

    Args:
        directory: Where its files go.
        words: What it says, each of them one token and none twice.
    """
    directory.mkdir(parents=True, exist_ok=True)
    assets = Path(moonshine_voice.__file__).parent / "assets"
    tokenizer = directory / "tokenizer.bin"
    shutil.copy(assets / "tiny-en" / "tokenizer.bin", tokenizer)
    tokens = _tokens(tokenizer.read_bytes())
    script = [tokens.index(f"▁{word}".encode()) for word in words.split()]
    for name, model in {
        "frontend": _frontend(),
        "encoder": _renaming("features", "encoded"),
        "adapter": _renaming("encoded", "memory", _integers("pos_offset", 1)),
        "cross_kv": _cross_kv(),
        "decoder_kv": _decoder(script, len(tokens)),
    }.items():
        _save(model, directory / f"{name}.ort")
    (directory / "streaming_config.json").write_text(json.dumps(_config(len(tokens)), indent=1))
    return directory


def _tokens(binary: bytes) -> list[bytes]:
    """Read tokenizer.bin: each token after its length, in one byte or two of seven bits."""
    tokens, at = [], 0
    while at < len(binary):
        length = binary[at]
        at += 1
        if length >= 128:
            length += binary[at] * 128 - 128
            at += 1
        tokens.append(binary[at : at + length])
        at += length
    return tokens


def _config(vocabulary: int) -> dict[str, int]:
    return {
        "encoder_dim": _WIDTH,
        "decoder_dim": _WIDTH,
        "depth": 1,
        "nheads": 1,
        "head_dim": _WIDTH,
        "vocab_size": vocabulary,
        "bos_id": _BEGIN,
        "eos_id": _END,
        "frame_len": 80,
        "total_lookahead": 0,
        "d_model_frontend": _WIDTH,
        "c1": _WIDTH,
        "c2": _WIDTH,
    }


def _frontend() -> onnx.ModelProto:
    """Mean levels of the audio, repeated over the width; what is carried over stays as it is."""
    carried = [
        helper.make_node("Identity", [name], [f"{name}_out"])
        for name in ("sample_buffer", "sample_len", "conv1_buffer", "conv2_buffer")
    ]
    inputs = [_floats("audio_chunk", 1, "n")]
    outputs = [_floats("features", 1, "rows", _WIDTH)]
    for name, shape in _CARRIED.items():
        inputs.append(_floats(name, *shape))
        outputs.append(_floats(f"{name}_out", *shape))
    for name in _COUNTED:
        inputs.append(_integers(name, 1))
        outputs.append(_integers(f"{name}_out", 1))
    nodes = [
        helper.make_node("Concat", ["sample_buffer", "audio_chunk"], ["audio"], axis=1),
        helper.make_node("Unsqueeze", ["audio", "one"], ["channel"]),
        helper.make_node(
            "AveragePool",
            ["channel"],
            ["levels"],
            kernel_shape=[_SAMPLES_A_ROW],
            strides=[_SAMPLES_A_ROW],
            auto_pad="SAME_UPPER",
        ),
        helper.make_node("Transpose", ["levels"], ["column"], perm=[0, 2, 1]),
        helper.make_node("Tile", ["column", "width"], ["features"]),
        helper.make_node("Add", ["frame_count", "one"], ["frame_count_out"]),
        *carried,
    ]
    constants = {"one": np.array([1]), "width": np.array([1, 1, _WIDTH])}
    return _model(nodes, inputs, outputs, constants)


def _renaming(before: str, after: str, *others: ValueInfoProto) -> onnx.ModelProto:
    shape = (1, "rows", _WIDTH)
    node = helper.make_node("Identity", [before], [after])
    return _model([node], [_floats(before, *shape), *others], [_floats(after, *shape)], {})


def _cross_kv() -> onnx.ModelProto:
    names = ("k_cross", "v_cross")
    nodes = [helper.make_node("Unsqueeze", ["memory", "axes"], [name]) for name in names]
    outputs = [_floats(name, 1, 1, 1, "rows", _WIDTH) for name in names]
    constants = {"axes": np.array([0, 1])}
    return _model(nodes, [_floats("memory", 1, "rows", _WIDTH)], outputs, constants)


def _decoder(script: list[int], vocabulary: int) -> onnx.ModelProto:
    """After each token, the next one of the script; the caches grow as they should."""
    following = np.full(vocabulary, _END)
    for before, after in pairwise([_BEGIN, *script]):
        following[before] = after
    own, cross = (1, 1, 1, "cached", _WIDTH), (1, 1, 1, "rows", _WIDTH)
    nodes = [
        helper.make_node("Gather", ["following", "token"], ["next"]),
        helper.make_node("OneHot", ["next", "vocabulary", "off_on"], ["logits"]),
        helper.make_node("Shape", ["token"], ["shape"]),
        helper.make_node("Gather", ["shape", "one"], ["count"]),
        helper.make_node("Concat", ["before", "count", "after"], ["more_shape"], axis=0),
        helper.make_node("ConstantOfShape", ["more_shape"], ["more"]),
        helper.make_node("Concat", ["k_self", "more"], ["out_k_self"], axis=3),
        helper.make_node("Concat", ["v_self", "more"], ["out_v_self"], axis=3),
    ]
    inputs = [
        _integers("token", 1, "n"),
        _floats("k_self", *own),
        _floats("v_self", *own),
        _floats("out_k_cross", *cross),
        _floats("out_v_cross", *cross),
    ]
    grown = (1, 1, 1, "grown", _WIDTH)
    outputs = [
        _floats("logits", 1, "n", vocabulary),
        _floats("out_k_self", *grown),
        _floats("out_v_self", *grown),
    ]
    constants = {
        "following": following,
        "vocabulary": np.array(vocabulary),
        "off_on": np.array([0, 20], np.float32),
        "one": np.array([1]),
        "before": np.array([1, 1, 1]),
        "after": np.array([_WIDTH]),
    }
    return _model(nodes, inputs, outputs, constants)


def _model(
    nodes: list[onnx.NodeProto],
    inputs: Sequence[ValueInfoProto],
    outputs: Sequence[ValueInfoProto],
    constants: dict[str, Array],
) -> onnx.ModelProto:
    initial = [numpy_helper.from_array(value, name) for name, value in constants.items()]
    graph = helper.make_graph(nodes, "moonshine", inputs, outputs, initial)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    return model


def _floats(name: str, *shape: int | str) -> ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


def _integers(name: str, *shape: int | str) -> ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.INT64, shape)


def _save(model: onnx.ModelProto, path: Path) -> None:
    """Write ONNX Runtime's own format, which is all that Moonshine reads."""
    options = onnxruntime.SessionOptions()
    options.optimized_model_filepath = str(path)
    options.add_session_config_entry("session.save_model_format", "ORT")
    # Optimised graphs would only run on a machine like this one.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    providers = ["CPUExecutionProvider"]
    onnxruntime.InferenceSession(model.SerializeToString(), options, providers=providers)
