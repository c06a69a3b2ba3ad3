"""Worksheet functions: each one a plain Python function, all in one registry."""
