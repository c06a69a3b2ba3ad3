#!/bin/sh
# Renews the locked versions after a change of pyproject.toml; needs uv.
set -eu
cd "$(dirname "$0")/.."
options="--universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet"
uv pip compile pyproject.toml $options "$@" -o locks/run.txt
uv pip compile pyproject.toml --extra dev $options "$@" -o locks/dev.txt
# what a release for Windows brings: one platform, no markers, so pip can fetch it on any machine
uv pip compile pyproject.toml --extra windows --python-platform x86_64-pc-windows-msvc \
    --python-version 3.13 --generate-hashes --no-emit-index-url --no-header --quiet "$@" \
    -o locks/windows.txt
