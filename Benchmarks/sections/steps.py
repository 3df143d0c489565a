"""What a steady decoder step takes, how much of it is products, and how often it allocates."""

import models
from measuring import table
from sections import products

LEAST_SHARE = 0.8


def measure(options):
    limits = products.measure(options)
    rows = {}
    for line in products.heed_bench(options, "steps", models.translator(options.work)):
        _, dtype, count, seconds, allocations, most = line.split(" ")
        rows[f"{dtype}:{count}"] = {
            "dtype": dtype, "sequences": int(count), "seconds": float(seconds), "allocations": int(allocations), "most": int(most),
            "products": products.step_seconds(limits, dtype, int(count))}
    return rows


def failures(rows):
    return [
        f"a steady step of {row['sequences']} {row['dtype']} sequences allocates {row['allocations']} times" for row in rows.values() if row["allocations"]]


def page(rows):
    return [
        "## Steps of the decoder", "",
        "The translator, greedy, one sequence a row, 25 source tokens, one thread: milliseconds of a step, of which its products alone take the second figure "
        "(measured as in the section before, in the same run; goal at 32 rows: 80 %). Allocations are calls of malloc and its relatives in a step, in the median "
        "and at most; goal: none in a steady step.", ""] + table(
            ["weights", "sequences", "step, ms", "products, ms", "share", "", "allocations", "most", ""], [[
                row["dtype"], row["sequences"], f"{1000 * row['seconds']:.2f}", f"{1000 * row['products']:.2f}",
                f"{row['products'] / row['seconds']:.0%}", share_verdict(row), row["allocations"], row["most"],
                "none" if row["allocations"] == 0 else "**not none**"] for row in rows.values()])


def share_verdict(row):
    if row["sequences"] != 32:
        return ""
    return "reached" if row["products"] >= LEAST_SHARE * row["seconds"] else "not reached"
