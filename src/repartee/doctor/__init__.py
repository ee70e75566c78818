"""Looks at this machine and at every configured part, and says what to do."""
