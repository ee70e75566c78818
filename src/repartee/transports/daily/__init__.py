"""Daily's rooms: made and taken away by REST, joined with `daily-python`."""
