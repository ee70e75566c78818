"""A conversation made of its log."""

from __future__ import annotations

from pipecat.processors.aggregators.llm_context import standard_message_text

from repartee.conversation.events import (
    AgentTurn,
    Event,
    Summarised,
    ToolAnswered,
    ToolCalled,
    UserTurn,
)
from repartee.conversation.past import Earlier
from repartee.history.past import WrittenPast, as_messages
from repartee.history.store import HistoryStore
from repartee.services.context.exchanges import summary_message
from tests.history.memory.support import ANNA, append, held


def test_the_agents_words_are_those_that_were_heard() -> None:
    events: list[Event] = [
        AgentTurn(turn=0, generated="Hello there.", heard="Hello there.", unasked=True),
        UserTurn(turn=1, text="Tell me a story."),
        ToolCalled(turn=1, call_id="1", tool="tell_story"),
        ToolAnswered(turn=1, call_id="1", tool="tell_story", result="Once upon a time"),
        AgentTurn(turn=1, generated="Once upon a time there was", heard="Once upon", cut=True),
        AgentTurn(turn=2, generated="Nobody heard this.", heard="", cut=True),
    ]
    assert as_messages(events) == (
        {"role": "assistant", "content": "Hello there."},
        {"role": "user", "content": "Tell me a story."},
        {"role": "assistant", "content": "Once upon"},
    )


def test_a_summary_stands_behind_what_it_is_of() -> None:
    events: list[Event] = [
        UserTurn(turn=1, text="One."),
        AgentTurn(turn=1, generated="Two.", heard="Two."),
        UserTurn(turn=2, text="Three."),
        Summarised(up_to_turn=1, text="They counted."),
        AgentTurn(turn=2, generated="Four.", heard="Four."),
    ]
    assert [each["content"] for each in as_messages(events)] == [
        "One.",
        "Two.",
        standard_message_text(summary_message(1, "They counted.")),
        "Three.",
        "Four.",
    ]


async def test_a_written_conversation_is_found_with_whose_it_is(store: HistoryStore) -> None:
    await held(store, "a", ANNA, "Hello.", "Again.")
    earlier = await WrittenPast(store).find("a")

    assert earlier is not None
    assert (earlier.person, earlier.sittings, earlier.turns) == (ANNA, 1, 2)
    assert len(earlier.messages) == 4
    assert await WrittenPast(store).find("b") is None


async def test_a_long_conversation_is_read_whole(store: HistoryStore) -> None:
    await append(store, "a", *(UserTurn(turn=n, text=f"{n}") for n in range(1, 2100)))
    earlier = await WrittenPast(store).find("a")

    assert isinstance(earlier, Earlier)
    assert earlier.messages[-1] == {"role": "user", "content": "2099"}
    assert len(earlier.messages) == 2099
