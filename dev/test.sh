#!/bin/sh
# Everything that must hold: lint, format, types, tests with a real LibreOffice.
. "$(dirname "$0")/setup.sh"
need soffice libreoffice-calc fonts-noto-cjk
# a real Windows Python runs our installer and our functions under wine
need wineserver wine wine64 libwine
[ -e /usr/share/i18n/locales/zh_CN ] || install locales
need x86_64-w64-mingw32-gcc gcc-mingw-w64-x86-64
make_venv locks/dev.txt
.venv/bin/ruff check .
.venv/bin/ruff format --check .
.venv/bin/mypy
exec .venv/bin/python -m pytest --doctest-modules "$@"
