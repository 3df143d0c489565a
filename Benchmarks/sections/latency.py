"""How long requests take when many clients each send one after the other."""

import concurrent.futures
import time

import models
from engines import Heed
from measuring import TARGET_LENGTH, percentile, sequences, table

CLIENTS = (1, 16, 64)


def measure(options):
    folder = models.translator(options.work)
    rows = {}
    for dtype in ("float32", "int8"):
        with Heed(options.heed, folder, dtype, options.cores) as heed:
            heed.translate(sequences(1), 1, TARGET_LENGTH)
            for clients in CLIENTS:
                rows[f"{dtype}:{clients}"] = {"dtype": dtype, "clients": clients} | measure_clients(heed, clients)
    return rows


def measure_clients(heed, clients):
    requests = max(40, 4 * clients)
    ids = sequences(requests)

    def seconds(sequence):
        started = time.perf_counter()
        heed.translate([sequence], 1, TARGET_LENGTH)
        return time.perf_counter() - started

    with concurrent.futures.ThreadPoolExecutor(clients) as pool:
        started = time.perf_counter()
        times = list(pool.map(seconds, ids))
        total = time.perf_counter() - started
    return {"requests": requests, "rate": requests * TARGET_LENGTH / total, "p50": percentile(times, 0.5), "p99": percentile(times, 0.99)}


def page(rows):
    return [
        "## Many clients", "",
        "Each sends one sequence (25 source tokens, 30 target tokens, greedy), waits for the reply, sends the next; all cores.", ""] + table(
            ["weights", "clients", "requests", "tokens a second", "p50, ms", "p99, ms"], [[
                row["dtype"], row["clients"], row["requests"], f"{row['rate']:.0f}", *(f"{1000 * row[name]:.0f}" for name in ("p50", "p99"))]
                for row in rows.values()])
