"""Seconds until the translator is ready and has answered, and the memory that it takes."""

import statistics
import time

import models
from engines import Heed
from measuring import sequences, table

ALLOWANCE = 60e6


def measure(options):
    folder = models.translator(options.work)
    return {dtype: measure_type(options, folder, dtype) for dtype in ("float32", "bfloat16", "int8")}


def measure_type(options, folder, dtype):
    ready, replied = [], []
    for _ in range(options.repeats):
        with Heed(options.heed, folder, dtype, options.cores) as heed:
            ready.append(heed.load_seconds)
            started = time.perf_counter()
            heed.translate(sequences(1), 1, 1)
            replied.append(heed.load_seconds + time.perf_counter() - started)
            resident, peak = heed.memory()
    return {
        "ready": statistics.median(ready), "replied": statistics.median(replied), "resident": resident, "peak": peak,
        "limit": 1.15 * models.packed_bytes(options.work, dtype) + ALLOWANCE}


def page(rows):
    return [
        "## Loading and memory", "",
        "The translator of the first section. Seconds from the start of the process, with the file in the page cache, until it is ready, and until the reply to "
        "a first request of one token. MB resident after that reply, and at most since the start; the goal for both is 1.15 × the packed weights + 60 MB: "
        "linear layers in their number type, all else in float32, a table that the head shares counted once where it is float32 in both.", ""] + table(
            ["weights", "ready, s", "first reply, s", "resident, MB", "most, MB", "goal, MB", ""], [[
                dtype, f"{row['ready']:.2f}", f"{row['replied']:.2f}", *(f"{row[name] / 1e6:.0f}" for name in ("resident", "peak", "limit")),
                "reached" if row["peak"] <= row["limit"] else "not reached"] for dtype, row in rows.items()])
