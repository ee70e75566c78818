"""Watching: logs, later latency, metrics and costs. It observes and is never asked."""
