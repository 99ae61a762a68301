"""Reads reports of armed-conflict incidents and proposes customary IHL rules for review."""

__version__ = "0.1.0"
