"""Whose turn it is: decisions, and the thin shells that tell Pipecat of them."""
