"""Whether long and large requests hold up short ones: one-token requests alone, beside a load of 200-token ones, and beside requests of
many sequences."""

import concurrent.futures
import threading
import time

import models
from engines import Heed
from measuring import percentile, sequences, table

LONG, SHORT_REQUESTS, LONG_CLIENTS = 200, 100, 8
LARGE, LARGE_CLIENTS = 256, 4


def measure(options):
    folder = models.translator(options.work)
    rows = {}
    for dtype in ("float32", "int8"):
        with Heed(options.heed, folder, dtype, options.cores) as heed:
            rows[f"{dtype}:alone"] = {"dtype": dtype, "beside": "alone"} | short_requests(heed)
            with Load(heed, LONG_CLIENTS, 1) as load:
                beside = short_requests(heed)
            rows[f"{dtype}:beside"] = {"dtype": dtype, "beside": f"{LONG_CLIENTS} clients with {LONG} tokens each"} | beside | {
                "long": percentile(load.seconds, 0.5)}
            with Load(heed, LARGE_CLIENTS, LARGE):
                beside = short_requests(heed)
            rows[f"{dtype}:large"] = {
                "dtype": dtype, "beside": f"{LARGE_CLIENTS} clients with {LARGE} sequences of {LONG} tokens each"} | beside
    return rows


class Load:
    """Clients that each ask for LONG tokens for a batch of sequences again and again until the end of the `with`."""

    def __init__(self, heed, clients, batch):
        self.heed = heed
        self.batches = [sequences(clients * batch)[client * batch:][:batch] for client in range(clients)]
        self.ended = threading.Event()
        self.seconds = []
        self.pool = concurrent.futures.ThreadPoolExecutor(clients)

    def __enter__(self):
        self.clients = [self.pool.submit(self.keep_asking, batch) for batch in self.batches]
        time.sleep(1)
        return self

    def keep_asking(self, batch):
        while not self.ended.is_set():
            started = time.perf_counter()
            self.heed.translate(batch, 1, LONG)
            self.seconds.append(time.perf_counter() - started)

    def __exit__(self, *_):
        self.ended.set()
        for client in self.clients:
            client.result()
        self.pool.shutdown()


def short_requests(heed):
    times = []
    for sequence in sequences(SHORT_REQUESTS):
        started = time.perf_counter()
        heed.translate([sequence], 1, 1)
        times.append(time.perf_counter() - started)
    return {"p50": percentile(times, 0.5), "p99": percentile(times, 0.99)}


def page(rows):
    return [
        "## Short requests beside long ones", "",
        f"Milliseconds that a request of one token takes (25 source tokens, all cores), {SHORT_REQUESTS} one after the other: a step of all that runs, its own "
        f"encoder pass and its own step. The last column: what one of the {LONG}-token requests takes meanwhile.", ""] + table(
            ["weights", "beside", "p50, ms", "p99, ms", f"{LONG} tokens, ms"], [[
                row["dtype"], row["beside"], *(f"{1000 * row[name]:.0f}" for name in ("p50", "p99")),
                f"{1000 * row['long']:.0f}" if "long" in row else ""] for row in rows.values()])
