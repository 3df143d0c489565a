#!/usr/bin/env bash
# Explores every interleaving of the thread team's protocol with spin, and shows that the model can tell: published in the
# wrong order, it must fail.
# usage: Tests/Models/check.sh
set -euo pipefail
model=$(cd "$(dirname "$0")" && pwd)/team.pml
build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT
cd "$build"

# usage: explore [SPIN-OPTION]...    prints what the verifier says
explore() {
    spin -a -P"clang -E -xc" "$@" "$model" >/dev/null
    clang -O2 -DSAFETY -DCOLLAPSE -DMEMLIM=4096 -o pan pan.c
    ./pan -m1000000 -w24
}

explore >found
grep -q 'errors: 0' found || { cat found; echo "the team's protocol fails" >&2; exit 1; }
if grep -q 'max search depth too small' found; then echo "the model was not explored whole" >&2; exit 1; fi
echo "the team's protocol holds in all of $(awk '/states, stored/ {print $1}' found) states"

explore -DEND_FIRST >found || true
grep -q 'errors: 1' found || { cat found; echo "the model does not see a share published in the wrong order" >&2; exit 1; }
