from __future__ import annotations

import pytest

from repartee.transports.openai_realtime.progress import Progress


@pytest.fixture
def progress() -> Progress:
    return Progress()


def test_an_answer_is_over_when_it_has_been_heard(progress: Progress) -> None:
    progress.asked()
    assert not progress.is_over
    progress.model_began()
    progress.model_said(aloud=True)
    progress.model_ended()
    assert not progress.is_over
    progress.voice_began()
    assert not progress.is_over
    progress.voice_ended()
    assert progress.is_over


def test_the_end_of_the_answer_before_ends_nothing(progress: Progress) -> None:
    progress.model_began()
    progress.model_said(aloud=True)
    progress.model_ended()
    progress.voice_ended()
    assert not progress.is_over


def test_an_answer_without_words_is_over_with_the_model(progress: Progress) -> None:
    progress.asked()
    progress.model_began()
    progress.model_ended()
    assert progress.is_over


def test_a_call_of_the_clients_function_ends_an_answer(progress: Progress) -> None:
    progress.model_began()
    progress.call_announced(client=True)
    progress.model_ended()
    assert not progress.is_over
    progress.call_made()
    assert progress.is_over


def test_a_tool_of_the_agents_own_is_part_of_the_answer(progress: Progress) -> None:
    progress.model_began()
    progress.call_announced(client=False)
    progress.model_ended()
    assert not progress.is_over
    progress.own_tool_ended()
    progress.model_began()
    assert not progress.is_over
