"""Agreements (责任书) from a workbook: prepared, made, listed, templates checked."""
