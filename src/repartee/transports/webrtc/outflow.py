from __future__ import annotations

PACKET_SECS = 0.02
"""How much sound is in a packet."""

# The codec still holds the end of the last word, and the player fades out over a real silence.
_LINGERING_PACKETS = 5
# A page asks after 1.2 s without a packet whether its server is alive (client, `link-watch.ts`).
_REST_SECS = 0.2
_RTP_RATE = 48_000


class Outflow:
    """Decides when packets leave, so that silence costs next to nothing.

    ```
    sound      ██████████                      ████████
    packets    ||||||||||:::::.         .      ||||||||
                         lingers  rests        at once, wherever the clock is
    ```

    The packets' own clock goes on all the time: a player sees silence, not loss.
    """

    def __init__(self, now: float) -> None:
        """Begin in silence.

        Args:
            now: The time in seconds, of any clock that never goes back.
        """
        self._began = now
        self._due = now
        self._quiet_packets = 0

    @property
    def is_resting(self) -> bool:
        """Whether it has been silent for so long that packets may say just that."""
        return self._quiet_packets > _LINGERING_PACKETS

    def wait(self, now: float, *, has_sound: bool) -> float:
        """Ask how long it is until a packet leaves.

        Args:
            now: By the same clock.
            has_sound: Whether there is sound to send.

        Returns:
            Seconds, 0 or more.
        """
        rest = _REST_SECS - PACKET_SECS if self.is_resting and not has_sound else 0.0
        return max(0.0, self._due + rest - now)

    def take(self, now: float, *, has_sound: bool) -> int:
        """Let a packet leave.

        Args:
            now: By the same clock; after a stall, packets that are late leave in a row.
            has_sound: Whether it has sound.

        Returns:
            Its place in the stream, in samples at 48 kHz.
        """
        if self.is_resting:
            self._due = max(self._due, now)
        self._quiet_packets = 0 if has_sound else self._quiet_packets + 1
        place = round((self._due - self._began) * _RTP_RATE)
        self._due += PACKET_SECS
        return place
