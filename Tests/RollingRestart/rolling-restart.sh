#!/usr/bin/env bash
# Restarts two instances one after the other behind HAProxy, with config/haproxy.cfg, while clients ask all the time. Fails when any
# client sees anything but its answer.
# usage: Tests/RollingRestart/rolling-restart.sh PATH_OF_HEED [ROUNDS]
set -euo pipefail
heed=${1:?usage: $0 PATH_OF_HEED [ROUNDS]}
rounds=${2:-3}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
declare -A instances=()
balancer=

finish() {
    for process in "${instances[@]}" $balancer; do kill "$process" 2>/dev/null || true; done
    rm -rf "$work"
}
trap finish EXIT

fail() {
    echo "FAILED: $1" >&2
    tail -n 20 "$work"/*.log >&2
    exit 1
}

# start NAME PORT: starts an instance and waits until it is ready. 0 picks a port; `port` is the one it has.
start() {
    "$heed" serve --port "$2" --threads 1 >"$work/$1.out" 2>>"$work/$1.log" &
    instances[$1]=$!
    for _ in $(seq 200); do
        grep -q '^listening on ' "$work/$1.out" && break
        kill -0 "${instances[$1]}" 2>/dev/null || fail "instance $1 did not start"
        sleep 0.05
    done
    port=$(sed -n 's/^listening on .*://p' "$work/$1.out")
    [ "$(curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:$port/health/ready")" = 200 ] || fail "instance $1 is not ready"
}

# stop NAME: SIGTERM, and the exit status must be 0.
stop() {
    kill -TERM "${instances[$1]}"
    wait "${instances[$1]}" || fail "instance $1 ended with status $?"
    unset "instances[$1]"
}

start first 0
first=$port
start second 0
second=$port
# A port that nobody has, for as long as it takes HAProxy to bind it.
frontend=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
HEED_FRONTEND=127.0.0.1:$frontend HEED_FIRST=127.0.0.1:$first HEED_SECOND=127.0.0.1:$second \
    haproxy -db -f "$here/../../config/haproxy.cfg" >"$work/haproxy.log" 2>&1 &
balancer=$!
url=http://127.0.0.1:$frontend
for _ in $(seq 100); do
    [ "$(curl -s -o /dev/null -w '%{http_code}' "$url/health/ready")" = 200 ] && break
    kill -0 "$balancer" 2>/dev/null || fail "HAProxy did not start"
    sleep 0.05
done

# Two kinds of clients: many on connections that they keep, and some that make a new one for each request.
cat >"$work/decode.lua" <<'EOF'
wrk.method = "POST"
wrk.body = '{"input": "attention", "num_beams": 2}'
EOF
wrk -t1 -c16 -d600 --timeout 60 -s "$work/decode.lua" "$url/decode" >"$work/wrk.txt" 2>&1 &
load=$!
ask() {
    local answered=0 status
    while [ ! -e "$work/enough" ]; do
        status=$(curl -s -o "$work/reply.$1" -w '%{http_code}' --max-time 60 -d '{"input":"attention"}' "$url/decode") || status="curl $?"
        if [ "$status" = 200 ] && grep -q 'AH T EH N SH AH N' "$work/reply.$1"; then
            answered=$((answered + 1))
        else
            echo "$status" >>"$work/lost"
        fi
    done
    echo "$answered" >"$work/answered.$1"
}
clients=()
for client in 1 2 3; do
    ask "$client" &
    clients+=($!)
done

for round in $(seq "$rounds"); do
    for name in first second; do
        sleep 1
        stop "$name"
        sleep 0.5
        start "$name" "${!name}"
        # HAProxy must have seen it before the other one goes.
        sleep 1
    done
    echo "round $round of $rounds"
done
touch "$work/enough"
wait "${clients[@]}"
kill -INT "$load"
wait "$load" || true
cat "$work/wrk.txt"
if grep -E 'Non-2xx|Socket errors' "$work/wrk.txt"; then fail "clients on kept connections lost requests"; fi
grep -q 'requests in' "$work/wrk.txt" || fail "wrk reported nothing"
[ ! -e "$work/lost" ] || fail "clients on new connections lost $(wc -l <"$work/lost") requests: $(sort "$work/lost" | uniq -c | tr '\n' ' ')"
for name in first second; do stop "$name"; done
echo "$((rounds * 2)) restarts, $(awk '{ sum += $1 } END { print sum }' "$work"/answered.*) answers on new connections, none lost"
