"""Models that live in this machine, loaded once and shared by all sessions."""
