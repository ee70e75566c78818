from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

MOST_PROMPT_CHARS = 8000

ConversationId = Annotated[
    str, StringConstraints(min_length=1, max_length=128, pattern=r"^[A-Za-z0-9._:~-]+$")
]
"""A caller's own name for a conversation."""

_Choice = Annotated[str, StringConstraints(max_length=256)]
_PersonKey = Annotated[str, StringConstraints(pattern=r"^([A-Za-z0-9_-]{22,128})?$")]
_Name = Annotated[str, StringConstraints(max_length=64)]
# Letters, digits and what stands between them in names: it becomes part of the prompt.
_AgentName = Annotated[
    str, StringConstraints(max_length=64, pattern=r"^[\p{L}\p{M}\p{N} .,'’_-]*$")
]


class ConversationQuery(BaseModel):
    """What the address of a conversation may ask for. Everything may be left out."""

    model_config = ConfigDict(extra="ignore")

    voice: Annotated[
        _Choice, Field(description="Who speaks. OpenAI's names are understood with every stack.")
    ] = ""
    agent_name: Annotated[_AgentName, Field(description="What the agent is called.")] = ""
    system_prompt: Annotated[
        str,
        Field(
            max_length=MOST_PROMPT_CHARS,
            description="Who the agent is, in place of the server's own persona. "
            "The operator may forbid it.",
        ),
    ] = ""
    language: Annotated[_Choice, Field(description="The language spoken, `en` say.")] = ""
    persona: Annotated[_Choice, Field(description="One of the server's personas.")] = ""
    llm_backend: Annotated[_Choice, Field(description="One of the server's brains.")] = ""
    timezone: Annotated[_Choice, Field(description="Your time zone, `Europe/Berlin` say.")] = ""
    greeting: Annotated[bool, Field(description="Whether the agent speaks first.")] = True
    keep: Annotated[
        _Choice,
        Field(
            description="How much of the conversation is kept: `nothing`, `text`, or `audio` (text "
            "and a recording). Empty: as the server does. The operator may allow less."
        ),
    ] = ""
    person: Annotated[
        _PersonKey,
        Field(
            description="A secret of the caller's own, of at least 128 random bits as letters, "
            "digits, `-` and `_`: by it the agent knows them again."
        ),
    ] = ""
    continues: Annotated[
        bool,
        Field(
            alias="continue",
            description="Go on with the earlier conversation of this id, whose words are kept.",
        ),
    ] = False
    name: Annotated[_Name, Field(description="What you are called.")] = ""
    token: Annotated[
        _Choice,
        Field(
            description="The resume token of your earlier connection, or an invite token. Where "
            "the server asks for an access token and you cannot send a header: that one."
        ),
    ] = ""
    resume_token: Annotated[
        _Choice, Field(description="The resume token, where `token` is the access token.")
    ] = ""
    invite_token: Annotated[
        _Choice, Field(description="The invite token, where `token` is the access token.")
    ] = ""
