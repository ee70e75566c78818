"""The phrasebook end to end: spoken by flite, heard by PocketSphinx, understood."""

from __future__ import annotations

import shutil
import subprocess
import wave
from pathlib import Path

import pytest
from pocketsphinx import Decoder

from repartee.engines.phrasebook import Phrasebook
from repartee.engines.phrasebook.language_model import LanguageModelFiles, build_language_model

pytestmark = [
    pytest.mark.audio,
    pytest.mark.skipif(shutil.which("flite") is None, reason="flite is not installed"),
]

_STEP_BYTES = 3_200  # 100 ms at 16 kHz

VOICES = ("slt", "rms", "awb")
FIRST_REQUESTS = (
    "what time is it",
    "what is seventeen plus twenty five",
    "take a note buy milk and bread",
    "read my notes",
    "tell me a long story",
    "stop",
    "what day is it today",
    "goodbye",
    "set a timer for ten seconds",
    "convert five miles to kilometers",
    "spell necessary",
    "remember that my name is anna",
    "what is my name",
    "what can you do",
    "ask the team to compare three bicycle shops",
    "have the team write a report about solar panels",
    "pause the team",
    "let the team go on",
    "how far is the team",
    "reset the team",
    "tell claude code to fix the failing test",
    "pause claude code",
    "let claude code go on",
)
EVERYDAY_TALK = (
    "the train leaves from platform nine at noon",
    "my brother is learning how to play the violin",
    "her flight was delayed because of the storm",
    "the president gave a speech about the economy",
    "tell him that i will be late",
    "we are almost there just one more hill",
    "our team has lost the last two games",
)


class Ears:
    """A recogniser that has been taught the phrasebook, and is fed as audio arrives."""

    def __init__(self, phrasebook: Phrasebook, files: LanguageModelFiles) -> None:
        self._phrasebook = phrasebook
        self._decoder = Decoder(
            lm=str(files.lm), dict=str(files.dictionary), samprate=16_000, loglevel="FATAL"
        )

    def hear(self, audio: bytes) -> str:
        self._decoder.start_utt()
        for start in range(0, len(audio), _STEP_BYTES):
            self._decoder.process_raw(audio[start : start + _STEP_BYTES], False, False)
        self._decoder.end_utt()
        hypothesis = self._decoder.hyp()
        heard = [hypothesis.hypstr] if hypothesis else []
        return self._phrasebook.best_hearing([*heard, *self._others()])

    def _others(self) -> list[str]:
        return [other.hypstr for other, _ in zip(self._decoder.nbest(), range(30), strict=False)]


def _speak(path: Path, voice: str, sentence: str) -> bytes:
    command = ["flite", "-voice", voice, "-t", sentence, "-o", str(path)]
    subprocess.run(command, check=True, capture_output=True)
    with wave.open(str(path)) as file:
        pause = bytes(2 * file.getframerate() // 5)
        speech: bytes = file.readframes(file.getnframes())
    return pause + speech + pause


@pytest.fixture(scope="module")
def files(phrasebook: Phrasebook, tmp_path_factory: pytest.TempPathFactory) -> LanguageModelFiles:
    return build_language_model(phrasebook, tmp_path_factory.mktemp("language-model"))


@pytest.mark.parametrize("voice", VOICES)
def test_the_first_requests_are_heard_and_understood(
    phrasebook: Phrasebook, files: LanguageModelFiles, tmp_path: Path, voice: str
) -> None:
    ears = Ears(phrasebook, files)
    for sentence in FIRST_REQUESTS:
        heard = ears.hear(_speak(tmp_path / "said.wav", voice, sentence))
        got, wanted = phrasebook.understand(heard), phrasebook.understand(sentence)
        assert wanted is not None
        assert got is not None, f"{voice} said {sentence!r}, heard {heard!r}"
        assert (got.intent, got.arguments) == (wanted.intent, wanted.arguments), heard


def test_the_example_of_a_call_is_understood_in_its_own_voice(
    phrasebook: Phrasebook, files: LanguageModelFiles, tmp_path: Path
) -> None:
    heard = Ears(phrasebook, files).hear(_speak(tmp_path / "said.wav", "slt", "flip a coin"))
    got = phrasebook.understand(heard)
    assert got is not None, heard
    assert got.intent == "fun.coin"


@pytest.mark.parametrize("voice", VOICES)
def test_everyday_talk_is_heard_but_not_acted_on(
    phrasebook: Phrasebook, files: LanguageModelFiles, tmp_path: Path, voice: str
) -> None:
    ears = Ears(phrasebook, files)
    for sentence in EVERYDAY_TALK:
        heard = ears.hear(_speak(tmp_path / "said.wav", voice, sentence))
        assert phrasebook.understand(heard) is None, f"{voice} said {sentence!r}, heard {heard!r}"
