"""OpenAI's Realtime API, from the vendor's side of the WebSocket.

Written from OpenAI's API reference of the general availability version (August 2025 on).
"""
