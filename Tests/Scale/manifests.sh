#!/usr/bin/env bash
# The manifests of config/kubernetes: what their script writes, and what kubernetes-validate and checkov say of them.
# usage: Tests/Scale/manifests.sh [PYTHON]      an interpreter with Tests/Scale/requirements.txt installed; without it they are only compared
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 Tools/kubernetes/make.py "$work"
diff -r "$work" config/kubernetes || { echo "FAILED: config/kubernetes is not what Tools/kubernetes/make.py writes" >&2; exit 1; }
echo "config/kubernetes is what its script writes"
[ $# -gt 0 ] || exit 0
# Of kinds of other projects there are no schemas: ServiceMonitor, of the Prometheus operator.
"$(dirname "$1")"/kubernetes-validate --strict config/kubernetes/*.yaml 2>&1 | tee "$work/validated"
if grep -v ' passed for resource ' "$work/validated" | grep -v 'kind ServiceMonitor'; then
    echo "FAILED: kubernetes-validate" >&2
    exit 1
fi
"$(dirname "$1")"/checkov --directory config/kubernetes --framework kubernetes --skip-download --compact --quiet | tee "$work/checked"
grep -q 'Failed checks: 0, Skipped checks: 0' "$work/checked" || { echo "FAILED: checkov" >&2; exit 1; }
