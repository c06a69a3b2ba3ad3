#!/bin/sh
# Unpack the LibreOffice of Debian 12's backports (25.2) into a folder of its own and run a command
# with it, the tests of the extension when none is given. Nothing is installed, no right of an
# administrator is needed; the LibreOffice of the machine stays as it is. Needs Debian 12 with its
# own LibreOffice (for the libraries that both use) and curl.
#
#   dev/newer-libreoffice.sh FOLDER [COMMAND...]
set -eu
folder=${1:?"usage: dev/newer-libreoffice.sh FOLDER [COMMAND...]"}
shift
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
root="$folder/root"
program="$root/usr/lib/libreoffice/program"

# lists, cache and sources of apt, apart from the machine's own
private_apt() {
    mkdir -p "$folder/apt/lists/partial" "$folder/apt/cache/archives/partial"
    signed="[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]"
    mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Codename: bookworm' | head -n 1)
    for suite in bookworm bookworm-backports; do
        echo "deb $signed $mirror $suite main"
    done > "$folder/apt/sources.list"
    cat > "$folder/apt/apt.conf" << END
Dir::Etc::sourcelist "$folder/apt/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::State::lists "$folder/apt/lists";
Dir::Cache "$folder/apt/cache";
Debug::NoLocking "1";
END
    export APT_CONFIG="$folder/apt/apt.conf"
}

# apt checks each package against the signed list
download() {
    apt-get update -qq
    apt-get install --download-only --assume-yes -qq --no-install-recommends \
        --target-release bookworm-backports libreoffice-calc libreoffice-writer python3-uno
}

# what the packages' own scripts would do, and every path to the place where it lies now
unpack() {
    for package in "$folder"/apt/cache/archives/*.deb; do dpkg -x "$package" "$root"; done
    cp "$root/usr/lib/libreoffice/share/.registry/main.xcd" "$root/etc/libreoffice/registry/"
    find "$root/usr/lib/libreoffice" -type l | while read -r link; do
        target=$(readlink "$link")
        case $target in /*) ln -sfn "$root$target" "$link" ;; esac
    done
    cp "$root"/usr/lib/*/libzxcvbn.so.0 "$program/"
    sed -i "s#^BRAND_BASE_DIR=.*#BRAND_BASE_DIR=file://$root/usr/lib/libreoffice#" \
        "$program/fundamentalrc"
    for module in uno.py unohelper.py; do
        sed "s#/usr/lib/libreoffice/program#$program#g" \
            "$root/usr/lib/python3/dist-packages/$module" > "$program/$module"
    done
    printf '#!/bin/sh\nPYTHONPATH="%s${PYTHONPATH:+:$PYTHONPATH}" exec /usr/bin/python3 "$@"\n' \
        "$program" > "$program/python"
    chmod +x "$program/python"
}

if [ ! -x "$program/python" ]; then
    private_apt
    download
    unpack
fi
cd "$(dirname "$0")/.."
export PATH="$program:$PATH" # the tests take the first soffice, and the python beside it
soffice --version
[ $# -gt 0 ] || set -- .venv/bin/python -m pytest -q tests/libreoffice tests/books/test_libreoffice.py
exec "$@"
