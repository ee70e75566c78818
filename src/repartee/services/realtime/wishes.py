"""In which words the server is asked for what it owes: pure."""

from __future__ import annotations

from pipecat.services.openai.realtime.events import ResponseProperties

from repartee.services.realtime.dues import Due, Saying

SAY = 'Say exactly this, word for word, and nothing else: "{text}"'
"""How a model is made to say a given sentence."""
_GO_ON = (
    "{instructions}\n\nA fault of the line cut your last answer short. The caller heard this of "
    'it: "{heard}" Go on from there, without a word about the fault.'
)


def wishes(due: Due, instructions: str, cut_short: str) -> ResponseProperties:
    """How an answer is to be.

    Args:
        due: What is owed.
        instructions: Who the model is.
        cut_short: What the caller heard of an answer that a lost link cut short; empty for none.
    """
    wanted = ResponseProperties(output_modalities=["audio"])
    if isinstance(due, Saying):
        wanted.instructions, wanted.tool_choice = SAY.format(text=due.text), "none"
    elif cut_short:
        wanted.instructions = _GO_ON.format(instructions=instructions, heard=cut_short)
    return wanted
