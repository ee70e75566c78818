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

    target: Any
    keywords: tuple[str, ...]
    where: str

    @property
    def name(self) -> str:
        return str(getattr(self.target, "__qualname__", self.target))


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
        target = _target(node.func, module, scope)
        if keywords and target is not None and _is_pipecats(target) and _tells(target):
            yield Call(target, keywords, f"{path.name}:{node.lineno}")


def _walk(tree: ast.AST, scope: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], ast.AST]]:
    """Every node with the names of the classes around it."""
    for child in ast.iter_child_nodes(tree):
        yield scope, child
        inner = (*scope, child.name) if isinstance(child, ast.ClassDef) else scope
        yield from _walk(child, inner)


def _target(function: ast.expr, module: ModuleType, scope: tuple[str, ...]) -> Any:
    """What is called: a name, an attribute of one, or `super().__init__`."""
    match function:
        case ast.Name(id=name):
            return getattr(module, name, None)
        case ast.Attribute(value=ast.Call(func=ast.Name(id="super")), attr="__init__"):
            return _base(module, scope)
        case ast.Attribute(value=value, attr=attribute):
            owner = _target(value, module, scope)
            return getattr(owner, attribute, None) if owner is not None else None
        case _:
            return None


def _base(module: ModuleType, scope: tuple[str, ...]) -> Any:
    """The first of Pipecat's classes above the one that is being defined."""
    owner: Any = module
    for name in scope:
        owner = getattr(owner, name, None)
    if not isinstance(owner, type):
        return None
    # A class between may take some of the keywords for itself.
    return next((each for each in owner.__mro__[1:] if _is_pipecats(each)), None)


def _is_pipecats(target: Any) -> bool:
    """Whether it is Pipecat's, or a class of ours that is derived from one of Pipecat's."""
    family = target.__mro__ if inspect.isclass(target) else (target,)
    homes = (getattr(each, "__module__", None) or "" for each in family)
    return callable(target) and any(home.startswith("pipecat.") for home in homes)


def _tells(target: Any) -> bool:
    """Whether its signature tells what it takes; a function that takes anything checks itself."""
    if inspect.isclass(target):
        return True
    parameters = inspect.signature(target).parameters.values()
    return not any(each.kind is each.VAR_KEYWORD for each in parameters)


def _known(target: Any) -> set[str]:
    """The keywords that something takes, its bases' included where it passes them on."""
    if not inspect.isclass(target):
        return set(inspect.signature(target).parameters)
    if issubclass(target, BaseModel):
        fields = target.model_fields
        return set(fields) | {field.alias for field in fields.values() if field.alias}
    known: set[str] = set()
    for kind in target.__mro__:
        if dataclasses.is_dataclass(kind):
            known |= {field.name for field in dataclasses.fields(kind) if field.init}
        if "__init__" in vars(kind):
            parameters = inspect.signature(vars(kind)["__init__"]).parameters
            known |= set(parameters)
            passes_on = any(each.kind is each.VAR_KEYWORD for each in parameters.values())
            if not passes_on:
                break
    return known


_FOUND = list(_calls())


def test_the_calls_are_found() -> None:
    names = {each.name for each in _FOUND}
    assert {
        "TransportParams",
        "PipelineParams",
        "VADParams",
        "SmartTurnParams",
        "AnthropicLLMSettings",
        "CartesiaTTS",
        "CartesiaTTSSettings",
        "ElevenLabsTTSSettings",
        "LLMUserAggregatorParams",
        "OpenAITTSSettings",
        "WebsocketSTTService",
    } <= names
    assert len(_FOUND) > 60


@pytest.mark.parametrize("each", _FOUND, ids=lambda each: f"{each.name}@{each.where}")
def test_every_keyword_is_a_parameter(each: Call) -> None:
    assert set(each.keywords) <= _known(each.target)


class _Service:
    """As Pipecat's are: what it does not know, it passes on."""

    def __init__(self, *, model: str = "", **kwargs: Any) -> None: ...


class _Params(BaseModel):
    rate: int = 0


@pytest.mark.parametrize(("target", "known"), [(_Service, "model"), (_Params, "rate")])
def test_a_parameter_that_is_gone_is_noticed(target: Any, known: str) -> None:
    assert known in _known(target)
    assert "vad_enabled" not in _known(target)
