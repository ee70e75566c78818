"""Skills as Pipecat direct functions: the only place where tools and Pipecat meet."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from typing import get_type_hints

from pipecat.adapters.llm.schemas.direct_function import DirectFunction
from pipecat.adapters.llm.schemas.function_schema import FunctionSchema
from pipecat.services.llm_service import FunctionCallParams
from pydantic import BaseModel, ConfigDict, ValidationError, create_model

from repartee.tools.answer import Answer, Refusal, refused

Skill = Callable[..., Awaitable[Answer]]

# What LLMContext takes; lists are invariant, so a narrower type would not do.
Tools = list[FunctionSchema | DirectFunction]

# A model may call with "3" for 3, 5 for "5", or an argument it made up: the first two are
# understood, the third is dropped, and infinity never reaches the arithmetic.
_LENIENT = ConfigDict(coerce_numbers_to_str=True, allow_inf_nan=False, str_strip_whitespace=True)

_KINDS: dict[object, str] = {int: "a whole number", float: "a number", str: "some words"}


def direct_function(skill: Skill) -> DirectFunction:
    """Wrap a skill as a Pipecat direct function of the same name, arguments and description.

    The function checks the arguments, runs the skill and reports its answer exactly once; a wrong
    argument and a `Refusal` become spoken answers too.

    Args:
        skill: An async function with typed arguments and a Google-style docstring.
    """
    hints = get_type_hints(skill)
    signature = inspect.signature(skill)
    arguments_model = _arguments_model(skill.__name__, signature, hints)

    async def call(params: FunctionCallParams, **arguments: object) -> None:
        await params.result_callback(await _run(skill, arguments_model, arguments))

    # Pipecat reads name, description and JSON schema from these.
    call.__name__ = skill.__name__
    call.__doc__ = skill.__doc__
    call.__annotations__ = {**hints, "params": FunctionCallParams, "return": None}
    call.__signature__ = _with_params(signature)  # type: ignore[attr-defined]
    return call


async def _run(
    skill: Skill, arguments_model: type[BaseModel], arguments: dict[str, object]
) -> Answer:
    try:
        checked = arguments_model.model_validate(arguments)
        return await skill(**{name: getattr(checked, name) for name in type(checked).model_fields})
    except ValidationError as error:
        return refused(_wrong_argument(error, arguments_model))
    except Refusal as refusal:
        return refused(refusal)


def _arguments_model(
    name: str, signature: inspect.Signature, hints: dict[str, type]
) -> type[BaseModel]:
    fields = {
        argument: (
            hints[argument],
            ... if parameter.default is parameter.empty else parameter.default,
        )
        for argument, parameter in signature.parameters.items()
    }
    # create_model's overloads can't be met by a dictionary of fields.
    return create_model(name, __config__=_LENIENT, **fields)  # type: ignore[call-overload, no-any-return]


def _wrong_argument(error: ValidationError, arguments_model: type[BaseModel]) -> Refusal:
    argument = str(error.errors()[0]["loc"][0])
    kind = _KINDS.get(arguments_model.model_fields[argument].annotation, "something else")
    return Refusal(f"I need {kind} for that. Could you say it again?", argument=argument)


def _with_params(signature: inspect.Signature) -> inspect.Signature:
    params = inspect.Parameter(
        "params", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=FunctionCallParams
    )
    return signature.replace(
        parameters=[params, *signature.parameters.values()], return_annotation=None
    )
