"""OpenAI's Realtime protocol, spoken by the server: a `Line` for stock realtime clients."""
