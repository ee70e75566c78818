"""The phrasebook with what operators add to it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

from hassil.parse_expression import parse_sentence
from hassil.parser import ParseError

from repartee.engines.phrasebook.sampling import NUMBER_LIST, WHOLE_NUMBER_LIST, lists_in, rules_in
from repartee.engines.phrasebook.source import IntentEntry, PhrasebookError, Source, Wording
from repartee.engines.phrasebook.spoken_tool import SpokenTool

GROUP = "Other things"
"""Where people are shown what was added."""


def extended(source: Source, tools: Sequence[SpokenTool]) -> Source:
    """Add tools that can be asked for.

    Args:
        source: The phrasebook.
        tools: What is added; one without any sentence is left out.

    Raises:
        PhrasebookError: A sentence is no template, or refers to what is not there.
    """
    spoken = [tool for tool in tools if tool.templates]
    lists = {name: entry for tool in spoken for name, entry in tool.lists.items()}
    whole = source.model_copy(update={"lists": {**source.lists, **lists}})
    for tool in spoken:
        _check(whole, tool)
    intents = {f"added.{tool.name}": _intent(tool) for tool in spoken}
    return whole.model_copy(update={"intents": {**source.intents, **intents}})


def text_of(tools: Sequence[SpokenTool]) -> str:
    """What was added, as a text that changes whenever it does."""
    return json.dumps([asdict(tool) for tool in tools], sort_keys=True, default=str)


def _intent(tool: SpokenTool) -> IntentEntry:
    wording = Wording(sentences=tool.templates)
    return IntentEntry(group=GROUP, tool=tool.name, wordings=(wording,), added=True)


def _check(source: Source, tool: SpokenTool) -> None:
    samples = [sample for entry in tool.lists.values() for sample in entry.samples]
    known = {*source.lists, NUMBER_LIST, WHOLE_NUMBER_LIST}
    for template in (*tool.templates, *samples):
        try:
            expression = parse_sentence(template).expression
        except ParseError as error:
            raise PhrasebookError(f"{tool.name}: {template!r} is no template: {error}") from error
        strangers = [
            *(f"{{{name}}}" for name in lists_in(expression) if name not in known),
            *(f"<{name}>" for name in rules_in(expression) if name not in source.rules),
        ]
        if strangers:
            raise PhrasebookError(
                f"{tool.name}: {template!r} names {', '.join(strangers)}, which is neither an "
                "argument of the tool nor a list or rule of phrasebook.yaml."
            )
