"""What is remembered of a call is small: ten thousand are remembered."""

from __future__ import annotations

import gc
import weakref

from repartee.conversation.claim import Claim
from repartee.server.telephony.calls import Call, Calls


class Stream:
    """What a call's claim is read from while it goes on."""

    claim = Claim("talk", "token")


def test_a_call_whose_stream_is_over_keeps_its_claim_and_not_its_stream() -> None:
    calls, stream = Calls(), Stream()
    gone = weakref.ref(stream)

    def begin(stream: Stream) -> Call:
        call = Call(lambda: stream.claim)
        calls.begin("CA1", call)
        return call

    begin(stream).settle()
    del stream
    gc.collect()
    assert gone() is None
    assert calls.claim("CA1") == Claim("talk", "token")
