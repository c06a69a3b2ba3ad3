"""Agreements (目标责任书): Word templates checked, filled from sheet data and read back."""
