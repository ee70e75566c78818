"""Whole conversations, end to end, with real speech."""
