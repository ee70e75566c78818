"""Every setting follows its variable, else its default; a wrong one is one clear line (B5: 9)."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, get_args
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from repartee.settings import (
    BrainName,
    EarsName,
    Settings,
    SettingsError,
    StackName,
    VoiceName,
    load_settings,
)
from repartee.settings.example import env_example

ROOT = Path(__file__).parents[1]

texts = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=32)
paths = st.from_regex(r"/[a-z]{1,9}", fullmatch=True)
VENDORS = ("anthropic", "cartesia", "cerebras", "deepgram", "elevenlabs", "groq", "openai")
ADDRESSES = [f"{server}_base_url" for server in (*VENDORS, "kokoro", "ollama", "piper", "speaches")]
TEXTS = (
    "greeting",
    "system_instruction",
    "stt_model",
    "stt_base_url",
    "stt_compute_type",
    "llm_model",
    "llm_base_url",
    "ollama_model",
    "tts_model",
    "tts_voice",
    "tts_base_url",
    "anthropic_region",
    "anthropic_project",
)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    **dict.fromkeys(
        ADDRESSES, st.from_regex(r"(http|ws)s?://[a-z]{1,9}(:[1-9]\d{0,3})?(/v1)?", fullmatch=True)
    ),
    **dict.fromkeys((f"{vendor}_api_key" for vendor in (*VENDORS, "stt", "llm", "tts")), texts),
    **dict.fromkeys(TEXTS, texts),
    "budget_per_conversation": st.floats(0, 1_000_000),
    "budget_per_day": st.floats(0, 1_000_000),
    "prices_file": paths,
    "team": st.booleans(),
    "team_llm_provider": st.sampled_from(get_args(BrainName)),
    "team_url": st.sampled_from(["https://team.example.org", "http://localhost:7"]),
    "team_token": texts,
    "claude_code_workspace": paths,
    "claude_code_path": paths,
    "claude_code_model": texts,
    "claude_code_permissions": st.sampled_from(["default", "acceptEdits", "plan"]),
    "claude_code_max_usd": st.floats(0.1, 1000),
    "stack": st.sampled_from(get_args(StackName)),
    "stt_provider": st.sampled_from(get_args(EarsName)),
    "llm_provider": st.sampled_from(get_args(BrainName)),
    "tts_provider": st.sampled_from(get_args(VoiceName)),
    "stt_partials": st.booleans(),
    "stt_fallbacks": st.lists(st.sampled_from(get_args(EarsName))),
    "llm_fallbacks": st.lists(st.sampled_from(get_args(BrainName))),
    "llm_choices": st.lists(st.sampled_from(get_args(BrainName))),
    "tts_fallbacks": st.lists(st.sampled_from(get_args(VoiceName))),
    "languages": st.lists(st.sampled_from(["en", "de", "pt-BR"])),
    "stt_language": st.sampled_from(["en", "auto", "pt-BR"]),
    "tts_language": st.sampled_from(["en", "de", "pt-BR"]),
    "stt_device": st.sampled_from(["auto", "cpu", "cuda"]),
    "stt_no_speech_prob": st.floats(0.01, 1),
    "stt_final_secs": st.floats(0.1, 30),
    "llm_first_token_secs": st.floats(0.1, 120),
    "tts_first_audio_secs": st.floats(0.1, 60),
    "phrase_cache_mb": st.integers(0, 1000),
    "provider_stall_secs": st.floats(0.1, 60),
    "retry_budget_secs": st.floats(0.1, 120),
    "llm_temperature": st.floats(0, 2),
    "llm_top_p": st.floats(0.01, 1),
    "llm_max_tokens": st.integers(1, 100_000),
    "llm_thinking": st.sampled_from(["off", "low", "medium", "high"]),
    "tts_speed": st.floats(0.5, 2),
    "openai_realtime_model": texts,
    "openai_realtime_base_url": st.from_regex(r"wss?://[a-z]{1,9}/v1", fullmatch=True),
    "openai_realtime_voice": texts,
    "openai_realtime_speed": st.floats(0.25, 1.5),
    "openai_realtime_noise_reduction": st.sampled_from(["near", "far", "off"]),
    "openai_realtime_turn_detection": st.sampled_from(["server", "semantic"]),
    "openai_realtime_eagerness": st.sampled_from(["low", "medium", "high", "auto"]),
    "openai_realtime_silence_ms": st.integers(100, 5000),
    "openai_realtime_transcription_model": texts,
    "openai_realtime_stall_secs": st.floats(0.1, 60),
    "anthropic_client": st.sampled_from(["api", "bedrock", "vertex"]),
    "simulate": st.booleans(),
    "personas_file": paths,
    "mcp_config": paths,
    "tools_file": paths,
    "models_dir": paths,
    "hf_endpoint": texts,
    "hf_token": texts,
    "server_host": st.sampled_from(["127.0.0.1", "localhost", "::1", "127.0.0.2"]),
    "server_port": st.integers(0, 65_535),
    "transport_type": st.sampled_from(["webrtc", "websocket", "daily"]),
    "ws_host": st.sampled_from(["127.0.0.1", "localhost", "::1"]),
    "ws_port": st.integers(0, 65_535),
    "access_token": texts,
    "allow_anonymous": st.booleans(),
    "allowed_origins": st.lists(
        st.from_regex(r"https?://[a-z]{1,9}(:[1-9]\d{0,3})?", fullmatch=True)
    ),
    "allowed_hosts": st.lists(st.sampled_from(["talk.example.com", "*.lan.example", "box", "*"])),
    "ice_servers": st.lists(
        st.from_regex(r"(stun|turn):[a-z]{1,9}(:[1-9]\d{0,3})?", fullmatch=True)
    ),
    "ice_username": texts,
    "ice_credential": texts,
    "public_url": st.from_regex(r"https?://[a-z]{1,9}(:[1-9]\d{0,3})?", fullmatch=True),
    "trusted_proxies": st.lists(st.sampled_from(["127.0.0.1", "::1", "10.0.0.0/8"]), min_size=1),
    "twilio_account_sid": texts,
    "twilio_auth_token": texts,
    "twilio_base_url": st.from_regex(r"https?://[a-z]{1,9}(:[1-9]\d{0,3})?", fullmatch=True),
    "telnyx_public_key": st.binary(min_size=32, max_size=32).map(
        lambda key: base64.b64encode(key).decode()
    ),
    "telnyx_api_key": texts,
    "plivo_auth_id": texts,
    "plivo_auth_token": texts,
    "exotel_secret": texts,
    "daily_api_key": texts,
    "daily_token": texts,
    "daily_api_url": st.sampled_from(["https://a.b/v1", "http://localhost:7/v1"]),
    "daily_room_url": st.sampled_from(["https://a.daily.co/b", "http://localhost:7/b"]),
    "daily_no_show_secs": st.floats(0.1, 3600),
    "daily_empty_secs": st.floats(0.1, 3600),
    "https": st.booleans(),
    "tls_cert_file": paths,
    "tls_key_file": paths,
    "webrtc_port_range": st.sampled_from(["50000-50100", "1024-65535", "4000-4000"]),
    "turn_secret": texts,
    "turn_ttl_secs": st.floats(0, 172_800),
    "max_sessions": st.integers(1, 1000),
    "drain_secs": st.floats(0, 86_400),
    "max_pending_offers": st.integers(1, 10_000),
    "connect_timeout_secs": st.floats(0.1, 120),
    "idle_timeout_secs": st.floats(0.1, 86_400),
    "max_session_secs": st.floats(0.1, 86_400),
    "max_body_bytes": st.integers(1024, 16_777_216),
    "max_upload_bytes": st.integers(1024, 104_857_600),
    "max_text_chars": st.integers(1, 100_000),
    "resume_grace_secs": st.floats(0, 3600),
    "resume_keep_secs": st.floats(0, 31_536_000),
    "max_participants": st.integers(1, 20),
    "allow_caller_prompts": st.booleans(),
    "vad_confidence": st.floats(0.01, 0.99),
    "vad_start_secs": st.floats(0, 2),
    "vad_stop_secs": st.floats(0.01, 5),
    "vad_min_volume": st.floats(0, 1),
    "barge_in": st.sampled_from(["judged", "at-once"]),
    "turn_max_pause_secs": st.floats(0.1, 10),
    "early_answers": st.booleans(),
    "early_answers_per_minute": st.integers(1, 60),
    "filler_after_secs": st.floats(0, 30),
    "log_level": st.sampled_from(["TRACE", "DEBUG", "INFO", "WARNING", "ERROR", "info"]),
    "log_format": st.sampled_from(["text", "json"]),
    "cache_dir": paths,
    "data_dir": paths,
    "history_keep": st.sampled_from(["nothing", "text", "audio"]),
    "history_keep_days": st.floats(0, 36_500),
    "history_phone_countries": st.lists(st.sampled_from(["DE", "FR"]), min_size=1),
    "history_redact": st.lists(st.sampled_from(["cards", "emails", "phones"])),
    "database_url": texts,
    "record_calls": st.booleans(),
    "recording_notice": st.text(
        st.characters(codec="ascii", categories=["L"]), min_size=1, max_size=100
    ),
    "recordings_url": texts,
    "recording_format": st.sampled_from(["opus", "flac"]),
    "recordings_keep_days": st.floats(0, 36_500),
    "recordings_max_gb": st.floats(0, 1_000_000),
    "context_tokens": st.integers(0, 10_000_000),
    "context_summaries": st.booleans(),
    "memory": st.booleans(),
    "memory_model": texts,
    "memory_index_older": st.booleans(),
}


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(value) if isinstance(value, list) else str(value)


def _plain(value: Any) -> Any:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    return str(value) if isinstance(value, Path) else value


def _loaded(variables: dict[str, str]) -> Settings:
    others = {name: value for name, value in os.environ.items() if name.lower() not in VALUES}
    with patch.dict(os.environ, {**others, **variables}, clear=True):
        return load_settings(_env_file=None)


def _complaint(variables: dict[str, str]) -> str | None:
    try:
        _loaded(variables)
    except SettingsError as error:
        return str(error)
    return None


def test_every_setting_is_held_by_this_property() -> None:
    assert set(VALUES) == set(Settings.model_fields)


@settings(max_examples=200)
@given(chosen=st.fixed_dictionaries({}, optional=VALUES))
def test_every_setting_follows_its_variable_else_its_default(chosen: dict[str, Any]) -> None:
    loaded = _loaded({name.upper(): _written(value) for name, value in chosen.items()})
    defaults = _loaded({})
    for name in Settings.model_fields:
        expected = chosen.get(name, _plain(getattr(defaults, name)))
        if name == "log_level":
            expected = expected.upper()
        assert _plain(getattr(loaded, name)) == expected, name


@settings(max_examples=100)
@given(name=st.sampled_from(sorted(VALUES)), rubbish=st.sampled_from(["nan", "-7", "inf", "maybe"]))
def test_a_value_is_taken_or_refused_by_name(name: str, rubbish: str) -> None:
    told = _complaint({name.upper(): rubbish})
    assert told is None or (name.upper() in told and "\n" not in told)


def test_all_wrong_variables_are_told_at_once() -> None:
    with pytest.raises(SettingsError) as refused:
        _loaded({"SERVER_PORT": "seventy", "MAX_SESSIONS": "0"})
    lines = str(refused.value).splitlines()
    assert [line.split(":")[0] for line in lines] == ["SERVER_PORT", "MAX_SESSIONS"]
    assert all("Example: " in line for line in lines)


def test_a_secret_is_never_shown() -> None:
    with pytest.raises(SettingsError) as refused:
        _loaded({"SERVER_HOST": "0.0.0.0", "ICE_CREDENTIAL": "hush-hush"})
    assert "hush-hush" not in str(refused.value)
    assert "hush-hush" not in repr(_loaded({"ICE_CREDENTIAL": "hush-hush"}))


def test_a_public_second_address_needs_them_too() -> None:
    public = {"WS_HOST": "0.0.0.0"}
    assert _complaint(public) is None
    told = _complaint({**public, "TRANSPORT_TYPE": "websocket"})
    assert told is not None
    assert told.startswith("WS_HOST")
    loaded = _loaded({**public, "TRANSPORT_TYPE": "websocket", "ACCESS_TOKEN": "hush"})
    assert loaded.second_address == ("0.0.0.0", 8765)


def test_a_second_port_like_the_first_is_none() -> None:
    same = {"TRANSPORT_TYPE": "websocket", "SERVER_PORT": "8765"}
    assert _loaded(same).second_address is None


def test_a_public_address_needs_a_token_or_a_plain_yes() -> None:
    with pytest.raises(SettingsError, match="ACCESS_TOKEN"):
        _loaded({"SERVER_HOST": "0.0.0.0"})
    assert _loaded({"SERVER_HOST": "0.0.0.0", "ACCESS_TOKEN": "long"}).server_host == "0.0.0.0"
    assert _loaded({"SERVER_HOST": "0.0.0.0", "ALLOW_ANONYMOUS": "true"}).allow_anonymous


@pytest.mark.parametrize("wrong", ["https://a.b", "a.b:7860", "a b", "*a.b", "a..b"])
def test_a_host_that_is_no_mere_name_is_refused(wrong: str) -> None:
    assert "ALLOWED_HOSTS" in (_complaint({"ALLOWED_HOSTS": wrong}) or "")


@pytest.mark.parametrize("wrong", ["50000", "50100-50000", "0-80", "a-b", "60000-70000", "1-2-3"])
def test_a_port_range_that_is_none_is_refused(wrong: str) -> None:
    assert "WEBRTC_PORT_RANGE" in (_complaint({"WEBRTC_PORT_RANGE": wrong}) or "")


def test_a_turn_password_lasts_for_the_longest_call() -> None:
    loaded = _loaded({"MAX_SESSION_SECS": "7200"})
    assert loaded.turn_lifetime_secs(loaded.max_session_secs) == 7500


def test_an_unreadable_env_file_is_one_clear_line(tmp_path: Path) -> None:
    broken = tmp_path / ".env"
    broken.write_bytes(b"GREETING=\xff\xfe\n")
    with pytest.raises(SettingsError, match="UTF-8"):
        load_settings(_env_file=broken)


def test_the_example_file_is_in_step_with_the_settings() -> None:
    assert (ROOT / ".env.example").read_text() == env_example()


def test_the_example_file_says_nothing_of_this_machine() -> None:
    assert str(Path.home()) not in env_example()


def test_serving_with_a_wrong_value_says_so_in_one_line_and_exits_with_two(tmp_path: Path) -> None:
    environment = {**os.environ, "SERVER_PORT": "seventy"}
    command = [sys.executable, "-m", "repartee", "serve"]
    ended = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert ended.returncode == 2
    assert ended.stderr.count("\n") == 1
    assert ended.stderr.startswith("SERVER_PORT: ")
