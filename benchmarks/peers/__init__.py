"""The usual scripts that offices and their programmers write, at their honest best."""
