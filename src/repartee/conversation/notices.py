from __future__ import annotations

from repartee.services.failover.chain import Notice, PartName
from repartee.services.failover.recovery import Fault

_DOES = {PartName.EARS: "listens", PartName.BRAIN: "thinks", PartName.VOICE: "speaks"}
_FAULTS = {
    Fault.REFUSED: "rejects our requests",
    Fault.UNFIT: "cannot take what it was asked",
    Fault.QUOTA: "is out of credit",
    Fault.BUSY: "is limiting our requests",
    Fault.BROKEN: "is failing",
    Fault.SLOW: "is too slow",
}

NOT_WRITTEN_DOWN = {
    "type": "not-kept",
    "message": "The server cannot write down this conversation at the moment; the talk goes on. "
    "Whoever runs the server: see its log about the database.",
}
"""What pages are told when history takes nothing."""
DRAINING: dict[str, object] = {
    "type": "draining",
    "on": True,
    "message": "The server is about to stop and takes no new conversations. Finish this one in "
    "peace, and call again later.",
}
"""What pages are told when their conversation is among the last."""
NO_LONGER_DRAINING: dict[str, object] = {
    "type": "draining",
    "on": False,
    "message": "The server stays, and takes new conversations again.",
}
"""What pages are told when whoever runs the server thought better of it."""
NOT_KEPT = {
    "type": "not-kept",
    "message": "The server cannot store this conversation, so it is lost if the connection is. "
    "Whoever runs the server: see its log about DATA_DIR.",
}
"""What pages are told when a conversation could not be taken up again."""


def sentence_about(notice: Notice) -> str:
    """Tell a caller in one sentence what happened to a provider.

    Args:
        notice: What happened.
    """
    if notice.fault is None:
        return f"{notice.successor} is back."
    trouble = f"{notice.provider} {_FAULTS[notice.fault]}"
    if not notice.successor:
        return f"{trouble}, and nothing else {_DOES[notice.part]} here. Please try again."
    return f"{trouble}; {notice.successor} {_DOES[notice.part]} instead."


def message_about(notice: Notice) -> dict[str, str]:
    """The message by which a page learns what happened to a provider.

    Args:
        notice: What happened.
    """
    return {
        "type": "provider-switched" if notice.successor else "provider-failed",
        "part": str(notice.part),
        "from": notice.provider,
        "to": notice.successor,
        "fault": str(notice.fault or ""),
        "message": sentence_about(notice),
    }
