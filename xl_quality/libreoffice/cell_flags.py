"""What cells may hold, as Calc is asked for them (UNO's ``CellFlags``)."""

from __future__ import annotations

from typing import Final

FORMULA: Final = 16
CONTENT: Final = 1 | 2 | 4 | FORMULA
"""Numbers, dates, texts and formulas: whatever a cell can hold."""
