"""Ollama's own API: models that are pulled, and chat as lines of JSON."""
