"""LibreOffice Calc as a host: worksheet functions, the menu 教学质量, documents as books."""
