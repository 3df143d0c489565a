#!/usr/bin/env bash
# Holds the release executable against its own API description: schemathesis makes requests of it, right and wrong ones.
# usage: Tests/Contract/fuzz.sh PATH_OF_HEED [EXAMPLES]     EXAMPLES: requests of each kind a route; 100 if left out
set -euo pipefail
heed=${1:?usage: $0 PATH_OF_HEED [EXAMPLES]}
examples=${2:-100}
here=$(cd "$(dirname "$0")" && pwd)
venv=$here/../../.venv-contract
work=$(mktemp -d)
server=

finish() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    rm -rf "$work"
}
trap finish EXIT

[ -x "$venv/bin/schemathesis" ] || python3 -m venv "$venv"
"$venv/bin/pip" install --quiet --requirement "$here/requirements.txt"

# With a pooling, which routes for embeddings need.
"$heed" serve --port 0 --model-settings '{"g2p-en": {"pooling": "mean"}}' >"$work/out" 2>"$work/log" &
server=$!
for _ in $(seq 200); do
    grep -q '^listening on ' "$work/out" && break
    kill -0 "$server" 2>/dev/null || { cat "$work/log" >&2; exit 1; }
    sleep 0.05
done
url=$(sed -n 's/^listening on //p' "$work/out")
curl --silent --show-error --retry 100 --retry-delay 1 --retry-all-errors --fail --output "$work/ready" "$url/health/ready"

# Not held: that whatever fits the schema is accepted. Whether ids are in the vocabulary, or options go together, no schema says.
cd "$work"
"$venv/bin/schemathesis" run "$url/openapi.json" --checks all --exclude-checks positive_data_acceptance \
    --max-examples "$examples" --request-timeout 60 --seed 1
kill -0 "$server" || { echo "the server has ended" >&2; tail -n 50 "$work/log" >&2; exit 1; }
