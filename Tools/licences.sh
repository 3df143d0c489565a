#!/usr/bin/env bash
# Copies licence and notice of each Swift package that is linked into the executable, after a build.
# usage: Tools/licences.sh DIRECTORY [SCRATCH_PATH]       (.build)
set -euo pipefail
scratch=$(realpath "${2:-$(dirname "$0")/../.build}")
for package in "$scratch"/checkouts/*; do
    name=$(basename "$package")
    mkdir -p "$1/$name"
    cp "$package/LICENSE.txt" "$1/$name/"
    [ ! -e "$package/NOTICE.txt" ] || cp "$package/NOTICE.txt" "$1/$name/"
done
