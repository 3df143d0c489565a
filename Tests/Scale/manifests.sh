#!/usr/bin/env bash
# The manifests of config/kubernetes and config/kserve: what their script writes, what KServe's schemas, kubernetes-validate and checkov
# say of them.
# usage: Tests/Scale/manifests.sh [PYTHON]      an interpreter with Tests/Scale/requirements.txt installed; without it, no checkov and validate
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
/usr/bin/python3 Tools/kubernetes/make.py "$work"
for directory in kubernetes kserve; do
    diff -r "$work/$directory" "config/$directory" || {
        echo "FAILED: config/$directory is not what Tools/kubernetes/make.py writes" >&2
        exit 1
    }
done
echo "config/kubernetes and config/kserve are what their script writes"
# The system's, which has the packages that Tools/install-dependencies.sh installs.
/usr/bin/python3 Tests/Scale/kserve.py
[ $# -gt 0 ] || exit 0
# Of kinds of other projects there are no schemas: ServiceMonitor, of the Prometheus operator.
"$(dirname "$1")"/kubernetes-validate --strict config/kubernetes/*.yaml 2>&1 | tee "$work/validated"
if grep -v ' passed for resource ' "$work/validated" | grep -v 'kind ServiceMonitor'; then
    echo "FAILED: kubernetes-validate" >&2
    exit 1
fi
"$(dirname "$1")"/checkov --directory config/kubernetes --framework kubernetes --skip-download --compact --quiet | tee "$work/checked"
grep -q 'Failed checks: 0, Skipped checks: 0' "$work/checked" || { echo "FAILED: checkov" >&2; exit 1; }
