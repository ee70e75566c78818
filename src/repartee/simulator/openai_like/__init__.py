"""OpenAI's protocol, which many vendors speak with an accent of their own."""
