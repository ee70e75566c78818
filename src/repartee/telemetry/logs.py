from __future__ import annotations

import json
import logging
import os
import sys
import threading
import traceback
from types import TracebackType
from typing import TYPE_CHECKING, Any

from loguru import logger

from repartee.settings import Settings
from repartee.telemetry.hiding import Hide, hider, secrets_of

if TYPE_CHECKING:
    from loguru import Message, Record

_TEXT = "{time:YYYY-MM-DD HH:mm:ss.SSS} {level: <7} {extra[session]: <16} {message}"
# Libraries that tell of every frame at DEBUG; ours is what an operator asks for.
_CHATTY = ("aioice", "aiortc", "pipecat")
# It warns of every call without video, and of every caller who hangs up.
_CRYING_WOLF = "pipecat.transports.smallwebrtc"
# Whoever handles a part's error tells of it, with the session it is of.
_TOLD_ELSEWHERE = "push_error_frame"
_WARNING, _ERROR = 30, 40


def configure_logging(settings: Settings) -> None:
    """Send all logs, the libraries' too, to standard error in one format, without secrets.

    Args:
        settings: Level, format, and the secrets to hide.
    """
    hide = hider(secrets_of(settings))
    # The engines' own processes begin with loguru's defaults, which tell of every model loaded.
    os.environ["LOGURU_LEVEL"] = "WARNING"
    logger.remove()
    logger.configure(extra={"session": "-"})
    if settings.log_format == "json":
        logger.add(_JsonSink(hide), level=settings.log_level, format="{message}")
    else:
        logger.add(
            lambda message: print(hide(str(message)), end="", file=sys.stderr),  # noqa: T201
            level=settings.log_level,
            format=_TEXT,
            filter=_quiet_libraries(settings.log_level),
            # Variables' values in tracebacks would show keys and what callers said.
            diagnose=False,
        )
    logging.basicConfig(handlers=[_ToLoguru()], level=logging.WARNING, force=True)
    _hide_in_tracebacks(hide)


def _hide_in_tracebacks(hide: Hide) -> None:
    """Keep secrets out of what Python itself writes when nobody has handled an error."""

    def on_uncaught(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        sys.stderr.write(hide("".join(traceback.format_exception(kind, error, trace))))

    def on_uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None and args.exc_type is not SystemExit:
            on_uncaught(args.exc_type, args.exc_value, args.exc_traceback)

    def on_unraisable(args: sys.UnraisableHookArgs) -> None:
        if args.exc_value is not None:
            on_uncaught(args.exc_type, args.exc_value, args.exc_traceback)

    sys.excepthook = on_uncaught
    threading.excepthook = on_uncaught_in_thread
    sys.unraisablehook = on_unraisable


class _JsonSink:
    """Writes one JSON object a line."""

    def __init__(self, hide: Hide) -> None:
        self._hide = hide

    def __call__(self, message: Message) -> None:
        record = message.record
        line = {
            "time": record["time"].isoformat(),
            "level": record["level"].name,
            "session": record["extra"].get("session", "-"),
            "where": f"{record['name']}:{record['line']}",
            # Hidden before they are written as JSON, which would take a secret apart.
            "message": self._hide(record["message"]),
        }
        if record["exception"] is not None:
            line["error"] = self._hide(repr(record["exception"].value))
        sys.stderr.write(self._hide(json.dumps(line, ensure_ascii=False)) + "\n")


class _ToLoguru(logging.Handler):
    """Hands the standard library's log records on to loguru."""

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage()
        logger.opt(exception=record.exc_info).log(record.levelname, "{}", text)


def _quiet_libraries(level: str) -> Any:
    def wanted(record: Record) -> bool:
        if level in ("TRACE", "DEBUG"):
            return True
        name = record["name"] or ""
        if record["function"] == _TOLD_ELSEWHERE:
            return False
        needed = _ERROR if name.startswith(_CRYING_WOLF) else _WARNING
        return record["level"].no >= needed or not name.startswith(_CHATTY)

    return wanted
