"""The Excel host: add-in builder, functions and ribbon through xlwings."""
