"""Telephone vendors and their callers, as they are on the wire."""
