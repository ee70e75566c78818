"""Scripted parts and small clients that the tests share."""
