from __future__ import annotations

from pydantic import SecretStr

from repartee.settings import Settings


def env_example() -> str:
    """The text of `.env.example`: every variable, its meaning and its default.

    Returns:
        A dotenv file in which each line is a comment or a commented-out variable.
    """
    lines = [
        "# Repartee's settings. Copy to .env and take the # off what you want to change.",
        "# Written by `repartee settings`; do not edit by hand.",
    ]
    for name, field in Settings.model_fields.items():
        default = field.get_default(call_default_factory=True, validated_data={})
        lines += ["", f"# {field.description}"]
        if default in ("", [], None) and field.examples:
            lines.append(f"# Example: {name.upper()}={field.examples[0]}")
        lines.append(f"# {name.upper()}={_shown_default(default)}")
    return "\n".join(lines) + "\n"


def _shown_default(default: object) -> object:
    if isinstance(default, SecretStr) or default in ([], None):
        return ""
    if isinstance(default, list):
        return ",".join(map(str, default))
    if isinstance(default, bool):
        return str(default).lower()
    if isinstance(default, str) and " " in default:
        return f'"{default}"'
    return default
