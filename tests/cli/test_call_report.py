"""What is said is printed as it comes, each in a line of its own."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from repartee.caller.transcript import Caption, Speaker
from repartee.cli.call_report import CaptionPrinter


class Screen:
    def __init__(self) -> None:
        self._out = io.StringIO()
        self._printer = CaptionPrinter(Console(file=self._out, width=20))

    def agent(self, text: str, *, final: bool) -> str:
        self._printer.show(Caption(0, Speaker.AGENT, text, final))
        return self.text

    def you(self, text: str, *, final: bool = True) -> str:
        self._printer.show(Caption(0, Speaker.CALLER, text, final))
        return self.text

    @property
    def text(self) -> str:
        return self._out.getvalue()


@pytest.fixture
def screen() -> Screen:
    return Screen()


def test_a_sentence_is_printed_at_once(screen: Screen) -> None:
    assert screen.agent("One two.", final=True) == "agent  One two.\n"


def test_words_are_printed_as_they_are_spoken(screen: Screen) -> None:
    assert screen.agent("One", final=False) == "agent  One"
    assert screen.agent("One two", final=False) == "agent  One two"
    assert screen.agent("One two.", final=True) == "agent  One two.\n"
    screen.agent("One two.", final=True)
    assert screen.text == "agent  One two.\nagent  One two.\n"


def test_a_sentence_that_was_cut_off_ends_its_line(screen: Screen) -> None:
    screen.agent("One two", final=False)
    assert screen.agent("One two", final=True) == "agent  One two\n"


def test_who_speaks_in_between_gets_a_line(screen: Screen) -> None:
    screen.agent("One", final=False)
    screen.you("stop")
    assert screen.agent("One two.", final=True) == "agent  One\nyou    stop\nagent  two.\n"


def test_words_that_turn_out_otherwise_begin_anew(screen: Screen) -> None:
    screen.agent("One", final=False)
    assert screen.agent("Two.", final=True) == "agent  One\nagent  Two.\n"


def test_guesses_at_what_is_said_are_left_out(screen: Screen) -> None:
    assert screen.you("wh", final=False) == ""


def test_a_long_answer_is_left_to_the_terminal_to_wrap(screen: Screen) -> None:
    assert screen.agent("word " * 10, final=True).count("\n") == 1
