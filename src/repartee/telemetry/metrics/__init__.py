"""Figures in the format of Prometheus, for whoever operates servers."""
