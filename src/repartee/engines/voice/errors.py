from __future__ import annotations

from collections.abc import Iterable

INSTALL_HINT = (
    "No voice is installed. Install flite (Debian and Ubuntu: `apt install flite`; "
    "Fedora: `dnf install flite`), or the Python package with espeak-ng: "
    "`pip install -e '.[espeak]'`."
)


class VoiceError(Exception):
    """A sentence could not be spoken; its message tells a person why."""


class VoiceUnavailableError(VoiceError):
    """No synthesiser is installed, or its process cannot be started."""


class VoiceBusyError(VoiceError):
    """Too many sentences are waiting to be spoken."""


class UnknownVoiceError(VoiceError, ValueError):
    """The voice asked for is not installed."""

    def __init__(self, voice: str, installed: Iterable[str]) -> None:
        """Name the voice and its alternatives.

        Args:
            voice: The id asked for.
            installed: Ids that could have been asked for.
        """
        super().__init__(f"There is no voice {voice!r} here; choose one of {', '.join(installed)}.")
