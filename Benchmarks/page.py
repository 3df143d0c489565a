"""Writes the page of benchmarks and its plot."""

import importlib.metadata
import os
import pathlib
import platform
import subprocess
import textwrap

import plot


def write(path, sections, results, heed):
    """The sections that have results, in their order."""
    lines = header(results, heed)
    for name, section in sections.items():
        if name in results:
            lines += section.page(results[name]["rows"])
    path.write_text("\n".join(wrapped(line) for line in lines))
    if "ratios" in results:
        path.with_name("benchmarks.svg").write_text(plot.ratio_bars(results["ratios"]["rows"]))


def wrapped(line):
    """Prose in lines of 120 columns; tables, headings and pictures as they are."""
    if line.startswith(("|", "#", "!")):
        return line
    return "\n".join(textwrap.wrap(line, 120, break_long_words=False, break_on_hyphens=False))


def header(results, heed):
    dates = sorted({section["date"] for section in results.values()})
    names = ("ctranslate2", "transformers", "tokenizers", "torch")
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in names)
    return [
        "# Benchmarks", "",
        f"Written by `make bench`, measured on {' and '.join(dates)}: {processor()}, {os.cpu_count()} cores, {instructions()}, {system()}; "
        f"{subprocess.run([heed, '--version'], capture_output=True, text=True).stdout.strip()}; {versions}.", "",
        "What is compared was measured in turn in one run, after one round for warmth; each figure is a median, and each ratio the median of the "
        "ratios of the rounds. heed answers over HTTP with token ids in JSON; its peers are called in process. Absolute figures depend on the "
        "machine and on what else it is doing; ratios hold better. A *goal* is what a figure has to reach; an *aim*, where there is one, is what is "
        "worked towards beyond it.", ""]


def processor():
    for line in open("/proc/cpuinfo"):
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def instructions():
    flags = next((line for line in open("/proc/cpuinfo") if line.startswith("flags")), "").split()
    names = {"avx2": "AVX2", "avx512f": "AVX-512", "avx512_vnni": "VNNI", "avx512_bf16": "bfloat16"}
    return " ".join(name for flag, name in names.items() if flag in flags) or "no vector extensions known here"


def system():
    values = dict(line.rstrip().split("=", 1) for line in pathlib.Path("/etc/os-release").open() if "=" in line)
    return values.get("PRETTY_NAME", platform.system()).strip('"')
