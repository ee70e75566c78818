from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from repartee.server.problems import ProblemError

_FOR_FRIENDS = (
    "Strangers may call this server, so it tells nobody about its conversations. Whoever runs it "
    "can set ACCESS_TOKEN, or use `repartee history` on the machine itself."
)


def friends_only(for_all: bool) -> Callable[[], None]:
    """Make what routes depend on that strangers may not use.

    Args:
        for_all: Whether everybody who may call the server at all may use them, because its owner
            let them in.
    """

    def check() -> None:
        if not for_all:
            raise ProblemError(HTTPStatus.FORBIDDEN, _FOR_FRIENDS)

    return check
