from __future__ import annotations

import subprocess
import sys
import time

import pytest

from repartee.engines.accelerator import Accelerators, Gpu, probe, read_gpu


def test_a_card_is_told_with_its_memory() -> None:
    told = "NVIDIA GeForce RTX 4090, 24564\nNVIDIA A2, 15356\n"
    assert read_gpu(told) == Gpu("NVIDIA GeForce RTX 4090", 24564 << 20)


def test_a_card_that_shares_the_machines_memory_tells_none() -> None:
    assert read_gpu("NVIDIA GB10, [N/A]\n") == Gpu("NVIDIA GB10", None)


@pytest.mark.parametrize("told", ["", "\n", "No devices were found"])
def test_no_card_is_none(told: str) -> None:
    assert read_gpu(told) is None


def test_this_machine_is_asked_once_and_quickly_where_there_is_no_card() -> None:
    began = time.perf_counter()
    found = probe()
    if found.gpu is None:
        assert time.perf_counter() - began < 10
        assert found == Accelerators(
            faster_whisper=found.faster_whisper, openai_whisper=found.openai_whisper
        )
    assert probe() is found


def test_asking_imports_no_library_into_this_process() -> None:
    question = (
        "import sys; from repartee.engines.accelerator import probe; probe();"
        "print({'torch', 'ctranslate2', 'whisper', 'faster_whisper'} & set(sys.modules))"
    )
    asked = subprocess.run(
        [sys.executable, "-c", question], capture_output=True, text=True, check=True
    )
    assert asked.stdout.strip() == "set()"
