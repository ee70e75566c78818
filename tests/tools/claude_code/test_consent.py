"""Only a plain yes allows something."""

from __future__ import annotations

import pytest

from repartee.tools.claude_code.consent import allows, is_mere_answer
from repartee.tools.claude_code.requests import wish_of


@pytest.mark.parametrize("words", ["Yes.", "yeah sure", "Okay, go ahead!", "Of course", "It may."])
def test_a_plain_yes_allows(words: str) -> None:
    assert allows(words) is True


@pytest.mark.parametrize(
    "words", ["No.", "don’t", "Yes... no, wait", "Okay, but not now", "never", "stop it"]
)
def test_a_refusal_anywhere_forbids(words: str) -> None:
    assert allows(words) is False


@pytest.mark.parametrize(
    "words",
    ["", "hmm", "What does it do? Okay?", "which file, the okay one", "Yesterday I fined him"],
)
def test_what_is_neither_is_asked_again(words: str) -> None:
    assert allows(words) is None


def test_a_long_answer_is_no_yes() -> None:
    assert allows("sure " + "and then we could talk about the weather " * 3) is None


def test_a_command_is_read_out_and_a_long_one_is_called_long() -> None:
    assert wish_of("Bash", {"command": "git  push\n origin"}) == "run the command git push origin"
    long = wish_of("Bash", {"command": "echo " + "a " * 200 + "; rm -r /"})
    assert long.startswith("run a long command that begins with")


def test_files_and_other_tools_are_named() -> None:
    assert wish_of("Edit", {"file_path": "/a/b/cart.py"}) == "change the file cart.py"
    assert wish_of("mcp__github__open_issue", {}) == "use github open issue"


def test_an_answer_that_a_brain_passes_on_is_no_instruction() -> None:
    assert is_mere_answer("Yes, go ahead.")
    assert not is_mere_answer("Yes, and run the tests afterwards")
    assert not is_mere_answer("Fix the cart")
