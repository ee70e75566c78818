"""Pipecat ignores what it does not know: each keyword that we give it must exist.

Its pydantic models drop unknown fields, and its services pass unknown keywords up to a base class
that takes anything. So a parameter that a new release renames would be lost in silence.
"""

from __future__ import annotations

import ast
import dataclasses
import importlib
import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from pydantic import BaseModel

_SOURCE = Path(__file__).parents[1] / "src"
# Their packages need not be installed.
_OPTIONAL = ("faster_whisper", "kokoro_onnx", "moonshine_voice", "pywhispercpp", "torch", "whisper")


@dataclass(frozen=True)
class Call:
    """Where the source calls something of Pipecat's, or hands keywords up to it."""

    name: str
    known: frozenset[str]
    keywords: tuple[str, ...]
    where: str


def _calls() -> Iterator[Call]:
    for path in sorted(_SOURCE.rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        if "pipecat" not in source:
            continue
        module = _import(path)
        if module is not None:
            yield from _calls_in(ast.parse(source), module, path)


def _import(path: Path) -> ModuleType | None:
    name = ".".join(path.relative_to(_SOURCE).with_suffix("").parts)
    try:
        return importlib.import_module(name.removesuffix(".__init__"))
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] in _OPTIONAL:
            return None
        raise


def _calls_in(tree: ast.Module, module: ModuleType, path: Path) -> Iterator[Call]:
    for scope, node in _walk(tree):
        if not isinstance(node, ast.Call):
            continue
        keywords = tuple(each.arg for each in node.keywords if each.arg)
        lineage = _lineage(node.func, module, scope)
        if keywords and _is_pipecats(lineage) and _tells(lineage[0]):
            where = f"{path.name}:{node.lineno}"
            yield Call(lineage[0].__qualname__, frozenset(_known(lineage)), keywords, where)


def _walk(tree: ast.AST, scope: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], ast.AST]]:
    """Every node with the names of the classes around it."""
    for child in ast.iter_child_nodes(tree):
        yield scope, child
        inner = (*scope, child.name) if isinstance(child, ast.ClassDef) else scope
        yield from _walk(child, inner)


def _lineage(function: ast.expr, module: ModuleType, scope: tuple[str, ...]) -> tuple[Any, ...]:
    """What is called: a class with its bases, the bases alone of `super().__init__`, a function."""
    match function:
        case ast.Attribute(value=ast.Call(func=ast.Name(id="super")), attr="__init__"):
            owner = _found(module, scope)
            return owner.__mro__[1:] if inspect.isclass(owner) else ()
        case ast.Name() | ast.Attribute():
            target = _found(module, tuple(ast.unparse(function).split(".")))
            if inspect.isclass(target):
                return target.__mro__
            return (target,) if inspect.isroutine(target) else ()
        case _:
            return ()


def _found(module: ModuleType, names: tuple[str, ...]) -> Any:
    owner: Any = module
    for name in names:
        owner = getattr(owner, name, None)
    return None if owner is module else owner


def _is_pipecats(lineage: tuple[Any, ...]) -> bool:
    """Whether it is Pipecat's, or a class of ours that is derived from one of Pipecat's."""
    homes = (getattr(each, "__module__", None) or "" for each in lineage)
    return any(home.startswith("pipecat.") for home in homes)


def _tells(target: Any) -> bool:
    """Whether its signature tells what it takes; a function that takes anything checks itself."""
    if inspect.isclass(target):
        return True
    parameters = inspect.signature(target).parameters.values()
    return not any(each.kind is each.VAR_KEYWORD for each in parameters)


def _known(lineage: tuple[Any, ...]) -> set[str]:
    """The keywords that something takes, its bases' included where it passes them on."""
    first = lineage[0]
    if not inspect.isclass(first):
        return set(inspect.signature(first).parameters)
    if issubclass(first, BaseModel):
        fields = first.model_fields
        return set(fields) | {field.alias for field in fields.values() if field.alias}
    known: set[str] = set()
    for kind in lineage:
        if dataclasses.is_dataclass(kind):
            known |= {field.name for field in dataclasses.fields(kind) if field.init}
        initialiser = vars(kind).get("__init__")
        if not inspect.isfunction(initialiser):
            continue
        parameters = inspect.signature(initialiser).parameters
        known |= set(parameters)
        if not any(each.kind is each.VAR_KEYWORD for each in parameters.values()):
            break
    return known


_FOUND = list(_calls())


def test_the_calls_are_found() -> None:
    names = {each.name for each in _FOUND}
    assert {
        "TransportParams",
        "PipelineParams",
        "VADParams",
        "AnthropicLLMSettings",
        "CartesiaTTS",
        "CartesiaTTSSettings",
        "ElevenLabsTTSSettings",
        "LLMUserAggregatorParams",
        "OpenAITTSSettings",
        "StreamingEars",
    } <= names
    assert len(_FOUND) > 60


@pytest.mark.parametrize("each", _FOUND, ids=lambda each: f"{each.name}@{each.where}")
def test_every_keyword_is_a_parameter(each: Call) -> None:
    assert set(each.keywords) <= each.known


class _Service:
    """As Pipecat's are: what it does not know, it passes on."""

    def __init__(self, *, model: str = "", **kwargs: Any) -> None: ...


class _Params(BaseModel):
    rate: int = 0


@pytest.mark.parametrize(("target", "known"), [(_Service, "model"), (_Params, "rate")])
def test_a_parameter_that_is_gone_is_noticed(target: Any, known: str) -> None:
    assert known in _known(target.__mro__)
    assert "vad_enabled" not in _known(target.__mro__)
