"""A scheme as the 方案 sheet that clerks edit: written, read back, compared."""
