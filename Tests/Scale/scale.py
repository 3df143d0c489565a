#!/usr/bin/env python3
"""Two instances of heed, on hosts of their own, behind HAProxy and behind nginx with the configurations of config/: stops lose nothing, a
death loses only what was under way there, overload stays with the balancer, a slow instance gets less, all answer the same bytes.

usage: Tests/Scale/scale.py PATH_OF_HEED        as root, or where user namespaces are allowed
"""

import json
import os
import pathlib
import signal
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

from hosts import HAProxy, Host, Instance, Nginx, enter_own_network
from load import Load

passed = 0


def check(holds, what):
    global passed
    print(("passed: " if holds else "FAILED: ") + what, flush=True)
    if not holds:
        raise SystemExit(1)
    passed += 1


def executions(instances):
    """How often each request was answered with 200 by any instance."""
    counts = {}
    for instance in instances:
        for identifier, status in instance.requests():
            if status == 200:
                counts[identifier] = counts.get(identifier, 0) + 1
    return counts


def one_each(load, instances):
    """Whether the requests with a 200 are those that an instance worked on, once each."""
    counts = executions(instances)
    answered = {answer.identifier for answer in load.answers if answer.status == 200}
    own = {identifier: count for identifier, count in counts.items() if identifier.startswith(load.label + "-")}
    return set(own) == answered and set(own.values()) <= {1}


def rolling_stops(balancer, instances, rounds=2):
    with Load(balancer.url, 16, "rolling") as load:
        for _ in range(rounds):
            for instance in instances:
                load.wait_for(100)
                code = instance.stop()
                if code != 0:
                    check(False, f"{balancer.name}: SIGTERM ends {instance.name} with {code}")
                load.wait_for(100)
                instance.start()
                # The balancer looks twice a second, and nginx forgets a refused connection after one.
                time.sleep(1.5)
    check(set(load.statuses()) == {200},
          f"{balancer.name}: {rounds * 2} stops by SIGTERM under load, statuses {load.statuses()}")
    check(one_each(load, instances), f"{balancer.name}: {len(load.answers)} replies, each of one execution")


def death(balancer, instances):
    victim, other = instances
    with Load(balancer.url, 16, "death") as load:
        load.wait_for(200)
        killed = time.monotonic()
        victim.kill()
        load.wait_for(300)
    failed = [answer for answer in load.answers if answer.status != 200]
    check(all(answer.began < killed + 0.05 for answer in failed) and len(failed) <= 16,
          f"{balancer.name}: kill -9 fails {len(failed)} of {len(load.answers)} requests, all under way then: "
          f"{load.statuses()}")
    # The victim may have finished one whose reply was still on its way.
    elsewhere = executions([other])
    check(not any(answer.identifier in elsewhere for answer in failed) and set(executions(instances).values()) == {1},
          f"{balancer.name}: nothing ran twice, and nothing that failed ran elsewhere")
    victim.start()
    time.sleep(1.5)


def overload(balancer, instances, limit):
    if balancer.queues:
        with Load(balancer.url, 6 * limit, "overload") as load:
            load.wait_for(600)
        check(set(load.statuses()) == {200},
              f"{balancer.name}: {6 * limit} clients for {2 * limit} places wait for one: {load.statuses()}")
    else:
        with Load(balancer.url, 2 * limit - 2, "room") as load:
            load.wait_for(600)
        check(set(load.statuses()) == {200},
              f"{balancer.name}: {2 * limit - 2} clients for {2 * limit} places: {load.statuses()}")
        with Load(balancer.url, 6 * limit, "overload") as load:
            load.wait_for(600)
        check(set(load.statuses()) == {200, 503},
              f"{balancer.name}: {6 * limit} clients for {2 * limit} places: {load.statuses()}")
        check(all(b"no_instance" in answer.body for answer in load.answers if answer.status == 503),
              f"{balancer.name}: every 503 is the balancer's own, for nobody had room")
    check(one_each(load, instances), f"{balancer.name}: under overload each reply is of one execution")
    refused = [status for instance in instances for _, status in instance.requests() if status in (429, 503)]
    check(not refused, f"{balancer.name}: no instance had to refuse a request")


def slow_instance(balancer, instances):
    slow, quick = instances
    ended = threading.Event()

    def hold_up():
        while not ended.is_set():
            slow.process.send_signal(signal.SIGSTOP)
            time.sleep(0.04)
            slow.process.send_signal(signal.SIGCONT)
            time.sleep(0.01)

    holder = threading.Thread(target=hold_up)
    holder.start()
    with Load(balancer.url, 8, "slow") as load:
        load.wait_for(800)
    ended.set()
    holder.join()
    shares = [sum(identifier.startswith("slow-") for identifier, _ in one.requests()) for one in (slow, quick)]
    check(set(load.statuses()) == {200} and shares[0] * 1.5 < shares[1],
          f"{balancer.name}: an instance that is held up four fifths of the time got {shares[0]}, the other {shares[1]}")


def outputs(url, body):
    request = urllib.request.Request(f"{url}/decode", json.dumps(body).encode())
    with urllib.request.urlopen(request, timeout=60) as reply:
        text = reply.read()
    # All but the timings, as the bytes that were sent.
    return text[: text.rindex(b',"timing_ms"')]


def same_bytes(instances, what):
    bodies = [
        {"input": ["attention", "invariance"], "attention": True},
        {"input": "encyclopedia", "num_beams": 4, "num_return_sequences": 3},
        {"input": "read", "do_sample": True, "seed": 7, "top_logprobs": 3},
    ]
    replies = [[outputs(instance.url, body) for body in bodies] for instance in instances]
    check(all(one == replies[0] for one in replies), f"the same bytes from {what}: {[len(one) for one in replies[0]]}")


def main():
    enter_own_network()
    heed = str(pathlib.Path(sys.argv[1]).resolve())
    root = pathlib.Path(__file__).resolve().parents[2]
    hosts = [Host(1), Host(2)]
    started = []

    def instances(directory, *options):
        pair = [Instance(heed, host, directory, name, *option)
                for host, name, option in zip(hosts, ["first", "second"], options)]
        for instance in pair:
            started.append(instance)
            instance.start()
        return pair

    try:
        with tempfile.TemporaryDirectory() as directory:
            one_thread = (["--threads", "1", "--drain-delay", "2"],)
            for kind in (HAProxy, Nginx):
                pair = instances(directory, one_thread, one_thread)
                balancer = kind(root, directory, pair, limit=None)
                started.append(balancer)
                rolling_stops(balancer, pair)
                death(balancer, pair)
                slow_instance(balancer, pair)
                balancer.close()
                for instance in pair:
                    instance.stop()
                    instance.forget()
                limit = 8
                # An instance has a request until the last byte of its reply has left, a little longer than the balancer counts it.
                few = (["--threads", "1", "--max-requests-in-flight", str(2 * limit)],)
                pair = instances(directory, few, few)
                balancer = kind(root, directory, pair, limit=limit)
                started.append(balancer)
                overload(balancer, pair, limit)
                balancer.close()
                for instance in pair:
                    instance.stop()
                    instance.forget()
            pair = instances(directory, (["--threads", "1"],), (["--threads", "2"],))
            same_bytes(pair, "one thread and two")
            for instance in pair:
                instance.stop()
            pair = instances(directory, (["--dtype", "int8"],), (["--dtype", "int8"], {"HEED_MAX_ISA": "plain"}))
            same_bytes(pair, "two instruction sets, in int8")
            for instance in pair:
                instance.stop()
    finally:
        for instance in started:
            instance.end()
        for host in hosts:
            host.close()
    print(f"{passed} passed, 0 failed")


if __name__ == "__main__":
    main()
