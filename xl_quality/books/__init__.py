"""The workbook port and its hosts."""
