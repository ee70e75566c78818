"""Skills as functions that brains may call: where tools and Pipecat meet."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, get_type_hints

import docstring_parser
from pipecat.adapters.llm.schemas.direct_function import DirectFunction
from pipecat.adapters.llm.schemas.function_schema import FunctionSchema
from pipecat.frames.frames import FunctionCallResultProperties
from pipecat.services.llm_service import FunctionCallParams
from pydantic import BaseModel, ConfigDict, JsonValue, ValidationError, create_model

from repartee.tools.answer import Answer, Refusal, answer, refused
from repartee.tools.call import Call
from repartee.tools.consent import Utterance, said_in
from repartee.tools.options import ToolOptions, options_of
from repartee.tools.schema import properties_of
from repartee.tools.workbench import Work, Workbench

Skill = Callable[..., Awaitable[Answer | str]]
"""A plain async function with typed arguments and a Google-style docstring.

It gives back an `Answer`, or just what to say.
"""

# What LLMContext takes; lists are invariant, so a narrower type would not do.
Tools = list[FunctionSchema | DirectFunction]

# A model may call with "3" for 3, 5 for "5", or an argument it made up: the first two are
# understood, the third is dropped, and infinity never reaches the arithmetic.
_LENIENT = ConfigDict(coerce_numbers_to_str=True, allow_inf_nan=False, str_strip_whitespace=True)

_KINDS: dict[object, str] = {int: "a whole number", float: "a number", str: "some words"}


def function_for(skill: Skill, workbench: Workbench) -> FunctionSchema:
    """Describe a skill to brains: its name, its docstring, its arguments with their types.

    When it is called, the arguments are checked, the skill is carried out and its answer is
    reported exactly once; a wrong argument and a `Refusal` become spoken answers too.

    Args:
        skill: What to describe; `tool` declares how it is run.
        workbench: Carries calls out.
    """
    arguments_model = _arguments_model(skill)
    options = options_of(skill)
    about = docstring_parser.parse(inspect.getdoc(skill) or "")

    async def handle(params: FunctionCallParams) -> None:
        try:
            checked = _checked(arguments_model, params.arguments)
        except Refusal as refusal:
            # Nothing happens, so there is nothing to ask about.
            await params.result_callback(refused(refusal))
            return
        await perform(workbench, params, options, checked, lambda: _run(skill, checked))

    arguments = arguments_of(skill)
    for described in about.params:
        if described.arg_name in arguments.properties:
            arguments.properties[described.arg_name]["description"] = described.description or ""
    return FunctionSchema(
        skill.__name__,
        (about.description or "").strip(),
        arguments.properties,
        arguments.required,
        handle,
    )


@dataclass(frozen=True)
class Arguments:
    """What a skill is called with."""

    properties: dict[str, Any]
    """JSON schemas by name."""
    required: list[str]
    """Names of those that must be given."""


def arguments_of(skill: Skill) -> Arguments:
    """Describe a skill's arguments by their types."""
    schema = _arguments_model(skill).model_json_schema()
    return Arguments(properties_of(schema), schema.get("required", []))


async def perform(
    workbench: Workbench,
    params: FunctionCallParams,
    options: ToolOptions,
    arguments: Mapping[str, object],
    work: Work,
) -> None:
    """Have a call carried out, and report its outcome to Pipecat.

    Args:
        workbench: Carries it out.
        params: The call as Pipecat has it.
        options: What the tool declares.
        arguments: Checked.
        work: Does it.
    """

    def said() -> list[Utterance]:
        return said_in(params.context.get_messages())

    call = Call(params.function_name, arguments, params.tool_call_id, options)
    outcome = await workbench.carry_out(call, work, said)
    if outcome.is_to_be_told:
        await params.result_callback(outcome.answer)
    else:
        properties = FunctionCallResultProperties(run_llm=False)
        await params.result_callback(outcome.answer, properties=properties)


async def _run(skill: Skill, arguments: Mapping[str, object]) -> Answer:
    result = await skill(**arguments)
    return answer(result) if isinstance(result, str) else result


def _checked(
    arguments_model: type[BaseModel], arguments: Mapping[str, object]
) -> dict[str, JsonValue]:
    try:
        checked = arguments_model.model_validate(arguments)
    except ValidationError as error:
        raise _wrong_argument(error, arguments_model) from error
    return {name: getattr(checked, name) for name in arguments_model.model_fields}


def _arguments_model(skill: Skill) -> type[BaseModel]:
    hints = get_type_hints(skill, include_extras=True)
    fields = {
        name: (hints[name], ... if parameter.default is parameter.empty else parameter.default)
        for name, parameter in inspect.signature(skill).parameters.items()
    }
    # create_model's overloads can't be met by a dictionary of fields.
    return create_model(skill.__name__, __config__=_LENIENT, **fields)  # type: ignore[call-overload, no-any-return]


def _wrong_argument(error: ValidationError, arguments_model: type[BaseModel]) -> Refusal:
    argument = str(error.errors()[0]["loc"][0])
    kind = _KINDS.get(arguments_model.model_fields[argument].annotation, "something else")
    return Refusal(f"I need {kind} for that. Could you say it again?", argument=argument)
