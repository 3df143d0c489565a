"""How time grows with the lengths of source and target."""

import statistics

import models
from engines import Heed
from measuring import in_turn, sequences, table

LENGTHS = [(source, 10) for source in (25, 50, 100, 200, 400)] + [(25, target) for target in (20, 40, 80, 160, 320)]


def measure(options):
    rows = {f"{source}:{target}": {"source": source, "target": target} for source, target in LENGTHS}
    for dtype in ("float32", "int8"):
        with Heed(options.heed, models.translator(options.work), dtype, 1) as heed:
            for row in rows.values():
                ids = sequences(1, row["source"])
                rates = in_turn(min(options.repeats, 3), {"": lambda: (heed.translate(ids, 1, row["target"]), 1)[1]})
                row[dtype] = 1 / statistics.median(rates[""])
    return rows


def page(rows):
    return ["## Length", "", "Milliseconds of one sequence, greedy, on one thread.", ""] + table(
        ["source tokens", "target tokens", "float32", "int8"],
        [[row["source"], row["target"], *(f"{1000 * row[dtype]:.0f}" for dtype in ("float32", "int8"))] for row in rows.values()])
