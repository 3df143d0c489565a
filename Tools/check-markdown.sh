#!/usr/bin/env bash
# Holds the Markdown files to what readers need: prose of at most 120 columns (tables and code may be wider), and links to files and
# headings that exist.
set -euo pipefail
cd "$(dirname "$0")/.."
export LC_ALL=C.UTF-8
failed=0

complain() {
    echo "$1" >&2
    failed=1
}

# Headings as GitHub names them.
anchors() {
    sed -n -E 's/^#+ +//p' "$1" | tr '[:upper:]' '[:lower:]' | sed -E 's/[^[:alnum:] _-]//g; s/ /-/g'
}

while read -r file; do
    # Line numbers are kept: what is not prose becomes an empty line.
    prose=$(awk '/^ *```/ { code = !code; print ""; next } code || /^\|/ { print ""; next } { print }' "$file")
    while IFS=: read -r line _; do
        [ -z "$line" ] || complain "$file:$line: more than 120 columns"
    done < <(grep -nP '^.{121,}' <<<"$prose" | grep -vP '^\d+:\S{121,}$' || true)
    while read -r link; do
        case $link in http*://* | mailto:* | "") continue ;; esac
        path=${link%%#*}
        target=$file
        [ -z "$path" ] || target=$(dirname "$file")/$path
        [ -e "$target" ] || { complain "$file: there is no $link" && continue; }
        [ "$path" != "$link" ] || continue
        anchors "$target" | grep -qxF -- "${link#*#}" || complain "$file: $link has no such heading"
    done < <(awk '/^ *```/ { code = !code } !code' "$file" | grep -oP '\]\(\K[^) ]+(?=\))' || true)
done < <(git ls-files '*.md')
exit "$failed"
