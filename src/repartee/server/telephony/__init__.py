"""Calls from the telephone network: webhooks answered, their proofs checked, streams connected."""
