#!/usr/bin/env python3
"""Measures heed, its peers and the machine, section by section, and writes the page of benchmarks. See README.md."""

import argparse
import datetime
import json
import os
import pathlib
import sys
import time

import page
from sections import SECTIONS, ratios

ROOT = pathlib.Path(__file__).resolve().parent.parent


def main():
    options = arguments()
    options.work.mkdir(parents=True, exist_ok=True)
    stored = options.work / "results.json"
    results = json.loads(stored.read_text()) if stored.exists() else {}
    failures = []
    for name in options.only:
        started = time.perf_counter()
        rows = SECTIONS[name].measure(options)
        kept = results.get(name, {}).get("rows", {})
        results[name] = {"date": str(datetime.date.today()), "rows": kept | rows}
        stored.write_text(json.dumps(results, indent=1))
        print("\n".join(SECTIONS[name].page(rows)), f"({name}: {time.perf_counter() - started:.0f} s)\n", sep="\n", flush=True)
        if hasattr(SECTIONS[name], "failures"):
            failures += SECTIONS[name].failures(rows)
    if options.output:
        page.write(options.output, SECTIONS, results, options.heed)
    if failures:
        sys.exit("\n".join(failures))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", type=section_names, default=list(SECTIONS), help="sections, separated by commas: " + ", ".join(SECTIONS))
    parser.add_argument("--output", type=pathlib.Path, help="the page to write of all results that are kept; none by default")
    parser.add_argument("--heed", default=str(ROOT / ".build/release/heed"), help="the executable")
    parser.add_argument("--heed-bench", default=str(ROOT / "Benchmarks/.build/release/heed-bench"), help="the one of Package.swift")
    parser.add_argument("--work", type=pathlib.Path, default=ROOT / ".build/benchmarks", help="where models and results are kept")
    parser.add_argument("--repeats", type=int, default=5, help="measurements of each figure, after one for warmth")
    parser.add_argument(
        "--cases", type=ratios.parse_cases, default=ratios.ALL_CASES,
        help="of the ratios, separated by commas, such as float32:8:greedy,int8:1:beam4")
    parser.add_argument("--extra-model", type=pathlib.Path, help="a model directory with golden.json, whose quality is to be measured, too")
    parser.add_argument("--cores", type=int, default=os.cpu_count(), help="threads of what is measured with more than one")
    return parser.parse_args()


def section_names(text):
    names = [name for name in text.split(",") if name]
    for name in names:
        if name not in SECTIONS:
            raise argparse.ArgumentTypeError(f"no section {name}; there are {', '.join(SECTIONS)}")
    return names or list(SECTIONS)


if __name__ == "__main__":
    main()
