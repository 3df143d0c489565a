"""Asks instances of heed, and reads their metrics."""

import http.client
import json
import queue
import re
import sys
import threading
import time
import urllib.parse
import urllib.request

from simulation import Profile

# A thread that has a reply is not to wait for another one's five milliseconds.
sys.setswitchinterval(0.0002)


class Client:
    """A connection that is kept, unless the other side closes it."""

    def __init__(self, url):
        self.place, self.connection = urllib.parse.urlsplit(url).netloc, None

    def ask(self, body):
        """The reply's bytes."""
        if self.connection is None:
            self.connection = http.client.HTTPConnection(self.place, timeout=120)
        self.connection.request("POST", "/decode", body)
        reply = self.connection.getresponse()
        text = reply.read()
        if reply.will_close:
            self.connection.close()
            self.connection = None
        if reply.status != 200:
            raise SystemExit(f"{self.place} answers {reply.status}: {text[:300]!r}")
        return text


def own_time(reply):
    """Milliseconds of the instance, of its reply."""
    return json.loads(reply)["timing_ms"]["total"]


def metrics(url):
    """Sums and counts of what an instance did in its steps."""
    with urllib.request.urlopen(f"{url}/metrics", timeout=10) as reply:
        text = reply.read().decode()
    names = {"step": "heed_engine_step_duration_seconds", "sequences": "heed_engine_step_sequences"}
    result = {}
    for short, name in names.items():
        for stage in ("encode", "decode"):
            for part in ("sum", "count"):
                found = re.search(rf'^{name}_{part}{{stage="{stage}"}} (\S+)$', text, re.MULTILINE)
                result[f"{stage}_{short}_{part}"] = float(found.group(1)) if found else 0.0
    return result


def difference(before, after):
    return {key: after[key] - before[key] for key in after}


def measure_bodies(url, bodies, repeats):
    """Each body alone: steps, sequences in each, time of the encoder; and what a step takes beyond what the engine counts as its own."""
    client, result, rest = Client(url), [], []
    for body in bodies:
        client.ask(body)
        before, own = metrics(url), 0.0
        for _ in range(repeats):
            own += own_time(client.ask(body))
        did = difference(before, metrics(url))
        steps = did["decode_step_count"]
        encode = did["encode_step_sum"] * 1000
        rest.append((own - encode - did["decode_step_sum"] * 1000) / steps)
        result.append({"steps": round(steps / repeats), "sequences": did["decode_sequences_sum"] / steps,
                       "encode_ms": encode / repeats})
    return result, sum(rest) / len(rest)


def measure_outside(url, bodies, count=200, rate=10.0):
    """What requests that come one by one take beyond the instance's own time: network, balancer, client."""
    arrivals = [(number * 1000 / rate, number % len(bodies)) for number in range(count)]
    own = [0.0] * count
    latencies = replay(url, bodies, arrivals, own=own)
    return [took - inside for took, inside in zip(latencies, own)]


def together(urls, bodies, clients, seconds):
    """So many clients at each instance that ask without a pause: the seconds it took, and what each instance did."""
    ends = time.monotonic() + seconds

    def ask(url, number):
        client, turn = Client(url), number
        while time.monotonic() < ends:
            client.ask(bodies[turn % len(bodies)])
            turn += 1

    before = {url: metrics(url) for url in urls}
    began = time.perf_counter()
    threads = [threading.Thread(target=ask, args=(url, number)) for url in urls for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    return took, [difference(before[url], metrics(url)) for url in urls]


def profile(urls, bodies, through=None, levels=(1, 2, 3, 4, 6, 8, 12), seconds=4.0, repeats=20):
    """Of instances that are alike and work at the same time, since neighbours share a machine's memory and caches.

    - through: the balancer before them
    """
    alone, rest = measure_bodies(urls[0], bodies, repeats)
    outside = measure_outside(through or urls[0], bodies)
    points = []
    for clients in levels:
        took, did = together(urls, bodies, clients, seconds)
        steps = sum(one["decode_step_count"] for one in did)
        sequences = sum(one["decode_sequences_sum"] for one in did) / steps
        # With two clients or more an instance is never idle: choosing tokens and all else is in what is left of the time.
        busy = (took * len(urls) - sum(one["encode_step_sum"] for one in did)) / steps * 1000
        alone_ms = sum(one["decode_step_sum"] for one in did) / steps * 1000 + rest
        points.append((sequences, alone_ms if clients == 1 else busy))
    return Profile(sorted(points), alone, outside)


def replay(url, bodies, arrivals, clients=64, own=None):
    """Sends requests when they are due; returns their latencies in milliseconds, from when they were due.

    - own: takes the instance's own times
    """
    latencies = [0.0] * len(arrivals)
    due = queue.SimpleQueue()
    began = time.perf_counter() + 0.5

    def work():
        client = Client(url)
        while (number := due.get()) is not None:
            reply = client.ask(bodies[arrivals[number][1]])
            latencies[number] = (time.perf_counter() - began) * 1000 - arrivals[number][0]
            if own is not None:
                own[number] = own_time(reply)

    threads = [threading.Thread(target=work) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for number, (at, _) in enumerate(arrivals):
        time.sleep(max(0.0, began + at / 1000 - time.perf_counter()))
        due.put(number)
    for _ in threads:
        due.put(None)
    for thread in threads:
        thread.join()
    return latencies
