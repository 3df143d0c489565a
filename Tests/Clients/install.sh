#!/usr/bin/env bash
# Installs the clients, of the versions that requirements.txt pins, into a virtual environment, unless they are there.
# usage: install.sh DIRECTORY
set -euo pipefail
requirements=$(dirname "$0")/requirements.txt

[ -x "$1/bin/pip" ] || python3 -m venv "$1"
if ! "$1/bin/pip" install --quiet --disable-pip-version-check --timeout 20 --retries 2 --requirement "$requirements"; then
    cat >&2 <<EOF
Nothing was tested with other people's clients: pip could not fetch what $requirements names, for the reason above.
It asks PyPI, or the index that PIP_INDEX_URL or pip's own configuration names. Try again when that answers: make test-clients
EOF
    exit 1
fi
