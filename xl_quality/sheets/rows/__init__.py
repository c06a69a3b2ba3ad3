"""Which rows are pupils, and what titles say about them (行)."""
