"""Recordings of conversations: caller left, agent right, on the clock of their sitting."""
