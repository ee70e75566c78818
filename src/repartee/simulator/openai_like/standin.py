"""What vendors with OpenAI's protocol and keys have in common."""

from __future__ import annotations

from aiohttp import web

from repartee.simulator.openai_like.chat import GARBAGE
from repartee.simulator.openai_like.errors import openai_error
from repartee.simulator.standin import RefusedError, StandIn, bearer, is_good


class OpenAILikeStandIn(StandIn):
    """Asks for a key as a bearer token, and refuses as OpenAI does."""

    def admits(self, request: web.Request) -> bool:
        """Whether a request has a good key.

        Args:
            request: The request.
        """
        return is_good(bearer(request))

    def refusal(self, error: RefusedError) -> web.Response:
        """A refusal in OpenAI's shape.

        Args:
            error: Status, message and code.
        """
        return openai_error(error)

    def garbage(self, request: web.Request) -> web.Response:
        """A broken stream where a stream is expected, a web page elsewhere.

        Args:
            request: What is answered.
        """
        if request.path.endswith("/chat/completions"):
            return web.Response(body=GARBAGE, content_type="text/event-stream")
        return super().garbage(request)
