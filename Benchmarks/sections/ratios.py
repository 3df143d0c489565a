"""Tokens a second on one thread, against CTranslate2 and transformers."""

import argparse
import contextlib
import itertools
import statistics
from typing import NamedTuple

import models
from engines import CTranslate2, Heed, Transformers
from measuring import TARGET_LENGTH, in_turn, ratio, sequences, table


class Case(NamedTuple):
    dtype: str
    batch: int
    beams: int

    def __str__(self):
        return f"{self.dtype}:{self.batch}:{'greedy' if self.beams == 1 else f'beam{self.beams}'}"


ALL_CASES = [Case(*values) for values in itertools.product(("float32", "int8"), (1, 8, 32), (1, 4))]

# What is to be reached, and what is aimed at.
GOALS = {
    "float32:1:greedy": (1.2, 1.7), "float32:1:beam4": (1.8, 2.4), "float32:8:greedy": (1.7, 2), "float32:32:greedy": (1.25, 1.45),
    "int8:1:greedy": (2.6, 3.3), "int8:1:beam4": (2.6, 3.5), "int8:8:greedy": (2.1, 2.7), "int8:32:greedy": (1.5, 2)}


def parse_cases(text):
    known = {str(case): case for case in ALL_CASES}
    try:
        return [known[name] for name in text.split(",") if name]
    except KeyError as error:
        raise argparse.ArgumentTypeError(f"no case {error}; there are {', '.join(known)}") from None


def measure(options):
    return measure_cases(options, threads=1, with_transformers=True)


def measure_cases(options, threads, with_transformers):
    """case → its row."""
    translator = models.translator(options.work)
    converted = models.converted_translator(options.work)
    rows = {}
    for dtype in sorted({case.dtype for case in options.cases}):
        with contextlib.ExitStack() as stack:
            engines = {
                "heed": stack.enter_context(Heed(options.heed, translator, dtype, threads)),
                "CTranslate2": stack.enter_context(CTranslate2(converted, dtype, threads))}
            reference = None
            if dtype == "float32" and with_transformers:
                reference = stack.enter_context(Transformers(models.loaded_translator(options.work), threads))
            for case in options.cases:
                if case.dtype == dtype:
                    rows[str(case)] = measure_case(options.repeats, case, engines, reference)
                    print(f"{case}, {threads} thread(s): {describe(rows[str(case)])}", flush=True)
    return rows


def measure_case(repeats, case, engines, reference):
    """Large cases, which take seconds, are repeated less. transformers is slow and is only for orientation: it runs once, after one for
    warmth, and without beams."""
    ids = sequences(case.batch)
    rates = in_turn(repeats if case.batch * case.beams <= 8 else max(1, repeats // 2), {
        name: lambda engine=engine: engine.translate(ids, case.beams, TARGET_LENGTH) for name, engine in engines.items()})
    row = {
        "rates": {name: statistics.median(values) for name, values in rates.items()},
        "ratio": ratio(rates, "heed", "CTranslate2"), "case": case._asdict()}
    if reference and case.beams == 1:
        row["rates"] |= {"transformers": in_turn(1, {"": lambda: reference.translate(ids, 1, TARGET_LENGTH)})[""][0]}
    return row


def describe(row):
    return f"ratio {row['ratio']:.2f}; " + ", ".join(f"{name} {rate:.0f}" for name, rate in row["rates"].items()) + " tokens/s"


def page(rows):
    return [
        "## Translation on one thread", "",
        "Tokens a second; random weights in the shape of OPUS-MT en-fr (6 + 6 layers, 512 wide, vocabulary 59,514), 25 source tokens, 30 "
        "target tokens. For beams, the tokens of the returned sequence count.", ""] + ratio_table(rows, GOALS) + [
        "![Tokens a second, relative to CTranslate2](benchmarks.svg)", ""]


def ratio_table(rows, goals):
    return table(
        ["weights", "sequences", "search", "heed", "CTranslate2", "transformers", "to CTranslate2"] + ["goal", "aim", ""] * bool(goals),
        [cells(row) + goal_cells(row["ratio"], goals.get(name)) * bool(goals) for name, row in in_order(rows)])


def in_order(rows):
    return [(str(case), rows[str(case)]) for case in ALL_CASES if str(case) in rows]


def cells(row):
    case, rates = row["case"], row["rates"]
    return [case["dtype"], case["batch"], "greedy" if case["beams"] == 1 else f"beam {case['beams']}"] + [
        f"{rates[name]:.0f}" if name in rates else "" for name in ("heed", "CTranslate2", "transformers")] + [f"**{row['ratio']:.2f}**"]


def goal_cells(found, goal):
    if not goal:
        return ["", "", ""]
    return [goal[0], goal[1], "aim reached" if found >= goal[1] else "reached" if found >= goal[0] else "not reached"]
