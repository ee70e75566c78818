from __future__ import annotations

import os
import struct
from pathlib import Path
from typing import BinaryIO

_MAGIC = 0x67676D6C
_HYPERPARAMETERS = 11
_AUDIO_LAYERS, _TEXT_LAYERS = 4, 8
_LONGEST_NAME = 200
# Bytes and elements of a block, by ggml's number of the type.
_BLOCKS = {
    0: (4, 1),  # F32
    1: (2, 1),  # F16
    2: (18, 32),  # Q4_0
    3: (20, 32),  # Q4_1
    6: (22, 32),  # Q5_0
    7: (24, 32),  # Q5_1
    8: (34, 32),  # Q8_0
    10: (84, 256),  # Q2_K
    11: (110, 256),  # Q3_K
    12: (144, 256),  # Q4_K
    13: (176, 256),  # Q5_K
    14: (210, 256),  # Q6_K
}


class DamagedFileError(Exception):
    """A file is no whole model; the message says how one knows."""


def require_whole_ggml(path: Path) -> None:
    """Make sure that whisper.cpp can load a file: pywhispercpp crashes the process if it cannot.

    Walks over the file without reading the weights: 1 ms.

    Args:
        path: The file.

    Raises:
        DamagedFileError: If it is cut off, or something else.
    """
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        try:
            tensors, wanted = _count_tensors(file, size)
        except (struct.error, ValueError) as error:
            raise DamagedFileError("it is cut off, or no ggml file of whisper.cpp") from error
    if tensors != wanted:
        raise DamagedFileError(f"it is cut off: {tensors} of {wanted} tensors are there")


def _count_tensors(file: BinaryIO, size: int) -> tuple[int, int]:
    """How many tensors there are, and how many there should be."""
    (magic,) = _ints(file, 1)
    if magic != _MAGIC:
        raise ValueError("another format")
    shape = _ints(file, _HYPERPARAMETERS)
    mels, bins = _ints(file, 2)
    _skip(file, mels * bins * 4, size)
    (tokens,) = _ints(file, 1)
    for _ in range(tokens):
        (length,) = _ints(file, 1)
        _skip(file, length, size)
    tensors = 0
    while file.tell() < size:
        _skip_tensor(file, size)
        tensors += 1
    return tensors, 11 + 15 * shape[_AUDIO_LAYERS] + 24 * shape[_TEXT_LAYERS]


def _skip_tensor(file: BinaryIO, size: int) -> None:
    dimensions, name_length, kind = _ints(file, 3)
    if not 1 <= dimensions <= 4 or not 0 < name_length < _LONGEST_NAME or kind not in _BLOCKS:
        raise ValueError("no tensor")
    elements = 1
    for length in _ints(file, dimensions):
        elements *= length
    block_bytes, block_elements = _BLOCKS[kind]
    _skip(file, name_length + elements // block_elements * block_bytes, size)


def _skip(file: BinaryIO, count: int, size: int) -> None:
    if count < 0 or file.tell() + count > size:
        raise ValueError("beyond the end")
    file.seek(count, os.SEEK_CUR)


def _ints(file: BinaryIO, count: int) -> tuple[int, ...]:
    return struct.unpack(f"<{count}i", file.read(4 * count))
