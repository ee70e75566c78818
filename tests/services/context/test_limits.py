from __future__ import annotations

import pytest

from repartee.services.context.limits import known_limit, ollama_limit, told_limit
from repartee.services.context.room import UNKNOWN_LIMIT, Room
from repartee.services.context.tokens import tokens_in, tokens_of
from tests.services.context.talks import called, message


@pytest.mark.parametrize(
    ("model", "tokens"),
    [
        ("gpt-4.1", 1_047_576),
        ("gpt-4o-mini", 128_000),
        ("claude-sonnet-4-6", 200_000),
        ("openai/gpt-oss-120b", 131_072),
        ("meta-llama/Llama-3.1-8B-Instruct", 131_072),
        ("somebody's own", 0),
    ],
)
def test_known_models_need_not_be_asked_for(model: str, tokens: int) -> None:
    assert known_limit(model) == tokens


@pytest.mark.parametrize(
    "entry",
    [
        {"id": "m", "max_model_len": 4096},
        {"id": "m", "context_window": 4096, "max_completion_tokens": 1024},
        {"id": "m", "meta": {"n_ctx": 4096, "n_ctx_train": 131_072}},
        {"id": "m", "loaded_context_length": 4096, "max_context_length": 131_072},
        {"id": "m", "context_length": 4096},
    ],
)
def test_servers_tell_how_much_they_take(entry: dict[str, object]) -> None:
    other = {"id": "other", "max_model_len": 99}
    assert told_limit({"object": "list", "data": [other, entry]}, "m") == 4096
    assert told_limit(entry, "m") == 4096


@pytest.mark.parametrize("body", [None, "", [], {}, {"data": "x"}, {"data": [{"id": "m"}, 3]}])
def test_an_answer_that_tells_nothing_is_no_limit(body: object) -> None:
    assert told_limit(body, "m") == 0
    assert ollama_limit(body, body, "m") == 0


def test_ollama_is_believed_about_what_it_loaded() -> None:
    running = {"models": [{"name": "m:latest", "context_length": 16_384}]}
    shown = {"model_info": {"llama.context_length": 131_072}}
    assert ollama_limit(running, shown, "m") == 16_384


def test_ollama_loads_less_than_the_model_could_take() -> None:
    assert ollama_limit({}, {"model_info": {"llama.context_length": 131_072}}, "m") == 4096
    assert ollama_limit({}, {"parameters": "stop x\nnum_ctx 8192"}, "m") == 8192


def test_tool_calls_count_too() -> None:
    assert tokens_in([called("a")]) > tokens_in([message("assistant", "")])


def test_other_scripts_have_more_tokens_a_character() -> None:
    assert tokens_of("你好你好你好你好") > 2 * tokens_of("hihihihi")


def test_prompt_tools_and_answer_are_kept_free() -> None:
    assert Room(10_000).left(fixed=3000, answer=500) == 9500 - 3500


def test_the_operator_may_want_less() -> None:
    assert Room(10_000, wanted=2000).left(fixed=3000, answer=500) == 2000


def test_a_model_that_counts_more_has_less_room() -> None:
    room = Room(10_000)
    talk = [message("user", "words " * 100)]
    before = room.count(talk)
    for _ in range(20):
        room.learn_count(estimated=1000, counted=2000)
    assert room.count(talk) == pytest.approx(2 * before, rel=0.05)


@pytest.mark.parametrize("counted", [0, 10, 9_500])
def test_counts_that_cannot_be_of_the_whole_prompt_teach_nothing(counted: int) -> None:
    room = Room(10_000)
    talk = [message("user", "words " * 100)]
    before = room.count(talk)
    room.learn_count(estimated=1000, counted=counted)
    assert room.count(talk) == before


def test_a_server_that_tells_nothing_leaves_what_is_known() -> None:
    room = Room(0)
    room.learn_limit(0)
    assert room.limit == UNKNOWN_LIMIT
    room.learn_limit(32_768)
    assert room.limit == 32_768
