"""Kokoro, as kokoro-onnx runs it."""

from __future__ import annotations

from repartee.models.catalogue.entry import ModelEntry, PlainFile
from repartee.models.digest import Digest

PROVIDER = "kokoro"

_BASE = "https://github.com/thewh1teagle/kokoro-onnx/releases/download/model-files-v1.0"
_VOICES = PlainFile(
    "voices-v1.0.bin",
    f"{_BASE}/voices-v1.0.bin",
    28_214_398,
    Digest.sha256("bca610b8308e8d99f32e6fe4197e7ec01679264efed0cac9140fe9c29f1fbf7d"),
)
_FIGURES = (
    "Addresses: kokoro-onnx 0.6 and Pipecat 1.14. Sizes and SHA-256: the release's files, as many "
    "public projects pin them. Speed: 3 s of speech took 1.2 to 1.6 s on two shared x86 cores "
    "(random weights of the true shape)."
)

ENTRIES = (
    ModelEntry(
        name="kokoro-82m",
        provider=PROVIDER,
        model="kokoro-82m",
        source=(
            PlainFile(
                "kokoro-v1.0.onnx",
                f"{_BASE}/kokoro-v1.0.onnx",
                325_532_387,
                Digest.sha256("7d5df8ecf7d4b1878015a32686053fd0eebe2bc377234608764cc0ef3636a6c5"),
            ),
            _VOICES,
        ),
        size_bytes=353_746_785,
        licence="Apache-2.0",
        good_for="a natural voice in nine languages, on a good CPU",
        figures=_FIGURES,
        aliases=("kokoro", "kokoro-v1.0"),
    ),
    ModelEntry(
        name="kokoro-82m-int8",
        provider=PROVIDER,
        model="kokoro-82m-int8",
        source=(
            PlainFile(
                "kokoro-v1.0.int8.onnx",
                f"{_BASE}/kokoro-v1.0.int8.onnx",
                92_361_271,
                Digest.sha256("6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"),
            ),
            _VOICES,
        ),
        size_bytes=120_575_669,
        licence="Apache-2.0",
        good_for="a small disk; slower than kokoro-82m on most CPUs",
        figures=_FIGURES,
        aliases=("kokoro-int8",),
    ),
)
