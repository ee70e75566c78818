"""Conversations as files, and back."""
