from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

SECS_A_SOUND = 0.05
"""How long the tiny model takes for each sound."""

_SAMPLES_A_SOUND = int(24_000 * SECS_A_SOUND)
_STYLE = 256
Array = NDArray[Any]


def make_kokoro(directory: Path, voices: tuple[str, ...] = ("af_heart", "bf_emma")) -> Path:
    """Make a model that kokoro-onnx loads: it hums for each sound that espeak-ng gives it.

    Inputs and outputs are those of kokoro-v1.0.onnx: `tokens (1, n) int64`, `style (1, 256)`,
    `speed (1,)`, `audio (m,)`.

    Args:
        directory: Where its two files go.
        voices: Who is in the file of voices.
    """
    directory.mkdir(parents=True, exist_ok=True)
    onnx.save(_model(), str(directory / "kokoro-v1.0.onnx"))
    styles = {voice: np.zeros((510, 1, _STYLE), np.float32) for voice in voices}
    with (directory / "voices-v1.0.bin").open("wb") as file:
        np.savez(file, **styles)  # type: ignore[arg-type] # no keyword of that name is among them
    return directory


def _model() -> onnx.ModelProto:
    at = np.arange(_SAMPLES_A_SOUND) / 24_000
    hum = 0.3 * np.sin(2 * np.pi * 220 * at).astype(np.float32)
    constants: dict[str, Array] = {
        "hum": hum.reshape(1, -1),
        "count_axis": np.array([1], np.int64),
        "once": np.array([1], np.int64),
        "flat": np.array([-1], np.int64),
        "nothing": np.array(0, np.float32),
    }
    nodes = [
        helper.make_node("Shape", ["tokens"], ["shape"]),
        helper.make_node("Gather", ["shape", "count_axis"], ["count"]),
        helper.make_node("Concat", ["count", "once"], ["times"], axis=0),
        helper.make_node("Tile", ["hum", "times"], ["hums"]),
        helper.make_node("Reshape", ["hums", "flat"], ["sound"]),
        # All inputs must lead somewhere, or the loader finds them missing.
        helper.make_node("ReduceMean", ["style"], ["any_style"], keepdims=0),
        helper.make_node("Add", ["any_style", "speed"], ["manner"]),
        helper.make_node("Mul", ["manner", "nothing"], ["no_manner"]),
        helper.make_node("Add", ["sound", "no_manner"], ["audio"]),
    ]
    graph = helper.make_graph(
        nodes,
        "kokoro",
        [
            helper.make_tensor_value_info("tokens", TensorProto.INT64, [1, "n"]),
            helper.make_tensor_value_info("style", TensorProto.FLOAT, [1, _STYLE]),
            helper.make_tensor_value_info("speed", TensorProto.FLOAT, [1]),
        ],
        [helper.make_tensor_value_info("audio", TensorProto.FLOAT, ["m"])],
        [_constant(name, value) for name, value in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    return model


def _constant(name: str, value: Array) -> onnx.TensorProto:
    return numpy_helper.from_array(value, name)
