from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Header
from pydantic import BaseModel, ConfigDict, StringConstraints

from repartee.history.memory.fact_store import FactStore, KnownFact
from repartee.server.persons import PersonKey, person_of
from repartee.server.problems import ProblemError
from repartee.tools.fact import LONGEST_FACT, Fact
from repartee.tools.memory import TooManyFactsError

Words = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_FACT)
]
Person = Annotated[PersonKey, Header(alias="X-Repartee-Person")]
"""Whoever shows the key is the person; nobody is asked for another right."""


class FactBody(BaseModel):
    """What is to be remembered."""

    model_config = ConfigDict(extra="forbid", strict=True)

    subject: Words
    value: Words


class FactInfo(BaseModel):
    """What is remembered."""

    id: str
    subject: str
    value: str
    noticed: bool
    """Whether nobody asked for it to be remembered."""
    changed_at: datetime


class FactsInfo(BaseModel):
    """All that is remembered of one person, the oldest first."""

    facts: list[FactInfo]


class FactMade(BaseModel):
    """Which one a fact is."""

    id: str


def fact_routes(facts: FactStore | None) -> APIRouter:
    """The routes by which people see, change and remove what the agent knows of them.

    Args:
        facts: What is known; None where nobody is remembered.

    Returns:
        `GET`, `POST` and `DELETE /api/facts`, `PATCH` and `DELETE /api/facts/{id}`.
    """
    router = APIRouter(prefix="/api/facts")

    @router.get("")
    async def known(person: Person) -> FactsInfo:
        async with _answering(facts) as store:
            return FactsInfo(facts=[_info(each) for each in await store.of(person_of(person))])

    @router.post("", status_code=HTTPStatus.CREATED)
    async def remember(person: Person, body: FactBody) -> FactMade:
        fact = _fact(body)
        async with _answering(facts) as store:
            return FactMade(id=await store.remember(person_of(person), fact))

    @router.patch("/{fact_id}", status_code=HTTPStatus.NO_CONTENT)
    async def change(person: Person, fact_id: str, body: FactBody) -> None:
        fact = _fact(body)
        async with _answering(facts) as store:
            _found(await store.change(person_of(person), fact_id, fact))

    @router.delete("/{fact_id}", status_code=HTTPStatus.NO_CONTENT)
    async def forget(person: Person, fact_id: str) -> None:
        async with _answering(facts) as store:
            _found(await store.forget(person_of(person), fact_id))

    @router.delete("", status_code=HTTPStatus.NO_CONTENT)
    async def forget_all(person: Person) -> None:
        async with _answering(facts) as store:
            await store.forget_all(person_of(person))

    return router


@asynccontextmanager
async def _answering(facts: FactStore | None) -> AsyncIterator[FactStore]:
    if facts is None:
        raise ProblemError(
            HTTPStatus.NOT_IMPLEMENTED,
            "Nobody is remembered here. Whoever runs this server can set MEMORY=true, and "
            "HISTORY_KEEP=text.",
        )
    try:
        yield facts
    except TooManyFactsError as error:
        raise ProblemError(
            HTTPStatus.CONFLICT, "There is no room for more facts. Remove one first."
        ) from error


def _fact(body: FactBody) -> Fact:
    fact = Fact(body.subject, body.value)
    if not fact.key:
        raise ProblemError(
            HTTPStatus.UNPROCESSABLE_ENTITY, "subject: say what the fact is about, such as `car`."
        )
    return fact


def _found(was_there: bool) -> None:
    if not was_there:
        raise ProblemError(
            HTTPStatus.NOT_FOUND, "There is no such fact (any more). See GET /api/facts."
        )


def _info(known: KnownFact) -> FactInfo:
    return FactInfo(
        id=known.id,
        subject=known.fact.subject,
        value=known.fact.value,
        noticed=known.noticed,
        changed_at=known.changed_at,
    )
