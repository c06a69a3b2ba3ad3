"""Word agreements (责任书): templates checked, compiled once, filled, and read back."""
