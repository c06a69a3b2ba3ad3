# Sourced by demo.sh and test.sh: makes .venv with the locked packages, once.
# Works on a fresh Debian with python3 >= 3.11 and git; other systems need python3 with venv.
set -eu
cd "$(dirname "$0")/.."

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null; then sudo "$@"; else
        echo "Please run as root: $*" >&2
        exit 3
    fi
}

need() { # need COMMAND PACKAGE...: installs Debian packages where the command is missing
    command -v "$1" >/dev/null && return
    shift
    install "$@"
}

install() {
    command -v apt-get >/dev/null || { echo "Please install: $*" >&2; exit 3; }
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

find_python() {
    for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    echo "Python 3.11 or newer is needed." >&2
    exit 3
}

make_venv() { # make_venv LOCKFILE
    stamp=".venv/$(basename "$1").sha256"
    want=$(cat "$1" pyproject.toml | sha256sum)
    [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$want" ] && return
    python=$(find_python)
    if [ ! -x .venv/bin/pip ]; then
        # Debian ships python3 without ensurepip
        "$python" -c 'import ensurepip' 2>/dev/null || install python3-venv
        "$python" -m venv .venv
    fi
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$1"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
    echo "$want" >"$stamp"
}
