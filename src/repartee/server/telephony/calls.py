from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from repartee.conversation.claim import Claim

_MOST_CALLS = 10_000


class Call:
    """One stream of a call."""

    def __init__(self, claim: Callable[[], Claim]) -> None:
        """Begin it.

        Args:
            claim: Tells the call's part in a conversation, as far as it is known by then.
        """
        self.claim = claim
        self.is_over = False

    def settle(self) -> None:
        """Its stream is over: remember what is known, and let go of the stream."""
        known = self.claim()
        self.claim = lambda: known


class Calls:
    """What became of calls, for when a vendor asks what to do with one next.

    A vendor asks again when a stream has ended, whether we closed it or it broke; and it may know
    of a broken stream before we do. So a call whose stream broke goes back to its conversation,
    and one whose conversation is over is hung up.
    """

    def __init__(self) -> None:
        """Begin without calls."""
        self._latest: OrderedDict[str, Call] = OrderedDict()

    def begin(self, call_id: str, call: Call) -> None:
        """Note the newest stream of a call; the oldest calls are forgotten.

        Args:
            call_id: What the vendor calls it.
            call: The stream.
        """
        self._latest[call_id] = call
        self._latest.move_to_end(call_id)
        if len(self._latest) > _MOST_CALLS:
            self._latest.popitem(last=False)

    def is_over(self, call_id: str) -> bool:
        """Tell whether its conversation has ended for good."""
        call = self._latest.get(call_id)
        return call is not None and call.is_over

    def claim(self, call_id: str) -> Claim:
        """What it goes back to; a new conversation if there is nothing."""
        call = self._latest.get(call_id)
        return call.claim() if call else Claim()
