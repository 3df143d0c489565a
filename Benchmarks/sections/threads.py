"""What more threads give: the ratios of `ratios` again, one request's speed, and sixteen clients' rate."""

import concurrent.futures
import contextlib
import statistics

import models
from engines import Heed
from measuring import TARGET_LENGTH, in_turn, ratio, sequences, table
from sections import products, ratios

CLIENTS, REQUESTS = 16, 32


def measure(options):
    rows = ratios.measure_cases(options, options.cores, with_transformers=False)
    for dtype in ("float32", "int8"):
        rows[f"gain:{dtype}"] = {"dtype": dtype, "threads": options.cores} | measure_gain(options, dtype)
    return rows


def memory_speed(options, dtype, threads):
    """Bytes a second that the threads together read from as much memory as a step's weights take."""
    lines = products.heed_bench(options, "memory", threads)
    return next(float(speed) for _, name, speed in map(str.split, lines) if name == dtype)


def measure_gain(options, dtype):
    folder = models.translator(options.work)
    cores = options.cores
    with contextlib.ExitStack() as stack:
        one, many = (stack.enter_context(Heed(options.heed, folder, dtype, threads)) for threads in (1, cores))
        others = [one] + [stack.enter_context(Heed(options.heed, folder, dtype, 1)) for _ in range(cores - 1)]
        single = in_turn(options.repeats, {
            "one": lambda: one.translate(sequences(1), 1, TARGET_LENGTH), "many": lambda: many.translate(sequences(1), 1, TARGET_LENGTH)})
        memory = [memory_speed(options, dtype, cores) / memory_speed(options, dtype, 1) for _ in range(options.repeats)]
        crowd = in_turn(max(1, options.repeats // 2), {
            "one": lambda: crowd_of_clients([one]), "many": lambda: crowd_of_clients([many]), "processes": lambda: crowd_of_clients(others)})
    return {
        "single": ratio(single, "many", "one"), "memory": statistics.median(memory), "crowd": ratio(crowd, "many", "one"),
        "processes": ratio(crowd, "processes", "one"), "rate": statistics.median(crowd["many"])}


def crowd_of_clients(servers):
    """Tokens made for CLIENTS clients, shared out among the servers."""
    with concurrent.futures.ThreadPoolExecutor(CLIENTS) as pool:
        return sum(pool.map(
            lambda request: servers[request[0] % len(servers)].translate([request[1]], 1, TARGET_LENGTH),
            enumerate(sequences(REQUESTS))))


def page(rows):
    gains = [row for name, row in rows.items() if name.startswith("gain:")]
    threads = gains[0]["threads"] if gains else "more"
    return [f"## {threads} threads", "", f"As on one thread, with {threads} for both.", ""] + ratios.ratio_table(rows, {}) + [
        f"Gains over one thread: one sequence (goal 1.5), {CLIENTS} clients at once, and, for comparison, the same clients shared out among as many processes of "
        "one thread each. A single sequence's step reads every weight once, so its gain is bounded by how much faster the cores together read memory than one of them does: measured "
        "beside it, over as many bytes as the step's weights take.", ""] + table(
            ["weights", "one sequence", "", "memory", f"{CLIENTS} clients", f"{CLIENTS} clients, processes", "tokens a second"], [[
                row["dtype"], f"**{row['single']:.2f}**", "reached" if row["single"] >= 1.5 else "not reached", f"{row['memory']:.2f}",
                f"{row['crowd']:.2f}", f"{row['processes']:.2f}", f"{row['rate']:.0f}"] for row in gains])
