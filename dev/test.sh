#!/bin/sh
# Everything that must hold: lint, format, types, tests with a real LibreOffice, coverage of the
# floors below. With arguments: the same checks with the tests named, without the coverage.
. "$(dirname "$0")/setup.sh"
need soffice libreoffice-calc libreoffice-writer fonts-noto-cjk
ls /usr/lib/libreoffice/program/libswlo.so >/dev/null 2>&1 || install libreoffice-writer
# columns and 宋体 as wide as Excel has them: Calibri's and 宋体's widths
[ -e /usr/share/fonts/truetype/crosextra/Carlito-Regular.ttf ] || install fonts-crosextra-carlito
[ -e /usr/share/fonts/truetype/arphic/uming.ttc ] || install fonts-arphic-uming
# how a test talks to LibreOffice while it runs
/usr/bin/python3 -c 'import uno' 2>/dev/null || install python3-uno
# a virtual screen, mouse and camera for the menu's test
need Xvfb xvfb
need xdotool xdotool
need import imagemagick
# a real Windows Python runs our installer and our functions under wine
need wineserver wine wine64 libwine
[ -e /usr/share/i18n/locales/zh_CN ] || install locales
need x86_64-w64-mingw32-gcc gcc-mingw-w64-x86-64
need x86_64-w64-mingw32-widl mingw-w64-tools
# a client of 32 bits, as Excel of 32 bits is one
need i686-w64-mingw32-gcc gcc-mingw-w64-i686
export XLQ_WINE32="${XLQ_WINE32:-/var/tmp/xl_quality-wine32}"
sh dev/wine32.sh "$XLQ_WINE32"
# Apache POI reads what we wrote; a JDK runs one source file without more ado
[ -e /usr/share/java/poi-ooxml.jar ] || install libapache-poi-java
need javac default-jdk-headless
make_venv locks/dev.txt
.venv/bin/ruff check .
.venv/bin/ruff format --check .
.venv/bin/mypy
.venv/bin/python -m pytest --doctest-modules "$@"
[ $# -eq 0 ] || exit 0
# what the tests of a floor reach of it: the floor of coverage stands in pyproject.toml
.venv/bin/python -m coverage run -m pytest -q tests/core tests/schemes tests/sheets tests/functions \
    -m "not libreoffice and not windows and not java"
.venv/bin/python -m coverage report
