from __future__ import annotations

from dataclasses import replace

import pytest

from repartee.engines.accelerator import Accelerators, Gpu
from repartee.services.ears.whisper_choice import choose, choose_whisper

_LAPTOP = Accelerators(faster_whisper=True)
_GAMING_PC = Accelerators(
    gpu=Gpu("RTX 4090", 24 << 30),
    faster_whisper=True,
    openai_whisper=True,
    ctranslate2_cuda=True,
    torch_cuda=True,
)
_DGX_SPARK = replace(_GAMING_PC, gpu=Gpu("GB10"), ctranslate2_cuda=False)


def test_a_machine_without_a_gpu_uses_faster_whisper() -> None:
    assert choose("auto", _LAPTOP).provider == "faster-whisper"
    assert choose("auto", replace(_LAPTOP, openai_whisper=True)).provider == "faster-whisper"


def test_where_ctranslate2_reaches_the_gpu_it_serves() -> None:
    assert choose("auto", _GAMING_PC).provider == "faster-whisper"
    assert choose("cuda", _GAMING_PC).provider == "faster-whisper"


@pytest.mark.parametrize("device", ["auto", "cuda"])
def test_where_only_pytorch_reaches_the_gpu_it_serves(device: str) -> None:
    choice = choose(device, _DGX_SPARK)
    assert choice.provider == "openai-whisper"
    assert choice.reason == "CTranslate2 has no CUDA here, and PyTorch does"


def test_who_wants_the_cpu_gets_faster_whisper() -> None:
    assert choose("cpu", _DGX_SPARK).provider == "faster-whisper"


def test_a_gpu_that_nothing_installed_reaches_is_told_with_what_would() -> None:
    without = replace(_DGX_SPARK, openai_whisper=False, torch_cuda=False)
    choice = choose("auto", without)
    assert choice.provider == "faster-whisper"
    assert "openai-whisper is not installed" in choice.reason


def test_what_is_installed_alone_serves() -> None:
    assert choose("cpu", Accelerators(openai_whisper=True)).provider == "openai-whisper"


def test_this_machine_has_an_answer() -> None:
    assert choose_whisper("cpu") in {"faster-whisper", "openai-whisper"}
