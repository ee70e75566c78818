"""Ears, brains and voices: one module a vendor, each a Pipecat service."""
