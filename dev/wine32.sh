#!/bin/sh
# wine32.sh FOLDER: a small Debian of its own in FOLDER with wine of 64 and of 32 bits, made once in
# some minutes (1.7 GB); fails where it cannot be had.
# In the machine's own Debian (dpkg --add-architecture i386) libraries of both kinds would have to be
# of one version, which they are not wherever only one of them has had its updates.
. "$(dirname "$0")/setup.sh"
folder=$1
[ -e "$folder/ready" ] && exit 0
need mmdebstrap mmdebstrap
archive=$(apt-get indextargets --format '$(ORIGIN) $(COMPONENT) $(CODENAME) $(REPO_URI)' 'Identifier: Packages' |
    awk '$1 == "Debian" && $2 == "main" && $3 !~ /-/ { print $3, $4; exit }')
[ -n "$archive" ] || { echo "No archive of Debian in apt's sources: no wine of 32 bits." >&2; exit 3; }
as_root rm -rf "$folder"
as_root mmdebstrap --quiet --mode=root --variant=essential --architectures=amd64,i386 \
    --include=wine,wine64,wine32:i386 --aptopt='APT::Install-Recommends "false"' \
    "${archive% *}" "$folder" "deb ${archive#* } ${archive% *} main" || {
    echo "wine of 32 bits could not be had from ${archive#* }: the test of a 32-bit Excel cannot run." >&2
    exit 3
}
as_root touch "$folder/ready"
