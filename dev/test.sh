#!/bin/sh
# Everything that must hold: lint, format, types, tests with a real LibreOffice.
. "$(dirname "$0")/setup.sh"
need soffice libreoffice-calc fonts-noto-cjk
make_venv locks/dev.txt
.venv/bin/ruff check .
.venv/bin/ruff format --check .
.venv/bin/mypy
exec .venv/bin/python -m pytest --doctest-modules "$@"
