"""What is said in every conversation, spoken once before the first."""

from __future__ import annotations

import asyncio
from typing import Protocol, runtime_checkable

from loguru import logger
from pipecat.metrics.metrics import MetricsData

from repartee.conversation.budget import Purse
from repartee.conversation.parts import Choices
from repartee.conversation.solo import SoloError, say_once
from repartee.conversation.tariff import billed_in
from repartee.services.failover.chain import Notice
from repartee.stacks.stack import Stack

_PATIENCE_SECS = 15.0


@runtime_checkable
class SaysThingsAgain(Protocol):
    """A stack whose voices keep what they say in every conversation."""

    def said_ahead(self) -> tuple[str, ...]:
        """What to have spoken before anybody calls, soonest needed first."""
        ...


class Warming:
    """Lets the usual voice say in the background what the first caller would wait for.

    Nothing depends on it: what it could not do in time, a conversation does by itself.
    """

    def __init__(self, stack: Stack, purse: Purse) -> None:
        """Begin with nothing said.

        Args:
            stack: Whose voice speaks.
            purse: Pays for it.
        """
        self._stack = stack
        self._purse = purse
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to speak, unless there is nothing to say."""
        texts = self._stack.said_ahead() if isinstance(self._stack, SaysThingsAgain) else ()
        if texts:
            self._task = asyncio.create_task(self._say_all(texts), name="warming the voice")

    async def close(self) -> None:
        """Fall silent."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def wait(self) -> None:
        """Wait until all is said, or it is clear that it will not be."""
        if self._task is not None:
            await self._task

    async def _say_all(self, texts: tuple[str, ...]) -> None:
        for text in texts:
            if self._purse.is_empty:
                return
            try:
                await self._say(text)
            except SoloError as error:
                logger.info("The voice was not warmed; it speaks when it is needed. {}", error)
                return
            except Exception as error:  # noqa: BLE001 - a vendor's client may raise anything
                logger.opt(exception=error).warning("The voice could not be warmed")
                return
        logger.debug("The voice has said {} phrases ahead", len(texts))

    async def _say(self, text: str) -> None:
        left: list[str] = []

        def on_notice(notice: Notice) -> None:
            left.append(notice.provider)

        await say_once(
            self._stack,
            Choices(),
            text,
            patience_secs=_PATIENCE_SECS,
            on_billed=self._pay,
            on_notice=on_notice,
        )
        if left:
            raise SoloError(f"{left[0]} failed.")

    def _pay(self, metrics: MetricsData) -> None:
        tariff = self._purse.tariff
        provider = tariff.provider_of(metrics.processor)
        for unit, amount in billed_in(metrics).items():
            self._purse.pay(tariff.cost(provider, metrics.model or "", unit, amount) or 0.0)
