#!/usr/bin/env python3
"""Keeps the release executable busy for minutes with everything at once, and fails when an accepted request is lost, a reply differs from
the first one of its kind, health is slow, memory grows, or the end is not clean.

usage: Tests/Soak/soak.py PATH_OF_HEED [SECONDS]      600 if left out; needs Python's standard library only
"""

import collections
import http.client
import json
import random
import re
import socket
import statistics
import subprocess
import sys
import threading
import time

WORKERS = 12
# Of the level at minute 2, beside the fixed part.
MOST_GROWTH, MOST_GROWTH_KB = 0.05, 8 * 1024
MOST_HEALTH_SECONDS = 0.1

WORDS = ["attention", "transformer", "encode", "decoder", "sequence", "rhythm", "queue", "thorough", "xylophone", "memory", "a", "street"]


def decode(**fields):
    return "/decode", fields


def cases():
    """Requests whose replies never change, by the kind that they are of."""
    for word in WORDS:
        yield "greedy", decode(input=word)
        yield "beam", decode(input=[word, word[::-1]], num_beams=4, num_return_sequences=2)
        yield "sampling", decode(input=word, do_sample=True, temperature=1.3, seed=7)
        yield "maps", decode(input=[word] * 4, attention={"maps": ["encoder", "decoder", "cross"]})
        yield "base64 maps", decode(input=word, attention={"maps": ["cross"], "encoding": "base64", "dtype": "float16"})
        yield "stream", decode(input=word, stream=True)
        yield "encode", ("/encode", {"input": [word, word + "s"], "attention": {"maps": ["encoder"]}})
        yield "tokenize", ("/tokenize", {"input": word})


class Tally:
    """What all workers found."""

    def __init__(self):
        self.lock = threading.Lock()
        self.kinds = collections.Counter()
        self.refused = 0
        self.lost = []
        self.first_replies = {}
        self.health = []

    def count(self, kind):
        with self.lock:
            self.kinds[kind] += 1

    def refuse(self):
        with self.lock:
            self.refused += 1

    def lose(self, what):
        with self.lock:
            self.lost.append(what)

    def compare(self, kind, body, reply):
        """Holds a reply against the first one to the same request."""
        with self.lock:
            first = self.first_replies.setdefault((kind, body), reply)
        if first != reply:
            self.lose(f"{kind} {body}: a reply differs from the first: {reply[:300]!r} after {first[:300]!r}")


def without_timing(reply):
    return re.sub(rb',"timing_ms":\{[^}]*\}', b"", reply)


def ask(port, tally, kind, route, fields):
    """One request that must be answered, or refused because the queue is full."""
    body = json.dumps(fields)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        connection.request("POST", route, body)
        reply = connection.getresponse()
        received = reply.read()
    except (OSError, http.client.HTTPException) as error:
        return tally.lose(f"{kind} {body}: {error!r}")
    finally:
        connection.close()
    if reply.status == 429 and int(reply.getheader("Retry-After", 0)) > 0:
        return tally.refuse()
    if reply.status != 200 or (kind == "stream" and b"event: done" not in received):
        return tally.lose(f"{kind} {body}: {reply.status} {received[:300]!r}")
    tally.compare(kind, body, without_timing(received))
    tally.count(kind)


def leave(port, tally, chance):
    """A client that goes away somewhere between its first byte and the reply's last."""
    fields = chance.choice([
        decode(input=chance.choice(WORDS), num_beams=8, stream=False)[1], decode(input=chance.choice(WORDS), stream=True)[1],
        decode(input=[chance.choice(WORDS)] * 16, attention={"maps": ["encoder", "decoder", "cross"]})[1]])
    body = json.dumps(fields).encode()
    request = b"POST /decode HTTP/1.1\r\nHost: soak\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        if chance.random() < 0.4:
            connection.sendall(request[:chance.randrange(len(request))])
        else:
            connection.sendall(request)
            if chance.random() < 0.5:
                connection.recv(chance.randrange(1, 2000))
    tally.count("left")


def send_garbage(port, tally, chance):
    """What no client should send: it may be refused or cut, and nothing else may come of it."""
    rubbish = chance.choice([
        chance.randbytes(chance.randrange(1, 4000)),
        b"POST /decode HTTP/1.1\r\nHost: soak\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n12345",
        b"POST /decode HTTP/1.1\r\nHost: soak\r\nContent-Length: 9\r\n\r\n{\"input\":",
        b"POST /decode HTTP/1.1\r\nHost: soak\r\nContent-Length: 13\r\n\r\n{\"input\": 1e9}"[:-1],
        b"GET /health%00/live HTTP/1.1\r\nHost: soak\r\n\r\n",
        b"POST /decode HTTP/1.1\r\nHost: soak\r\nTransfer-Encoding: rot13\r\n\r\n"])
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        try:
            connection.sendall(rubbish)
            connection.shutdown(socket.SHUT_WR)
            # An interim reply asks a client that has stopped sending whether it still listens.
            answer = connection.recv(64).removeprefix(b"HTTP/1.1 100 Continue\r\n\r\n")
        except ConnectionError:
            answer = b""
    if answer and not re.match(rb"HTTP/1\.[01] (4|501)", answer):
        tally.lose(f"garbage {rubbish[:100]!r} was answered {answer!r}")
    tally.count("garbage")


def work(port, tally, end, seed):
    chance = random.Random(seed)
    requests = list(cases())
    while time.monotonic() < end:
        choice = chance.random()
        try:
            if choice < 0.08:
                leave(port, tally, chance)
            elif choice < 0.14:
                send_garbage(port, tally, chance)
            else:
                kind, (route, fields) = chance.choice(requests)
                ask(port, tally, kind, route, fields)
        except OSError as error:
            tally.lose(f"a connection failed: {error!r}")


def look_at_health(port, tally):
    begin = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/health/ready")
        if connection.getresponse().status != 200:
            tally.lose("not ready")
    except (OSError, http.client.HTTPException) as error:
        tally.lose(f"health: {error!r}")
    finally:
        connection.close()
    tally.health.append(time.monotonic() - begin)


def resident_kb(process):
    with open(f"/proc/{process.pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))


def start(heed):
    process = subprocess.Popen([heed, "serve", "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    line = process.stdout.readline()
    if not line.startswith("listening on "):
        sys.exit(f"{heed} does not listen: {line!r}")
    return process, int(line.rsplit(":", 1)[1])


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    seconds = int(sys.argv[2]) if len(sys.argv) > 2 else 600
    process, port = start(sys.argv[1])
    tally, begin = Tally(), time.monotonic()
    workers = [threading.Thread(target=work, args=(port, tally, begin + seconds, seed)) for seed in range(WORKERS)]
    for worker in workers:
        worker.start()
    resident = []
    while time.monotonic() < begin + seconds and process.poll() is None:
        resident.append(resident_kb(process))
        look_at_health(port, tally)
        time.sleep(1)
    for worker in workers:
        worker.join()
    if process.poll() is None:
        process.terminate()
    status = process.wait(timeout=60)

    # Around a fifth of the time (minute 2 of 10), and at the end.
    fifth, window = len(resident) // 5, max(1, len(resident) // 30)
    early, late = statistics.median(resident[fifth - window:fifth + window + 1]), statistics.median(resident[-window:])
    health = sorted(tally.health)
    print(f"{seconds} s:", ", ".join(f"{count} {kind}" for kind, count in sorted(tally.kinds.items())), f"; {tally.refused} refused with 429")
    print(f"resident: {early / 1024:.1f} MB after a fifth, {late / 1024:.1f} MB at the end, at most {max(resident) / 1024:.1f}")
    print(f"health: p50 {1000 * statistics.median(health):.1f} ms, p99 {1000 * health[len(health) * 99 // 100]:.1f}, most {1000 * health[-1]:.1f}")
    failures = tally.lost[:20] + (["…"] if len(tally.lost) > 20 else [])
    if late > early * (1 + MOST_GROWTH) + MOST_GROWTH_KB:
        failures.append("memory grows")
    if health[len(health) * 99 // 100] > MOST_HEALTH_SECONDS:
        failures.append("health is slow")
    if status != 0:
        failures.append(f"heed ended with {status}")
    for failure in failures:
        print(failure, file=sys.stderr)
    print(f"{len(tally.lost)} lost" + ("" if failures else "; passed"))
    sys.exit(bool(failures))


if __name__ == "__main__":
    main()
