#!/usr/bin/env bash
# End to end: starts the release executable on a free port and talks to it with curl, as a user would.
# usage: Tests/Smoke/smoke.sh PATH_OF_HEED
set -euo pipefail
heed=${1:?usage: $0 PATH_OF_HEED}
work=$(mktemp -d)
passed=0
server=
impatient=
guarded=
reader=
stalled=

finish() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    [ -z "$guarded" ] || kill "$guarded" 2>/dev/null || true
    [ -z "$reader" ] || kill "$reader" 2>/dev/null || true
    [ -z "$stalled" ] || kill -KILL "$stalled" 2>/dev/null || true
    [ -z "$impatient" ] || kill -KILL "$impatient" 2>/dev/null || true
    rm -rf "$work"
}
trap finish EXIT

fail() {
    echo "FAILED: $1" >&2
    [ ! -s "$work/reply" ] || head -c 2000 "$work/reply" >&2
    exit 1
}

# expect NAME STATUS JQ_CONDITION CURL_ARGUMENTS…: the reply has the status, and the condition holds of its JSON.
expect() {
    local name=$1 status=$2 condition=$3 got
    shift 3
    got=$(curl -sS --max-time 20 -o "$work/reply" -w '%{http_code}' "$@") || fail "$name: curl"
    [ "$got" = "$status" ] || fail "$name: status $got instead of $status"
    jq -e "$condition" "$work/reply" >/dev/null || fail "$name: $condition"
    passed=$((passed + 1))
}

# The sums of all rows of a map's weights are 1.
rows_sum_to_one='[.weights | flatten(2)[] | add | . - 1 | fabs] | max < 1e-5'

"$heed" serve --port 0 >"$work/out" 2>"$work/log" &
server=$!
for _ in $(seq 100); do
    grep -q '^listening on ' "$work/out" && break
    kill -0 "$server" 2>/dev/null || { cat "$work/log" >&2; fail "the server did not start"; }
    sleep 0.05
done
url=$(sed -n 's/^listening on //p' "$work/out")
[ -n "$url" ] || fail "no line that says where it listens"

for _ in $(seq 100); do
    [ "$(curl -s -o /dev/null -w '%{http_code}' "$url/health/ready")" = 200 ] && break
    sleep 0.05
done
expect "ready" 200 '.status == "ok"' "$url/health/ready"
expect "live" 200 '.status == "ok"' "$url/health/live"
expect "health is readiness" 200 '.status == "ok"' "$url/health"

[ "$(curl -s -o "$work/reply" -w '%{http_code} %{content_type}' "$url/")" = "200 text/html; charset=utf-8" ] || fail "the page"
for file in $(grep -o 'viewer/[a-z.]*' "$work/reply" | sort -u); do
    [ "$(curl -s -o /dev/null -w '%{http_code}' "$url/$file")" = 200 ] || fail "the page's file $file"
done
passed=$((passed + 1))

# What the documents show is what a person sees.
project=$(dirname "$0")/../..
tried=$("$project/Tests/Smoke/examples.sh" "$heed" "$url" "$project/README.md" "Try it") || fail "the README's examples"
passed=$((passed + tried))
tried=$("$project/Tests/Smoke/examples.sh" "$heed" "$url" "$project/docs/api.md") || fail "the examples of docs/api.md"
passed=$((passed + tried))

expect "the promised curl" 200 \
    '.outputs[0].sequences[0] | .text == "AH T EH N SH AH N" and .finish_reason == "eos"' \
    -d '{"input":"attention","attention":true}' "$url/decode"
jq -e ".outputs[0].sequences[0].attention.cross | .shape == [2, 4, 8, 10] and ($rows_sum_to_one)" "$work/reply" >/dev/null \
    || fail "cross-attention"
jq -e ".outputs[0].sequences[0].attention.decoder | .shape == [2, 4, 8, 8] and ($rows_sum_to_one)" "$work/reply" >/dev/null \
    || fail "decoder self-attention"
jq -e ".outputs[0].attention.encoder | .shape == [4, 4, 10, 10] and ($rows_sum_to_one)" "$work/reply" >/dev/null \
    || fail "encoder self-attention"
jq -e '.outputs[0].sequences[0].attention.cross.keys | .[0:9] == ["a","t","t","e","n","t","i","o","n"]' \
    "$work/reply" >/dev/null || fail "keys of the cross-attention"

expect "beams" 200 '.outputs[0].sequences | length == 3 and .[0].score >= .[1].score' \
    -d '{"input":"attention","num_beams":4,"num_return_sequences":3}' "$url/decode"
expect "many inputs" 200 '[.outputs[].sequences[0].text] | length == 2 and .[0] == "HH EH L OW"' \
    -d '{"input":["hello","attention"]}' "$url/decode"
expect "forced target" 200 '.outputs[0].sequences[0] | .finish_reason == "forced" and (.tokens | length == 8)' \
    -d '{"input":"attention","target":"AH T EH N SH AH N"}' "$url/decode"
expect "the same seed, the same text" 200 '.outputs[0].sequences[0].text == .outputs[1].sequences[0].text' \
    -d '{"input":["read","read"],"do_sample":true,"temperature":0.001,"seed":7}' "$url/decode"
curl -sSN --max-time 20 -d '{"input":"attention","stream":true}' "$url/decode" >"$work/reply" || fail "stream: curl"
sed -n 's/^data: //p' "$work/reply" | jq -se '(.[:-1] | map(.text) | add) == .[-1].outputs[0].sequences[0].text' >/dev/null \
    || fail "tokens of a stream are its text"
[ "$(grep -c '^event: token$' "$work/reply")" = 8 ] && [ "$(grep '^event: ' "$work/reply" | tail -n 1)" = "event: done" ] \
    || fail "events of a stream"
passed=$((passed + 1))
expect "a stream of beams" 422 '.error.param == "stream"' -d '{"input":"a","stream":true,"num_beams":2}' "$url/decode"
expect "hidden states" 200 '.outputs[0].hidden_states | length == 10 and (.[0] | length == 256)' \
    -d '{"input":"attention"}' "$url/encode"
expect "a unit embedding" 200 '.outputs[0].embedding | map(. * .) | add | . - 1 | fabs < 1e-4' \
    -d '{"input":"attention","pooling":"mean","normalize":true}' "$url/encode"
expect "plain similarity" 200 '.scores == [[1, 2]] or .scores == [[[1, 2]]]' \
    -d '{"queries":[[1,2]],"keys":[[1,0],[0,1]],"values":[[1,0],[0,1]],"scale":1,"scores":true}' "$url/attention"
expect "tokenize" 200 '.outputs[0].tokens | length == 10 and .[8].end == 9 and .[9].special' \
    -d '{"input":"attention"}' "$url/tokenize"
expect "models" 200 '[.models[].name] | index("g2p-en") != null' "$url/models"
expect "one model" 200 '.name == "g2p-en" and .family == "marian"' "$url/models/g2p-en"

expect "not JSON" 400 '.error | .type == "invalid_request" and (.message | length > 0)' -d '{"input":' "$url/decode"
expect "unknown field" 422 '.error.param == "inputs"' -d '{"inputs":"attention"}' "$url/decode"
expect "unknown model" 404 '.error.code == "model_not_found"' -d '{"input":"a","model":"nope"}' "$url/decode"
expect "unknown route" 404 '.error.type == "invalid_request"' "$url/nope"
expect "wrong method" 405 '.error.type == "invalid_request"' "$url/decode"
curl -sS -D - -o /dev/null "$url/decode" | grep -qi '^allow: .*POST' || fail "405 without Allow"

# Forty at once get what one alone gets.
alone=$(curl -sS -d '{"input":"invariance","num_beams":4,"attention":true}' "$url/decode" | jq -c '.outputs')
printf '%s\n' "$alone" >"$work/alone"
clients=()
for client in $(seq 40); do
    curl -sS -d '{"input":"invariance","num_beams":4,"attention":true}' "$url/decode" | jq -c '.outputs' >"$work/crowd.$client" &
    clients+=($!)
done
wait "${clients[@]}"
for client in $(seq 40); do
    cmp -s "$work/alone" "$work/crowd.$client" || fail "a reply among forty differs from the one alone"
done
passed=$((passed + 1))

# The command line gives the same answer without a server.
[ "$("$heed" decode attention)" = "AH T EH N SH AH N" ] || fail "heed decode attention"
printf 'hello\nattention\n' | "$heed" decode >"$work/lines"
[ "$(wc -l <"$work/lines")" = 2 ] || fail "heed decode from standard input"
"$heed" decode --json attention | jq -e '.outputs[0].sequences[0].text == "AH T EH N SH AH N"' >/dev/null || fail "heed decode --json"
"$heed" health --url "$url" >/dev/null || fail "heed health"
"$heed" inspect g2p-en | grep -q '^servable  *yes' || fail "heed inspect"
if "$heed" inspect --json "$work" >"$work/inspection"; then fail "heed inspect of an empty directory"; fi
jq -e '.problems | length == 2' "$work/inspection" >/dev/null || fail "heed inspect --json"
"$heed" --version | grep -q '[0-9]' || fail "heed --version"
passed=$((passed + 8))

# Keys and TLS, both replaced without a restart.
certificates=$(cd "$(dirname "$0")/../Fixtures/tls" && pwd)
cp "$certificates/first.pem" "$work/certificate"
cp "$certificates/first.key" "$work/key"
echo "old-key-0123456789" >"$work/keys"
"$heed" serve --port 0 --api-keys-file "$work/keys" --tls-certificate "$work/certificate" --tls-key "$work/key" \
    >"$work/out3" 2>"$work/log3" &
guarded=$!
for _ in $(seq 100); do
    grep -q '^listening on ' "$work/out3" && break
    sleep 0.05
done
guarded_url=$(sed -n 's/^listening on //p' "$work/out3")
port=${guarded_url##*:}
trusting() { printf '%s\n' --cacert "$certificates/$1.pem" --connect-to "$1.test:$port:127.0.0.1:$port"; }
mapfile -t first < <(trusting first)
mapfile -t second < <(trusting second)
expect "a key is needed" 401 '.error.code == "missing_api_key"' "${first[@]}" "https://first.test:$port/models"
expect "a key is enough" 200 '.models | length > 0' "${first[@]}" -H "Authorization: Bearer old-key-0123456789" \
    "https://first.test:$port/models"
expect "health needs none" 200 '.status == "ok"' "${first[@]}" "https://first.test:$port/health"
"$heed" health --url "$guarded_url" >/dev/null || fail "heed health over TLS"
cp "$certificates/second.pem" "$work/certificate"
cp "$certificates/second.key" "$work/key"
echo "new-key-0123456789" >"$work/keys"
kill -HUP "$guarded"
for _ in $(seq 100); do
    curl -s -o /dev/null "${second[@]}" "https://second.test:$port/health" && break
    sleep 0.05
done
expect "the new key" 200 '.models | length > 0' "${second[@]}" -H "Authorization: Bearer new-key-0123456789" \
    "https://second.test:$port/models"
expect "not the old key" 401 '.error.code == "invalid_api_key"' "${second[@]}" \
    -H "Authorization: Bearer old-key-0123456789" "https://second.test:$port/models"
kill -TERM "$guarded"
if wait "$guarded"; then guarded=; else fail "exit status $? after SIGTERM, with TLS"; fi
if grep -q 'key-0123456789' "$work/log3"; then fail "a key is in the log"; fi
passed=$((passed + 3))

# A second signal does not wait for the first one's drain.
"$heed" serve --port 0 --drain-delay 60 >"$work/out2" 2>"$work/log2" &
impatient=$!
for _ in $(seq 100); do
    grep -q '^listening on ' "$work/out2" && break
    sleep 0.05
done
impatient_url=$(sed -n 's/^listening on //p' "$work/out2")
kill -TERM "$impatient"
for _ in $(seq 100); do
    [ "$(curl -s -o /dev/null -w '%{http_code}' "$impatient_url/health/ready")" = 503 ] && break
    sleep 0.05
done
expect "not ready while draining" 503 '.status == "draining"' "$impatient_url/health/ready"
expect "still accepting for drain_delay" 200 '.outputs | length == 1' -d '{"input":"attention"}' "$impatient_url/decode"
kill -TERM "$impatient"
if wait "$impatient"; then fail "exit status 0 after a second SIGTERM"; else
    status=$?
    [ "$status" = 143 ] || fail "exit status $status after a second SIGTERM"
    impatient=
fi
passed=$((passed + 1))

# Standard input: every line but the bad one is answered, at once, and the error names it.
if printf 'read\n\377\nphone\n' | "$heed" decode >"$work/lines" 2>"$work/complaints"; then fail "exit status 0 with a bad line"; fi
[ "$(cat "$work/lines")" = $'R EH D\nF OW N' ] || fail "the lines beside a bad one: $(cat "$work/lines")"
grep -q '^heed: line 2 is not UTF-8 text$' "$work/complaints" || fail "the bad line's name: $(cat "$work/complaints")"
"$heed" decode "hello world" 2>"$work/complaints" >/dev/null
grep -q 'that the model does not know' "$work/complaints" || fail "unknown tokens are not told"
passed=$((passed + 2))

# Variables that Kubernetes sets for a service called heed are no settings; health finds the server by flags and by a file.
HEED_PORT=tcp://10.96.0.1:8080 "$heed" decode read >"$work/reply" || fail "a service link keeps heed from decoding"
grep -q '^R EH D$' "$work/reply" || fail "decoding beside a service link"
"$heed" health --port "${url##*:}" >"$work/reply" || fail "health with --port"
echo "{\"port\": ${url##*:}}" >"$work/heed.json"
HEED_CONFIG=$work/heed.json "$heed" health >"$work/reply" || fail "health with a file"
if "$heed" inspect "$work/nowhere" >"$work/reply" 2>&1; then fail "exit status 0 of heed inspect of nothing"; fi
if grep -q '^tokenizer' "$work/reply"; then fail "heed inspect knows of a tokenizer where there is none"; fi
"$heed" decode attention --show-attention --layer 0 --head 1 >"$work/reply"
grep -q '█' "$work/reply" || fail "a head's attention is not drawn"
passed=$((passed + 5))

# An output that cannot be written is a failure with a sentence, of every command.
for command in --version --help "decode read" "encode read" models "inspect g2p-en" "health --url $url"; do
    # shellcheck disable=SC2086
    if "$heed" $command >/dev/full 2>"$work/complaints"; then fail "exit status 0 of heed $command on a full disk"; fi
    grep -q 'cannot write to standard output' "$work/complaints" || fail "heed $command says nothing about a full disk"
    # shellcheck disable=SC2086
    if "$heed" $command >&- 2>"$work/complaints"; then fail "exit status 0 of heed $command with a closed output"; fi
    grep -q 'cannot write to standard output: it is closed' "$work/complaints" || fail "heed $command says nothing about a closed output"
done
passed=$((passed + 7))

# A log that nobody reads stalls neither requests nor SIGTERM.
mkfifo "$work/unread"
sleep 300 <"$work/unread" &
reader=$!
"$heed" serve --port 0 >"$work/out4" 2>"$work/unread" &
stalled=$!
for _ in $(seq 100); do
    grep -q '^listening on ' "$work/out4" && break
    sleep 0.05
done
stalled_url=$(sed -n 's/^listening on //p' "$work/out4")
seq 12000 | sed "s|.*|url = \"$stalled_url/models?&\"\noutput = \"/dev/null\"|" >"$work/urls"
curl -sS --fail --max-time 300 -K "$work/urls" || fail "requests while nobody reads the log"
curl -sS -o "$work/reply" "$stalled_url/metrics"
grep -q '^heed_dropped_log_lines_total [1-9]' "$work/reply" || fail "log lines that found no room are not counted"
kill -TERM "$stalled"
if wait "$stalled"; then stalled=; else fail "exit status $? after SIGTERM, with a log that nobody reads"; fi
kill "$reader"
passed=$((passed + 3))

# SIGTERM: a clean stop.
kill -TERM "$server"
if wait "$server"; then server=; else fail "exit status $? after SIGTERM"; fi
passed=$((passed + 1))
echo "$passed passed, 0 failed"
