from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from pipecat.frames.frames import InterruptionFrame, TTSAudioRawFrame, TTSTextFrame

from repartee.engines.voice import UnknownVoiceError
from repartee.services.config import VoiceConfig
from repartee.services.provider import ProviderError, VoiceProvider
from repartee.services.voices.kokoro import KokoroVoice
from repartee.services.voices.kokoro_voices import VOICE_IDS, describe_voice, voice_for
from tests.services.voices.test_local_voice import ANSWER, conversing
from tests.support.tiny_models.kokoro import make_kokoro


@pytest.fixture
def config(tmp_path: Path) -> VoiceConfig:
    make_kokoro(tmp_path / "kokoro" / "kokoro-82m", ("af_heart", "am_adam", "bf_emma", "ff_siwis"))
    return VoiceConfig(models_dir=tmp_path)


@pytest.fixture
async def kokoro(config: VoiceConfig) -> AsyncIterator[KokoroVoice]:
    provider = KokoroVoice(config)
    await provider.start()
    yield provider
    await provider.close()


def test_it_is_a_provider_of_voices(config: VoiceConfig) -> None:
    provider: VoiceProvider = KokoroVoice(config)
    assert provider.label == "Kokoro (kokoro-82m)"


def test_the_list_has_54_voices_in_8_languages() -> None:
    assert len(set(VOICE_IDS)) == 54
    languages = {describe_voice(voice).language.split("-")[0] for voice in VOICE_IDS}
    assert languages == {"en", "es", "fr", "hi", "it", "ja", "pt", "zh"}


def test_voices_are_told_in_words() -> None:
    assert describe_voice("bf_emma").label == "Emma (British English, female)"
    assert describe_voice("my_own").label == "my_own"


@pytest.mark.parametrize(
    ("language", "voice"),
    [("en", "af_heart"), ("en-GB", "bf_alice"), ("fr-CA", "ff_siwis"), ("pt", "pf_dora")],
)
def test_a_language_finds_its_voice(language: str, voice: str) -> None:
    assert voice_for(language, VOICE_IDS) == voice


def test_a_language_that_nobody_speaks_finds_none() -> None:
    assert voice_for("de", VOICE_IDS) is None


async def test_a_caller_may_choose_among_the_voices_that_are_there(kokoro: KokoroVoice) -> None:
    assert [each.id for each in kokoro.voices] == ["af_heart", "am_adam", "bf_emma", "ff_siwis"]
    assert kokoro.voice()._settings.voice == "af_heart"
    assert kokoro.voice("bf_emma")._settings.voice == "bf_emma"
    assert kokoro.voice(language="fr")._settings.voice == "ff_siwis"
    with pytest.raises(UnknownVoiceError):
        kokoro.voice("bm_lewis")


async def test_the_configured_voice_comes_first(config: VoiceConfig) -> None:
    provider = KokoroVoice(replace(config, voice="bf_emma"))
    await provider.start()
    assert provider.voices[0].id == "bf_emma"
    await provider.close()


async def test_a_voice_that_is_not_there_is_told_at_the_start(config: VoiceConfig) -> None:
    with pytest.raises(ProviderError, match=r"no voice 'zf_xiaoni'.*af_heart"):
        await KokoroVoice(replace(config, voice="zf_xiaoni")).start()


async def test_a_model_that_is_not_here_is_told_with_what_to_do(tmp_path: Path) -> None:
    provider = KokoroVoice(VoiceConfig(models_dir=tmp_path))
    with pytest.raises(ProviderError, match="repartee models pull kokoro-82m"):
        await provider.start()
    check = await provider.check()
    assert not check.ok
    assert check.fix == "Fetch it with: repartee models pull kokoro-82m"


async def test_a_model_without_its_voices_is_told(config: VoiceConfig, tmp_path: Path) -> None:
    (tmp_path / "kokoro" / "kokoro-82m" / "voices-v1.0.bin").unlink()
    with pytest.raises(ProviderError, match=r"voices-v1\.0\.bin"):
        await KokoroVoice(config).start()


async def test_a_check_finds_the_files_without_loading_them(config: VoiceConfig) -> None:
    provider = KokoroVoice(config)
    assert (await provider.check()).ok
    await provider.start()
    assert "is loaded" in (await provider.check()).finding
    await provider.close()
    await provider.close()


@pytest.mark.audio
async def test_an_answer_is_spoken_and_remembered_word_for_word(kokoro: KokoroVoice) -> None:
    assert kokoro._engine
    async with conversing(kokoro._engine) as talk:
        await talk.answer("Hello — there!", "It's $12.50 😀, “ok”?")
        assert await talk.heard.next() == "Hello — there! It's $12.50 😀, “ok”?"
        assert {len(frame.audio) for frame in talk.made.of(TTSAudioRawFrame)} == {1920}


@pytest.mark.audio
async def test_an_interrupted_answer_is_remembered_as_far_as_it_was_heard(
    kokoro: KokoroVoice,
) -> None:
    assert kokoro._engine
    async with conversing(kokoro._engine) as talk:
        await talk.answer(ANSWER, "Then she changed her mind.")
        heard = [frame.text for frame in await talk.played.until(TTSTextFrame, 5)]
        await talk.say(InterruptionFrame())
        remembered = await talk.heard.next()
        assert remembered.startswith(" ".join(heard))
        assert ANSWER.startswith(remembered)
        assert len(remembered) < len(ANSWER)
