"""A team of agents that works while the talk goes on, in this process or elsewhere."""
