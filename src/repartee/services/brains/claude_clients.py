"""The doors by which Claude is reached: Anthropic's own API, Amazon Bedrock, Google Vertex."""

from __future__ import annotations

from anthropic import AsyncAnthropic, DefaultAsyncHttpxClient, Timeout
from anthropic.lib.bedrock import AsyncAnthropicBedrock
from anthropic.lib.vertex import AsyncAnthropicVertex
from pipecat.utils.http import connection_limits

from repartee.services.config import BrainConfig
from repartee.services.openai_client import CONNECT_SECS, READ_SECS

ClaudeClient = AsyncAnthropic | AsyncAnthropicBedrock | AsyncAnthropicVertex


def open_claude(config: BrainConfig) -> ClaudeClient:
    """Open a pool of connections by the configured door.

    None of the clients retries: whoever knows the caller's patience decides that.

    Args:
        config: Door, address, key, region and project. Bedrock and Vertex find their own
            credentials, as Amazon's and Google's tools do.
    """
    timeout = Timeout(READ_SECS, connect=CONNECT_SECS)
    limits = connection_limits(
        max_connections=1000, max_keepalive_connections=100, keepalive_expiry=None
    )
    http = DefaultAsyncHttpxClient(limits=limits, timeout=timeout)
    address = config.base_url or None
    match config.client:
        case "bedrock":
            return AsyncAnthropicBedrock(
                aws_region=config.region or None,
                base_url=_unless_anthropic(address),
                timeout=timeout,
                max_retries=0,
                http_client=http,
            )
        case "vertex":
            if not config.project:
                return AsyncAnthropicVertex(
                    region=config.region or "global",
                    base_url=_unless_anthropic(address),
                    timeout=timeout,
                    max_retries=0,
                    http_client=http,
                )
            return AsyncAnthropicVertex(
                region=config.region or "global",
                project_id=config.project,
                base_url=_unless_anthropic(address),
                timeout=timeout,
                max_retries=0,
                http_client=http,
            )
        case "api":
            return AsyncAnthropic(
                api_key=config.api_key.get_secret_value(),
                base_url=address,
                timeout=timeout,
                max_retries=0,
                http_client=http,
            )


def _unless_anthropic(address: str | None) -> str | None:
    """The address, unless it is the default of Anthropic's own door."""
    return None if address is None or "api.anthropic.com" in address else address
