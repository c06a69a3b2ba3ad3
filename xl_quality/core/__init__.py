"""Pure arithmetic of teaching quality: no files, no clock, no Excel, no floats that decide."""
