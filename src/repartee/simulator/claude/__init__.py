"""The Messages API of Anthropic: what is asked, what is cached, what is answered."""
