"""The file that whisper.cpp loads, written by hand; all numbers are little-endian.

    magic                int32 0x67676d6c
    hyperparameters      11 × int32: n_vocab, n_audio_ctx, n_audio_state, n_audio_head,
                         n_audio_layer, n_text_ctx, n_text_state, n_text_head, n_text_layer,
                         n_mels, ftype (1: float16)
    mel filters          int32 n_mels, int32 n_fft, n_mels × n_fft float32
    vocabulary           int32 count, then each token: int32 length, bytes. What is missing up to
                         n_vocab is made up by the loader. A token " " must be there.
    tensors, to the end  int32 number of dimensions, int32 length of the name, int32 type
                         (0 float32, 1 float16), the dimensions as int32 with the last first, the
                         name, the data

An English model's special tokens have fixed numbers. Matrices and convolutions are float16,
everything else is float32, and biases of convolutions are columns.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO

from faster_whisper.feature_extractor import FeatureExtractor

from tests.support.tiny_models.whisper_script import Script
from tests.support.tiny_models.whisper_weights import (
    AUDIO_CONTEXT,
    MELS,
    STATE,
    TEXT_CONTEXT,
    Step,
    Tensor,
    random_weights,
    scripted_weights,
)

_MAGIC = 0x67676D6C
_VOCABULARY = 51_864
_END, _NO_SPEECH = 50_256, 50_361


def make_ggml_whisper(path: Path, script: Script | None) -> Path:
    """Make an English model that whisper.cpp loads: 3 MB, in 20 ms.

    Args:
        path: The file to write.
        script: What it says; None for random weights.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    words = [f" {word}".encode() for word in (script.words if script else "").split()]
    if script is None:
        weights = random_weights(_VOCABULARY)
    else:
        weights = scripted_weights(_VOCABULARY, _steps(script, len(words)))
    with path.open("wb") as file:
        _ints(file, _MAGIC, _VOCABULARY, AUDIO_CONTEXT, STATE, 1, 1)
        _ints(file, TEXT_CONTEXT, STATE, 1, 1, MELS, 1)
        filters = FeatureExtractor().mel_filters.astype("<f4")
        _ints(file, *filters.shape)
        file.write(filters.tobytes())
        _ints(file, len(words) + 1)
        for token in (*words, b" "):
            _ints(file, len(token))
            file.write(token)
        for name, tensor in weights.items():
            _write_tensor(file, name, tensor)
    return path


def _steps(script: Script, words: int) -> list[Step]:
    """With timestamps on, the prompt is one token: silence and the first word share a step."""
    _, first, *rest = script.steps(list(range(words)), _END, _NO_SPEECH)
    silence = script.no_speech_prob
    likely = {token: each * (1 - silence) for token, each in first.probabilities.items()}
    return [Step({_NO_SPEECH: silence, **likely}), *rest]


def _write_tensor(file: BinaryIO, name: str, tensor: Tensor) -> None:
    is_column = name.startswith("encoder.conv") and name.endswith("bias")
    if is_column:
        tensor = tensor.reshape(-1, 1)
    halved = tensor.ndim >= 2 and not is_column and "positional" not in name
    _ints(file, tensor.ndim, len(name), int(halved), *reversed(tensor.shape))
    file.write(name.encode())
    file.write(tensor.astype("<f2" if halved else "<f4").tobytes())


def _ints(file: BinaryIO, *numbers: int) -> None:
    file.write(struct.pack(f"<{len(numbers)}i", *numbers))
