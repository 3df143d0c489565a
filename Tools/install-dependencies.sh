#!/usr/bin/env bash
# Installs the system packages that heed needs, where apt can; elsewhere says what to install.
# usage: Tools/install-dependencies.sh [build] [test] [clients] [format] [bench] [scale] [models] [viewer]     (default: build)
set -euo pipefail

build=(libcld2-dev libcurl4-gnutls-dev libmicrohttpd-dev libgnutls28-dev libicu-dev libjansson-dev libonig-dev libsentencepiece-dev pkg-config zlib1g-dev)
test=(curl jq)
clients=(python3-venv)
format=(clang-format)
bench=(python3-venv wrk)
scale=(haproxy iproute2 nginx-light python3 python3-jsonschema python3-yaml)
models=(spin)
viewer=(chromium python3-venv)

wanted=()
for group in "${@:-build}"; do
    case $group in
    build) wanted+=("${build[@]}") ;;
    test) wanted+=("${test[@]}") ;;
    clients) wanted+=("${clients[@]}") ;;
    format) wanted+=("${format[@]}") ;;
    bench) wanted+=("${bench[@]}") ;;
    scale) wanted+=("${scale[@]}") ;;
    models) wanted+=("${models[@]}") ;;
    viewer) wanted+=("${viewer[@]}") ;;
    *) echo "usage: $0 [build] [test] [clients] [format] [bench] [scale] [models] [viewer]" >&2; exit 2 ;;
    esac
done

if ! command -v swift >/dev/null; then
    echo "heed needs Swift 6.3 or later (https://www.swift.org/install/linux/); 'swift' is not on the PATH." >&2
    exit 1
fi

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    cat >&2 <<'EOF'
This system has no apt, so nothing was installed. heed needs, with their headers:
  libmicrohttpd 0.9.75 or later with GnuTLS 3.7, jansson 2.14, Oniguruma 6.9.8,
  sentencepiece 0.1.97, libcurl 7.85, zlib 1.2.11, ICU 72, CLD2, pkg-config
  and for the tests: curl, jq; for the benchmarks: wrk
On Fedora: dnf install cld2-devel libcurl-devel libmicrohttpd-devel gnutls-devel jansson-devel oniguruma-devel sentencepiece-devel libicu-devel zlib-devel pkgconf-pkg-config curl jq
If they are installed, run the build itself: swift build -c release
EOF
    # Without apt nothing can be checked: the build says what is missing.
    exit 0
fi

missing=()
for package in "${wanted[@]}"; do
    # Its headers are the same in all flavours, of which only one can be installed.
    [ "$package" != libcurl4-gnutls-dev ] || ! pkg-config --exists libcurl 2>/dev/null || continue
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" != 0 ]; then
    if ! command -v sudo >/dev/null; then
        echo "Run as root: apt-get install ${missing[*]}" >&2
        exit 1
    fi
    as_root=(sudo)
fi
echo "installing ${missing[*]}"
"${as_root[@]}" apt-get update -qq
DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
