from __future__ import annotations

from repartee.services.faults import GarbledError

_RIFF_BYTES = 12
_CHUNK_BYTES = 8
_LONGEST_HEADER = 4096


class WavStream:
    """Takes the samples out of a WAV file that comes in pieces of any length."""

    def __init__(self) -> None:
        self._header = bytearray()
        self._in_samples = False
        self.sample_rate: int | None = None
        """In Hz; None until it has come."""

    def feed(self, piece: bytes) -> bytes:
        """Take the next piece.

        Args:
            piece: Any number of bytes.

        Returns:
            The samples in it, 16-bit little-endian mono.

        Raises:
            GarbledError: If it is no such file.
        """
        if self._in_samples:
            return piece
        self._header += piece
        return self._read_header()

    def end(self) -> None:
        """Check that samples came.

        Raises:
            GarbledError: If not even the header was complete.
        """
        if not self._in_samples:
            raise GarbledError("what came is no WAV file")

    def _read_header(self) -> bytes:
        header = self._header
        if len(header) >= 4 and header[:4] != b"RIFF":
            raise GarbledError("what came is no WAV file")
        at = _RIFF_BYTES
        while at + _CHUNK_BYTES <= len(header):
            name, size = header[at : at + 4], int.from_bytes(header[at + 4 : at + 8], "little")
            body = at + _CHUNK_BYTES
            if name == b"data":
                self._in_samples = True
                return bytes(header[body:])
            if body + size > len(header):
                break
            if name == b"fmt ":
                self._read_format(bytes(header[body : body + size]))
            at = body + size + size % 2
        if len(header) > _LONGEST_HEADER:
            raise GarbledError("what came is no WAV file")
        return b""

    def _read_format(self, fmt: bytes) -> None:
        channels, bits = int.from_bytes(fmt[2:4], "little"), int.from_bytes(fmt[14:16], "little")
        if channels != 1 or bits != 16:
            raise GarbledError(f"the WAV file has {channels} channels of {bits} bits")
        self.sample_rate = int.from_bytes(fmt[4:8], "little")
