"""Requests a second and their latency under wrk, on the cheapest routes: what HTTP itself costs."""

import re
import subprocess

from engines import Heed
from measuring import table

CONNECTIONS = (1, 8, 64, 256)
SECONDS = 4
ROUTES = {"GET /health/live": None, "POST /decode of one word": '{"input": "attention"}'}
POST = 'wrk.method = "POST"\nwrk.path = "/decode"\nwrk.body = [[%s]]\n'
UNITS = {"us": 1e-3, "ms": 1, "s": 1e3}


def measure(options):
    """The embedded model, all cores; wrk itself takes a share of them."""
    script = options.work / "decode.lua"
    rows = {}
    with Heed(options.heed, threads=options.cores) as heed:
        for name, body in ROUTES.items():
            if body:
                script.write_text(POST % body)
            arguments = ["--script", str(script), heed.url] if body else [heed.url + "/health/live"]
            for connections in CONNECTIONS:
                rows[f"{name}:{connections}"] = {"route": name, "connections": connections} | run_wrk(connections, arguments)
    return rows


def run_wrk(connections, arguments):
    command = ["wrk", "--latency", "--threads", "1", "--connections", str(connections), "--duration", f"{SECONDS}s", *arguments]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    errors = re.search(r"Non-2xx or 3xx responses: (\d+)", output)
    return {
        "rate": float(re.search(r"Requests/sec:\s+([\d.]+)", output)[1]), "p50": milliseconds(output, "50%"),
        "p99": milliseconds(output, "99%"), "errors": int(errors[1]) if errors else 0}


def milliseconds(output, line):
    number, unit = re.search(rf"^\s+{line}\s+([\d.]+)(us|ms|s)$", output, re.MULTILINE).groups()
    return float(number) * UNITS[unit]


def page(rows):
    return [
        "## HTTP", "",
        f"`wrk` on one thread of the same machine for {SECONDS} s each; `g2p-en`, float32, all cores, greedy. Replies that are not 2xx are refusals "
        "of a full queue.", ""] + table(
            ["request", "connections", "requests a second", "p50, ms", "p99, ms", "not 2xx"], [[
                row["route"], row["connections"], f"{row['rate']:,.0f}", f"{row['p50']:.2f}", f"{row['p99']:.2f}", row["errors"] or ""]
                for row in rows.values()])
