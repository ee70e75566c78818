"""Claude Code: it works in one directory, and asks aloud before it does what may harm."""
