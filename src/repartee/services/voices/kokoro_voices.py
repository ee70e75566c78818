"""The voices of Kokoro-82M v1.0, as its authors list them (VOICES.md): 54 in eight languages."""

from __future__ import annotations

from repartee.services.provider import VoiceChoice

_LANGUAGES = {
    "a": ("en-US", "American English"),
    "b": ("en-GB", "British English"),
    "e": ("es", "Spanish"),
    "f": ("fr", "French"),
    "h": ("hi", "Hindi"),
    "i": ("it", "Italian"),
    "j": ("ja", "Japanese"),
    "p": ("pt-BR", "Brazilian Portuguese"),
    "z": ("zh", "Mandarin Chinese"),
}
_SEXES = {"f": "female", "m": "male"}

DEFAULT_VOICE = "af_heart"
"""The one its authors grade best."""

_NAMES = {
    "af": "heart alloy aoede bella jessica kore nicole nova river sarah sky",
    "am": "adam echo eric fenrir liam michael onyx puck santa",
    "bf": "alice emma isabella lily",
    "bm": "daniel fable george lewis",
    "ef": "dora",
    "em": "alex santa",
    "ff": "siwis",
    "hf": "alpha beta",
    "hm": "omega psi",
    "if": "sara",
    "im": "nicola",
    "jf": "alpha gongitsune nezumi tebukuro",
    "jm": "kumo",
    "pf": "dora",
    "pm": "alex santa",
    "zf": "xiaobei xiaoni xiaoxiao xiaoyi",
    "zm": "yunjian yunxi yunxia yunyang",
}

VOICE_IDS: tuple[str, ...] = tuple(
    f"{group}_{name}" for group, names in _NAMES.items() for name in names.split()
)
"""Ids; the first letter is the language, the second the sex."""


def describe_voice(voice: str) -> VoiceChoice:
    """Say in words who a voice is.

    Args:
        voice: Its id, of the list or of another file of voices.
    """
    language, name = _LANGUAGES.get(voice[:1], ("", ""))
    sex = _SEXES.get(voice[1:2], "")
    if not name or not sex or voice[2:3] != "_":
        return VoiceChoice(voice, voice)
    return VoiceChoice(voice, f"{voice[3:].capitalize()} ({name}, {sex})", language)


def choices(voices: tuple[str, ...], default: str) -> tuple[VoiceChoice, ...]:
    """Describe voices, the default one first.

    Args:
        voices: Their ids.
        default: One of them.
    """
    known = [each for each in VOICE_IDS if each in voices]
    others = [each for each in voices if each not in VOICE_IDS]
    ordered = dict.fromkeys([default, *known, *others])
    return tuple(describe_voice(each) for each in ordered if each in voices)


def voice_for(language: str, voices: tuple[str, ...]) -> str | None:
    """Find a voice that speaks a language.

    Args:
        language: BCP 47 or ISO 639-1, such as `en-GB` or `fr`.
        voices: Ids to choose from.

    Returns:
        The first of the language and region, else of the language, else None.
    """
    wanted = language.replace("_", "-").lower()
    known = [each for each in VOICE_IDS if each in voices]
    spoken = {each: _LANGUAGES[each[0]][0].lower() for each in known}
    exact = [each for each in known if spoken[each] == wanted]
    near = [each for each in known if spoken[each].split("-")[0] == wanted.split("-")[0]]
    return next(iter([*exact, *near]), None)
