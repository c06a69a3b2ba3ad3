"""Builds a workbook to measure on: `python -m benchmarks.workload town FILE`."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.agreements import build_template
from workbooks.bulk import build_county, build_township

if __name__ == "__main__":
    size, path = sys.argv[1:]
    {"town": build_township, "county": build_county, "letter": build_template}[size](Path(path))
