"""A caller by WebRTC: their peer connection as a line, with upstream's faults mended."""
