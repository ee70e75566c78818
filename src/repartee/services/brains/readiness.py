from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import Any

from loguru import logger
from openai import NOT_GIVEN, AsyncOpenAI, OpenAIError

# Vendors keep a connection that nobody uses for a minute or more; what stands between may not.
_COLD_SECS = 15.0
# One word comes in four or five; a server that takes no limit is not read out.
_MOST_CHUNKS = 16

Request = Callable[[], Awaitable[dict[str, Any]]]
"""Makes the arguments of a chat completion."""


class Readiness:
    """Has a model's server ready by the time the caller has finished speaking.

    ```
    speech    ▁▃▅▃▅▂▅▃▁
    far away   └ a connection is opened, if none was used lately: two handshakes less to wait for
    nearby     └ the conversation so far is read, so that only the last words are left to be read
    ```

    A server of one's own may read a few hundred tokens a second, and the prompt, the tools and the
    talk before are a thousand and more. A vendor would bill that reading, and does it in no time.
    """

    def __init__(
        self,
        client: AsyncOpenAI,
        *,
        reads_ahead: bool,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Begin with a server nobody has spoken to.

        Args:
            client: The connections that all conversations share.
            reads_ahead: Whether the server may read what it is not asked to answer yet.
            clock: Seconds.
        """
        self.client = client
        """The connections that all conversations share."""
        self._reads_ahead = reads_ahead
        self._clock = clock
        self._used_at = float("-inf")

    def used(self) -> None:
        """Note that the server is being asked."""
        self._used_at = self._clock()

    async def prepare(self, request: Request) -> None:
        """Get the server ready; never raises but when cancelled, as nothing depends on it.

        Args:
            request: What it would be asked now.
        """
        try:
            if self._reads_ahead:
                await self._have_it_read(await request())
            elif self._clock() - self._used_at >= _COLD_SECS:
                self.used()
                await self._open_a_connection()
        except OpenAIError as error:
            logger.debug("A brain could not get ready: {}", error)

    async def _have_it_read(self, request: dict[str, Any]) -> None:
        one_word = {"max_tokens": 1, "max_completion_tokens": NOT_GIVEN}
        stream = await self.client.chat.completions.create(**{**request, **one_word})
        # To its end, which is near: a connection that is left in mid-answer is closed, and the
        # question would have to open another.
        chunks = 0
        async for _ in stream:
            chunks += 1
            if chunks == _MOST_CHUNKS:
                break
        await stream.close()

    async def _open_a_connection(self) -> None:
        # What vendors answer sooner than anything else, and for nothing; what it says is not read.
        await self.client.models.with_raw_response.list()
