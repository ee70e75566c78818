"""How much a caller may send, and when they have sent too much nonsense; no I/O."""

from __future__ import annotations

from dataclasses import dataclass

from repartee.transports.websocket.codec import BadFrameError, CloseCode

_MOST_COMPLAINTS = 10


@dataclass(frozen=True)
class SocketLimits:
    """What one caller may do to a line."""

    frame_bytes: int = 65_536
    """Largest frame; a second of 16-bit sound at 24 kHz is 48,000 bytes."""
    frames_per_sec: float = 250.0
    """Frames a second for good. Browsers send 63, telephones 50."""
    frames_at_once: float = 5000.0
    """Frames at once: after a gap, TCP delivers all that was said meanwhile."""
    sound_at_once_secs: float = 30.0
    """Sound that may come faster than it was spoken; the rest is not heard."""
    bad_in_a_row: int = 25
    """Frames of nonsense after which a caller is given up."""
    max_text_chars: int = 2000
    """Longest typed message."""
    silence_secs: float | None = None
    """How long a caller may send no frame at all. None: for ever, pings find out the dead."""


class Allowance:
    """A bucket that fills steadily: so much at once, so much a second for good."""

    def __init__(self, per_sec: float, at_once: float) -> None:
        """Make a full bucket.

        Args:
            per_sec: What comes back each second.
            at_once: What fits in.
        """
        self._per_sec = per_sec
        self._at_once = at_once
        self._left = at_once
        self._seen_at: float | None = None

    def take(self, amount: float, now: float) -> bool:
        """Use some of it, if so much is left.

        Args:
            amount: How much.
            now: Any clock's seconds.

        Returns:
            Whether it was there.
        """
        passed = 0.0 if self._seen_at is None else now - self._seen_at
        self._seen_at = now
        self._left = min(self._at_once, self._left + passed * self._per_sec)
        if amount > self._left:
            return False
        self._left -= amount
        return True


class Conduct:
    """How one caller has behaved so far."""

    def __init__(self, limits: SocketLimits) -> None:
        """Begin with a clean record.

        Args:
            limits: What is allowed.
        """
        self._limits = limits
        self._frames = Allowance(limits.frames_per_sec, limits.frames_at_once)
        self._sound = Allowance(1.0, limits.sound_at_once_secs)
        self._in_a_row = 0
        self.bad_frames = 0
        self.unheard_secs = 0.0

    def check_frame(self, n_bytes: int, now: float) -> None:
        """Look at a frame before it is decoded.

        Args:
            n_bytes: Its length.
            now: Any clock's seconds.

        Raises:
            BadFrameError: If it is too long, or one too many.
        """
        if n_bytes > self._limits.frame_bytes:
            most = self._limits.frame_bytes
            raise BadFrameError(
                f"A frame of {n_bytes} bytes is too long; send at most {most}.", CloseCode.TOO_BIG
            )
        if not self._frames.take(1, now):
            most_a_sec = round(self._limits.frames_per_sec)
            raise BadFrameError(
                f"These are too many frames; send at most {most_a_sec} a second.", CloseCode.POLICY
            )

    def may_be_heard(self, secs: float, now: float) -> bool:
        """Tell whether sound still comes about as fast as people speak.

        Args:
            secs: How long it lasts.
            now: Any clock's seconds.
        """
        heard = self._sound.take(secs, now)
        if not heard:
            self.unheard_secs += secs
        return heard

    def good(self) -> None:
        """Note a frame that was in order."""
        self._in_a_row = 0

    def bad(self) -> bool:
        """Note a frame that was not.

        Returns:
            Whether the caller is to be given up.
        """
        self.bad_frames += 1
        self._in_a_row += 1
        return self._in_a_row >= self._limits.bad_in_a_row

    @property
    def calls_for_a_word(self) -> bool:
        """Whether to tell the caller of the last bad frame: once a lapse, and not for ever."""
        return self._in_a_row == 1 and self.bad_frames <= _MOST_COMPLAINTS
