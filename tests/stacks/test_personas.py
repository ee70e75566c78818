from __future__ import annotations

from pathlib import Path

import pytest

from repartee.settings import SettingsError
from repartee.stacks.personas import load_personas


def write(directory: Path, text: str) -> Path:
    path = directory / "personas.yaml"
    path.write_text(text)
    return path


def test_personas_are_read_by_id(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        "shop:\n  label: Shop\n  instruction: Be brief.\n  greeting: Hello!\n  voice: rms\n"
        "coach:\n  label: Coach\n  instruction: Be kind.\n",
    )
    shop, coach = load_personas(file).values()
    assert (shop.id, shop.label, shop.greeting, shop.voice) == ("shop", "Shop", "Hello!", "rms")
    assert coach.greeting == ""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("shop: [", "not YAML"),
        ("- shop", "valid dictionary"),
        ("shop:\n  label: Shop\n", "instruction"),
        ("shop:\n  label: Shop\n  instruction: x\n  colour: red\n", "colour"),
        ("Bad Id:\n  label: x\n  instruction: x\n", "Bad Id"),
    ],
)
def test_a_wrong_file_is_one_clear_line(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(SettingsError, match=told) as refused:
        load_personas(write(tmp_path, text))
    assert str(refused.value).startswith("PERSONAS_FILE: ")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        load_personas(tmp_path / "none.yaml")
