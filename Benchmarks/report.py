"""Writes docs/benchmarks.md and its plot."""

import datetime
import importlib.metadata
import os
import platform


def write(path, results, options):
    plot = path.with_name("benchmarks.svg")
    path.write_text("\n".join(
        header(options) + translation(results["translation"], plot.name) + embedding(results["embedding"])
        
        + tokenizing(results["tokenizing"]) + loading(results["loading"]) + clients(results["clients"]) + lengths(results["lengths"])) + "\n")
    plot.write_text(bars(results["translation"]))


def header(options):
    versions = ", ".join(
        f"{name} {importlib.metadata.version(name)}" for name in ("ctranslate2", "transformers", "torch"))
    return [
        "# Benchmarks", "",
        f"Written by `make bench` on {datetime.date.today()}: {processor()}, {os.cpu_count()} cores, {instructions()}; {versions}.",
        "", f"All engines were measured in turn in one run; each figure is the median of {options.rounds} after one for warmth. heed answers over "
        "HTTP with token ids in JSON; its peers are called in process. Absolute figures depend on the machine and on what else it is "
        "doing; ratios hold better.", ""]


def processor():
    for line in open("/proc/cpuinfo"):
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def instructions():
    flags = next((line for line in open("/proc/cpuinfo") if line.startswith("flags")), "").split()
    names = {"avx2": "AVX2", "avx512f": "AVX-512", "avx512_vnni": "VNNI", "avx512_bf16": "bfloat16"}
    return " ".join(name for flag, name in names.items() if flag in flags) or "no vector extensions known here"


def table(heads, rows):
    return ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)] + [
        "| " + " | ".join(str(cell) for cell in row) + " |" for row in rows] + [""]


def translation(rows, plot):
    cells = []
    for row in rows:
        rates = row["rates"]
        cells.append([
            row["dtype"], row["threads"], row["batch"], "greedy" if row["beams"] == 1 else f"beam {row['beams']}",
            *(f"{rates[name]:.0f}" if name in rates else "" for name in ("heed", "CTranslate2", "transformers")),
            f"**{rates['heed'] / rates['CTranslate2']:.2f}**",
            f"{rates['heed'] / rates['transformers']:.2f}" if "transformers" in rates else ""])
    return [
        "## Translation: tokens a second", "",
        "Random weights in the shape of OPUS-MT en-fr (6 + 6 layers, 512 wide, vocabulary 59,514), 25 source tokens, 30 target tokens. For beams, the "
        "tokens of the returned sequence count.", ""] + table(
            ["weights", "threads", "sequences", "search", "heed", "CTranslate2", "transformers", "to CTranslate2",
             "to transformers"], cells) + [f"![tokens a second, relative to CTranslate2]({plot})", ""]


def embedding(rows):
    return [
        "## Sentence embeddings: sentences a second", "",
        "Random weights in the shape of all-MiniLM-L6 (6 layers, 384 wide), 20 tokens, mean pooling.", ""] + table(
            ["threads", "sentences", "heed", "heed, int8", "transformers", "ratio", "ratio, int8"], [[
                row["threads"], row["batch"], *(f"{row['rates'][name]:.0f}" for name in ("heed", "heed, int8", "transformers")),
                f"**{row['rates']['heed'] / row['rates']['transformers']:.2f}**",
                f"{row['rates']['heed, int8'] / row['rates']['transformers']:.2f}"] for row in rows])


def tokenizing(rows):
    return [
        "## Tokenizing: MB of English a second", "",
        "`/tokenize` of 512 KB on one core, with the reply that lists every token and its offsets, HTTP and its parsing by the client; "
        "Hugging Face's tokenizers in process.", ""] + table(
            ["tokenizer", "heed", "tokenizers"],
            [[row["kind"], *(f"{row['rates'][name] / 1e6:.1f}" for name in ("heed", "tokenizers"))] for row in rows])


def loading(rows):
    return ["## Loading the translator", "", "From the start of the process until it is ready, the file in the page cache.", ""] + table(
        ["weights", "seconds", "resident, MB", "most resident, MB"],
        [[row["dtype"], f"{row['seconds']:.2f}", row["resident"] >> 20, row["peak"] >> 20] for row in rows])


def clients(rows):
    return [
        "## Many clients", "",
        "float32, one sequence a request; three requests in four ask for 4 tokens, one for 30. Milliseconds.", ""] + table(
            ["clients", "tokens", "median", "worst"],
            [[row["clients"], row["length"], f"{1000 * row['median']:.0f}", f"{1000 * row['worst']:.0f}"] for row in rows])


def lengths(rows):
    return ["## Length", "", "One sequence, float32, one thread. Milliseconds.", ""] + table(
        ["source tokens", "target tokens", "time"],
        [[row["source"], row["target"], f"{1000 * row['seconds']:.0f}"] for row in rows])


def bars(rows):
    """Ratios to CTranslate2 as bars, the line at 1."""
    height, scale, left = 26, 110, 230
    most = max(row["rates"]["heed"] / row["rates"]["CTranslate2"] for row in rows)
    width = left + int(scale * (most + 1))
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height * len(rows) + 30}" '
        'font-family="sans-serif" font-size="13">',
        '<rect width="100%" height="100%" fill="white"/>']
    for index, row in enumerate(rows):
        ratio = row["rates"]["heed"] / row["rates"]["CTranslate2"]
        top = 10 + index * height
        search = "greedy" if row["beams"] == 1 else f"beam {row['beams']}"
        label = f"{row['dtype']}, {row['threads']} thread{'s' * (row['threads'] > 1)}, {row['batch']} × {search}"
        colour = "#2b6cb0" if row["dtype"] == "float32" else "#c05621"
        lines += [
            f'<text x="{left - 8}" y="{top + 15}" text-anchor="end">{label}</text>',
            f'<rect x="{left}" y="{top}" width="{scale * ratio:.0f}" height="{height - 6}" fill="{colour}"/>',
            f'<text x="{left + scale * ratio + 6:.0f}" y="{top + 15}">{ratio:.2f}</text>']
    line = left + scale
    lines += [f'<line x1="{line}" y1="4" x2="{line}" y2="{height * len(rows) + 10}" stroke="black" stroke-dasharray="4 3"/>',
              f'<text x="{line}" y="{height * len(rows) + 24}" text-anchor="middle">CTranslate2 = 1</text>', "</svg>"]
    return "\n".join(lines) + "\n"
