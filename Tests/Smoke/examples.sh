#!/usr/bin/env bash
# Runs the commands that a document shows as they are printed, and holds what they write against what is printed below them.
# usage: Tests/Smoke/examples.sh PATH_OF_HEED URL DOCUMENT [SECTION]
#
# What is printed is shortened with …: the parts between must come in this order. Numbers with a decimal point are not compared, since
# their last digits depend on the processor; nor are times.
set -euo pipefail
heed=$(realpath "${1:?usage: $0 PATH_OF_HEED URL DOCUMENT [SECTION]}")
address=${2#http://}
document=$3
section=${4-}
PATH="$(dirname "$heed"):$PATH"

# One line, without what is not compared.
comparable() {
    sed -E 's/ +$//; s/"timing_ms":(\{[^}]*\}|…)/"timing_ms":…/g; s/-?[0-9]+\.[0-9]+(e-?[0-9]+)?/N/g' | tr -d '\n'
}

# The blocks of the section, or of the whole document, one a line: the command, a tab, what is printed below it (empty when nothing is);
# newlines are \a.
blocks=$(awk -v section="$section" '
    BEGIN        { inside = section == "" }
    /^## /       { inside = section == "" || $0 == "## " section }
    !inside      { next }
    /^```sh$/    { if (command != "") print command "\t"; command = ""; state = "command"; next }
    /^```$/      { if (state == "command") { state = "between" } else if (state == "between") { state = "output"; output = "" }
                   else if (state == "output") { print command "\t" output; command = ""; state = "" } ; next }
    state == "command" { command = command (command == "" ? "" : "\a") $0 }
    state == "output"  { output = output $0 "\a" }
    END          { if (command != "") print command "\t" }
' "$document")

tried=0
while IFS=$'\t' read -r command expected; do
    command=${command//$'\a'/$'\n'}
    got=$(bash -euo pipefail -c "${command//127.0.0.1:8080/$address}" 2>&1) || { echo "$document: exit status $? of $command: $got" >&2; exit 1; }
    rest=$(comparable <<<"$got")
    # A line that goes on is indented in JSON; a drawing is compared line by line.
    case $command in
    curl*) parts=$(printf '%s' "$expected" | sed 's|\a *|\a|g' | tr -d '\a' | comparable) ;;
    *) parts=$(printf '%s' "$expected" | tr '\a' '\n' | comparable) ;;
    esac
    while [ -n "$parts" ]; do
        part=${parts%%…*}
        if [ "$part" = "$parts" ]; then parts=; else parts=${parts#*…}; fi
        [[ $rest == *"$part"* ]] || { printf '%s: %s\n  does not write %s\n  but %s\n' "$document" "$command" "$part" "$rest" >&2; exit 1; }
        rest=${rest#*"$part"}
    done
    tried=$((tried + 1))
done <<<"$blocks"
[ "$tried" -ge 5 ] || { echo "$document: only $tried commands were found" >&2; exit 1; }
echo "$tried"
