"""What ElevenLabs tells of voices, models and the account; all of it simulated."""

from __future__ import annotations

import re
from collections.abc import Mapping

_VOICE_ID = re.compile(r"[0-9A-Za-z]{20}")
_LANGUAGES = ({"language_id": "en", "name": "English"},)
_VOICES: Mapping[str, tuple[str, str]] = {
    "21m00Tcm4TlvDq8ikWAM": ("Rachel", "female"),
    "EXAVITQu4vr4xnSDxMaL": ("Sarah", "female"),
    "JBFqnCBsd6RMkjVDRZzb": ("George", "male"),
    "pNInz6obpgDQGcFmaJgB": ("Adam", "male"),
}
MODELS = (
    "eleven_flash_v2_5",
    "eleven_flash_v2",
    "eleven_turbo_v2_5",
    "eleven_multilingual_v2",
    "eleven_v3",
)


def is_voice(voice: str) -> bool:
    """Whether this may be a voice: callers have their own, so any proper id is one."""
    return _VOICE_ID.fullmatch(voice) is not None


def voices() -> list[Mapping[str, object]]:
    """The catalogue."""
    return [
        {
            "voice_id": voice,
            "name": name,
            "category": "premade",
            "labels": {"gender": gender, "language": "en"},
            "description": f"{name} is a simulated voice.",
            "preview_url": None,
            "available_for_tiers": [],
            "high_quality_base_model_ids": list(MODELS),
        }
        for voice, (name, gender) in _VOICES.items()
    ]


def models() -> list[Mapping[str, object]]:
    """The models that speak."""
    return [
        {
            "model_id": model,
            "name": model.replace("_", " ").title(),
            "can_do_text_to_speech": True,
            "can_do_voice_conversion": False,
            "token_cost_factor": 0.5 if "flash" in model else 1.0,
            "maximum_text_length_per_request": 40_000,
            "languages": list(_LANGUAGES),
        }
        for model in MODELS
    ]


def subscription(characters: int) -> Mapping[str, object]:
    """How much was used.

    Args:
        characters: How many characters were spoken.
    """
    return {
        "tier": "simulated",
        "character_count": characters,
        "character_limit": 1_000_000,
        "max_credit_limit_extension": 0,
        "can_extend_character_limit": False,
        "allowed_to_extend_character_limit": False,
        "voice_slots_used": 0,
        "professional_voice_slots_used": 0,
        "professional_voice_slots_used_in_workspace": 0,
        "voice_limit": 10,
        "voice_add_edit_counter": 0,
        "professional_voice_limit": 0,
        "can_extend_voice_limit": False,
        "can_use_instant_voice_cloning": False,
        "can_use_professional_voice_cloning": False,
        "current_overage": {"amount": "0", "currency": "usd"},
        "status": "active",
        "open_invoices": [],
        "has_open_invoices": False,
    }


def user(characters: int) -> Mapping[str, object]:
    """Whose account it is.

    Args:
        characters: How many characters were spoken.
    """
    return {
        "user_id": "simulated",
        "workspace_id": "simulated",
        "subscription": subscription(characters),
        "is_new_user": False,
        "can_use_delayed_payment_methods": False,
        "is_onboarding_completed": True,
        "is_onboarding_checklist_completed": True,
        "created_at": 1_767_225_600,
        "seat_type": "workspace_admin",
    }
