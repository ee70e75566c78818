"""Whisper in this process: three libraries behind one engine, and what keeps silence silent."""
