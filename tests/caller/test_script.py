from __future__ import annotations

from pathlib import Path

import pytest

from repartee.caller.errors import BadInputError
from repartee.caller.script import (
    HangUp,
    Interrupt,
    Play,
    Say,
    Type,
    Wait,
    interrupting,
    load_script,
    parse_script,
)

FOLDER = Path("scripts")


def test_all_kinds_of_steps_are_read() -> None:
    text = """
    - play: q1.wav
    - say: "what time is it"
    - interrupt: {after: 2.0, say: "stop"}
    - interrupt: {after: 1, play: stop.wav}
    - type: "hello"
    - wait: 3
    - hang_up
    - hang_up: abrupt
    """
    assert parse_script(text, FOLDER) == [
        Play(FOLDER / "q1.wav"),
        Say("what time is it"),
        Interrupt(2.0, Say("stop")),
        Interrupt(1.0, Play(FOLDER / "stop.wav")),
        Type("hello"),
        Wait(3.0),
        HangUp(),
        HangUp(abrupt=True),
    ]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "a list of steps"),
        ("say: hello", "a list of steps"),
        ("- {", "no YAML"),
        ("- dance: 3", r"step 1: .*dance: '3'.* is no step; there are play"),
        ("- say: hi\n- wait: soon", "step 2: soon is no time"),
        ("- wait: -1", "step 1: -1 is no time"),
        ("- wait: .nan", "step 1: .nan is no time"),
        ("- wait: 9999999", "no time"),
        ("- say: '  '", "needs either"),
        ("- {say: a, play: b}", "needs either"),
        ("- {}", "needs either"),
        ("- interrupt: {after: 1}", "needs either"),
        ("- interrupt: {say: stop}", "is no step"),
        ("- {wait: 1, say: a}", "is no step"),
        ("- type: ''", "is no step"),
        ("- hang_up: rudely", "is no step"),
    ],
)
def test_what_is_no_step_is_named_with_its_number(text: str, complaint: str) -> None:
    with pytest.raises(BadInputError, match=complaint):
        parse_script(text, FOLDER)


@pytest.mark.parametrize("text", ["yes", "no", "42", "3.0", "null", "2026-01-01"])
def test_words_that_mean_more_to_yaml_are_just_said(text: str) -> None:
    assert parse_script(f"- say: {text}\n- type: {text}", FOLDER) == [Say(text), Type(text)]


def test_sound_files_are_looked_for_beside_the_script(tmp_path: Path) -> None:
    script = tmp_path / "call.yaml"
    script.write_text("- play: q1.wav\n")

    assert load_script(script) == [Play(tmp_path / "q1.wav")]


def test_complaints_name_the_script(tmp_path: Path) -> None:
    script = tmp_path / "call.yaml"
    script.write_text("- sing\n")

    with pytest.raises(BadInputError, match=r"call\.yaml: step 1: sing is no step"):
        load_script(script)
    with pytest.raises(BadInputError, match=r"gone\.yaml cannot be read: No such file"):
        load_script(tmp_path / "gone.yaml")


def test_each_speech_but_the_first_breaks_in_where_that_is_asked_for() -> None:
    speeches = [Say("a"), Say("b"), Say("c")]

    assert interrupting(speeches, None) == speeches
    assert interrupting(speeches, 1.5) == [
        Say("a"),
        Interrupt(1.5, Say("b")),
        Interrupt(1.5, Say("c")),
    ]
    assert interrupting([], 1.5) == []
