"""How close each product of a decoder step comes to what the machine can do, which is measured in the same run."""

import collections
import subprocess

from measuring import table

TYPES = ("float32", "bfloat16", "int8")
ROWS = (1, 4, 8, 32)


def measure(options):
    rows = {}
    for line in heed_bench(options, "products"):
        kind, *words = line.split(" ")
        match kind:
            case "machine":
                rows["machine"] = {"float": float(words[0]), "integer": float(words[1])}
            case "memory":
                rows["machine"][words[0]] = float(words[1])
            case "product":
                numbers = dict(zip(("rows", "count", "inputs", "outputs", "bytes", "seconds"), map(float, words[1:7])))
                name = " ".join(words[7:])
                rows[f"{words[0]}:{words[1]}:{name}"] = {"dtype": words[0], "name": name} | numbers
    return rows


def heed_bench(options, *arguments):
    """The lines that Targets/HeedBench prints."""
    command = [options.heed_bench, *map(str, arguments)]
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines()


def least_seconds(product, machine):
    """What the product would take at the core's peak, or at the memory's speed where that takes longer."""
    peak = machine["integer"] if product["dtype"] == "int8" else machine["float"]
    operations = 2 * product["rows"] * product["inputs"] * product["outputs"]
    return max(operations / peak if peak else 0, product["bytes"] / machine[product["dtype"]])


def step_seconds(rows, dtype, count):
    """All products of one step with `count` rows."""
    return sum(product["seconds"] * product["count"] for product in products_of(rows, dtype) if product["rows"] == count)


def products_of(rows, dtype):
    return [row for row in rows.values() if row.get("dtype") == dtype]


def page(rows):
    machine = rows["machine"]
    memory = ", ".join(f"{machine[dtype] / 1e9:.0f} GB/s as much as {dtype} weights take" for dtype in TYPES)
    lines = [
        "## Products and the machine's limits", "",
        f"One core computes {machine['float'] / 1e9:.0f} GFLOP/s (multiply-adds of float32) and {machine['integer'] / 1e9:.0f} GOP/s (exact products of bytes, with "
        f"the best instruction that it has for them), and reads {memory} (again and again: the smaller may stay in the cache). For each product of a decoder step "
        "of the translator, on one thread, each finding its weights where a step would: microseconds, and the share of the limit, which is the core's or the "
        "memory's, whichever is the lower. The last line is the whole step.", ""]
    for dtype in TYPES:
        lines += [f"**{dtype}**", ""] + table(
            ["product", "inputs", "outputs"] + [f"{count} row{'s' * (count > 1)}" for count in ROWS], product_cells(rows, dtype) + [step_cells(rows, dtype)])
    return lines


def product_cells(rows, dtype):
    by_name = collections.defaultdict(list)
    for product in products_of(rows, dtype):
        by_name[product["name"]].append(product)
    return [
        [name, f"{products[0]['inputs']:.0f}", f"{products[0]['outputs']:.0f}"] + [
            share(product["seconds"], least_seconds(product, rows["machine"])) for product in products]
        for name, products in by_name.items()]


def step_cells(rows, dtype):
    cells = ["all", "", ""]
    for count in ROWS:
        least = sum(
            least_seconds(product, rows["machine"]) * product["count"] for product in products_of(rows, dtype) if product["rows"] == count)
        cells.append(share(step_seconds(rows, dtype, count), least))
    return cells


def share(seconds, least):
    return f"{1e6 * seconds:,.0f} ({least / seconds:.0%})"
