#!/usr/bin/env python3
"""How many instances of heed a load needs: measures one, and simulates the rest (docs/scaling.md).

usage: Tools/capacity/capacity.py profile URL OUTPUT.json [--bodies FILE]      steps of an idle instance, with requests like yours, one a line
       Tools/capacity/capacity.py plan PROFILE.json --rate N --p99 MS          instances for N requests a second
       Tools/capacity/capacity.py check PATH_OF_HEED                           holds the simulation against two instances behind HAProxy
Python's standard library only. `check` needs HAProxy, and a machine that does nothing else.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile
import time
import urllib.request

import measuring
import simulation

# Of the embedded model, with as many beams as make a request worth measuring.
WORDS = ["attention", "invariance", "encyclopedia", "translation", "machine", "balancer", "sequence", "simulation"]
BODIES = [json.dumps({"input": word, "num_beams": 16}) for word in WORDS]


def read_bodies(path):
    return [line for line in pathlib.Path(path).read_text().splitlines() if line.strip()] if path else BODIES


def write_profile(options):
    profile = measuring.profile([options.url], read_bodies(options.bodies))
    pathlib.Path(options.output).write_text(json.dumps(vars(profile), indent=1) + "\n")
    print(describe(profile))


def describe(profile):
    steps = ", ".join(f"{size:.1f}: {duration:.2f}" for size, duration in profile.steps)
    bodies = ", ".join(f"{body['steps']} steps of {body['sequences']:.1f}" for body in profile.bodies)
    outside = ", ".join(f"{simulation.percentile(profile.outside_ms, part):.1f}" for part in (0.1, 0.5, 0.9, 0.99))
    return f"milliseconds of a step, by sequences: {steps}\nrequests: {bodies}\noutside (p10, p50, p90, p99): {outside} ms"


def plan(options):
    kept = json.loads(pathlib.Path(options.profile).read_text())
    profile = simulation.Profile(kept["steps"], kept["bodies"], kept["outside_ms"])
    tried = simulation.instances_for(profile, options.rate, options.p99)
    for count, p50, p99 in tried:
        # Of two minutes.
        falls_behind = p50 > 10_000
        print(f"{count} instances: " + ("fall behind" if falls_behind else f"p50 {p50:.0f} ms, p99 {p99:.0f} ms"))
    if tried[-1][2] > options.p99:
        raise SystemExit(f"no number up to {len(tried)} keeps p99 below {options.p99:g} ms: a request alone takes too long")


HAPROXY = """
defaults
    mode http
    timeout connect 2s
    timeout client 60s
    timeout server 60s
frontend clients
    bind 127.0.0.1:{port}
    default_backend heed
backend heed
    balance leastconn
    option http-buffer-request
    http-reuse never
    server first 127.0.0.1:{first} maxconn 256
    server second 127.0.0.1:{second} maxconn 256
"""


def wait_until_ready(url):
    for _ in range(400):
        try:
            with urllib.request.urlopen(f"{url}/health/ready", timeout=2):
                return
        except OSError:
            time.sleep(0.025)
    raise SystemExit(f"{url} does not become ready")


def check(options):
    ports = [options.port, options.port + 1]
    urls = [f"http://127.0.0.1:{port}" for port in ports]
    balancer, failed, started = f"http://127.0.0.1:{options.port + 2}", False, []
    with tempfile.TemporaryDirectory() as directory:
        try:
            for port in ports:
                started.append(subprocess.Popen([options.heed, "serve", "--port", str(port), "--threads", "1"],
                                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
            configuration = pathlib.Path(directory, "haproxy.cfg")
            configuration.write_text(HAPROXY.format(port=options.port + 2, first=ports[0], second=ports[1]))
            started.append(subprocess.Popen(["haproxy", "-q", "-f", configuration]))
            for url in [*urls, balancer]:
                wait_until_ready(url)
            profile = measuring.profile(urls, BODIES, through=balancer)
            print(describe(profile))
            for rate in options.rates:
                arrivals = simulation.poisson(rate, options.seconds, len(BODIES), seed=7)
                measured = measuring.replay(balancer, BODIES, arrivals)
                predicted = simulation.simulate(profile, 2, arrivals)
                for name, part in (("p50", 0.5), ("p99", 0.99)):
                    real, model = simulation.percentile(measured, part), simulation.percentile(predicted, part)
                    error = model / real - 1
                    failed = failed or abs(error) > 0.15
                    print(f"{rate:g} a second, {len(arrivals)} requests: {name} measured {real:.1f} ms, predicted {model:.1f} ms ({error:+.0%})",
                          flush=True)
        finally:
            for process in started:
                process.terminate()
            for process in started:
                process.wait()
    if failed:
        raise SystemExit("FAILED: more than 15 % apart")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    one = commands.add_parser("profile")
    one.add_argument("url")
    one.add_argument("output")
    one.add_argument("--bodies")
    one.set_defaults(run=write_profile)
    one = commands.add_parser("plan")
    one.add_argument("profile")
    one.add_argument("--rate", type=float, required=True)
    one.add_argument("--p99", type=float, required=True)
    one.set_defaults(run=plan)
    one = commands.add_parser("check")
    one.add_argument("heed")
    one.add_argument("--port", type=int, default=18080)
    one.add_argument("--rates", type=float, nargs="+", default=[20.0, 40.0])
    one.add_argument("--seconds", type=float, default=60)
    one.set_defaults(run=check)
    options = parser.parse_args()
    options.run(options)


if __name__ == "__main__":
    main()
