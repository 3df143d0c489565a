#!/usr/bin/env python3
"""Measures heed against CTranslate2 and transformers, in turn in one run, and writes docs/benchmarks.md. See README.md."""

import argparse
import concurrent.futures
import itertools
import pathlib
import random
import statistics
import time

import models
import report
import texts
from engines import CTranslate2, Heed, Transformers

SOURCE_LENGTH = 25
TARGET_LENGTH = 30
SHAPES = [(1, 1), (1, 4), (8, 1), (32, 1)]  # sequences, beams


def main():
    options = arguments()
    work = options.work
    work.mkdir(parents=True, exist_ok=True)
    translator = models.make_translator(work / "translator")
    converted = models.convert_for_ctranslate2(translator, work / "translator-ct2")
    encoder = models.make_sentence_encoder(work / "encoder")
    results = {"translation": [], "embedding": [], "loading": [], "clients": [], "lengths": []}
    for threads in options.threads:
        for dtype in ("float32", "int8"):
            results["translation"] += measure_translation(options, translator, converted, dtype, threads)
        results["embedding"] += measure_embedding(options, encoder, threads)
    results["tokenizing"] = measure_tokenizing(options, encoder)
    results["loading"] = measure_loading(options, translator)
    results["clients"] = measure_clients(options, translator)
    results["lengths"] = measure_lengths(options, translator)
    report.write(options.output, results, options)


def arguments():
    root = pathlib.Path(__file__).resolve().parent.parent
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--heed", default=str(root / ".build/release/heed"), help="the executable")
    parser.add_argument("--work", type=pathlib.Path, default=root / ".build/benchmarks", help="where models are kept")
    parser.add_argument("--output", type=pathlib.Path, default=root / "docs/benchmarks.md")
    parser.add_argument("--rounds", type=int, default=5, help="measurements of each figure; the median is taken")
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    return parser.parse_args()


def sequences(count, length, vocabulary=models.VOCABULARY - 1):
    numbers = random.Random(1)
    return [[numbers.randrange(2, vocabulary) for _ in range(length - 1)] + [models.EOS] for _ in range(count)]


def in_turn(rounds, actions):
    """Runs each action once for warmth, then all of them `rounds` times, one after the other.

    Returns the units (tokens, sentences) a second of each: the median."""
    rates = {name: [] for name in actions}
    for round_number in range(rounds + 1):
        for name, action in actions.items():
            started = time.perf_counter()
            units = action()
            if round_number:
                rates[name].append(units / (time.perf_counter() - started))
    return {name: statistics.median(values) for name, values in rates.items()}


def measure_translation(options, translator, converted, dtype, threads):
    from transformers import MarianMTModel

    engines = {
        "heed": Heed(options.heed, translator, dtype, threads), "CTranslate2": CTranslate2(converted, dtype, threads)}
    if dtype == "float32":
        engines["transformers"] = Transformers(MarianMTModel.from_pretrained(translator).eval(), threads)
    rows = []
    for batch, beams in SHAPES:
        ids = sequences(batch, SOURCE_LENGTH)
        rates = in_turn(options.rounds, {
            name: lambda engine=engine: engine.translate(ids, beams, TARGET_LENGTH) for name, engine in engines.items()})
        rows.append({"dtype": dtype, "threads": threads, "batch": batch, "beams": beams, "rates": rates})
        print(rows[-1], flush=True)
    for engine in engines.values():
        engine.close()
    return rows


def measure_embedding(options, encoder, threads):
    from transformers import BertModel

    engines = {
        "heed": Heed(options.heed, encoder, "float32", threads),
        "heed, int8": Heed(options.heed, encoder, "int8", threads),
        "transformers": Transformers(BertModel.from_pretrained(encoder, add_pooling_layer=False).eval(), threads)}
    rows = []
    for batch in (1, 32):
        ids = sequences(batch, 20, vocabulary=30_000)
        rates = in_turn(options.rounds, {name: lambda engine=engine: engine.embed(ids) for name, engine in engines.items()})
        rows.append({"threads": threads, "batch": batch, "rates": rates})
        print(rows[-1], flush=True)
    for engine in engines.values():
        engine.close()
    return rows


def measure_tokenizing(options, encoder):
    text = texts.english()
    rows = []
    for name, tokenizer in texts.tokenizers(text).items():
        folder = texts.directory(options.work / "tokenizer", encoder, tokenizer)
        heed = Heed(options.heed, folder, "float32", 1)
        rates = in_turn(options.rounds, {
            "heed": lambda: (heed.post("/tokenize", {"input": text}), len(text))[1],
            "tokenizers": lambda: (tokenizer.encode(text), len(text))[1]})
        rows.append({"kind": name, "rates": rates})
        print(rows[-1], flush=True)
        heed.close()
    return rows


def measure_loading(options, translator):
    rows = []
    for dtype in ("float32", "bfloat16", "int8"):
        seconds = []
        for _ in range(3):
            heed = Heed(options.heed, translator, dtype, max(options.threads))
            seconds.append(heed.load_seconds)
            resident, peak = heed.memory()
            heed.close()
        rows.append({"dtype": dtype, "seconds": statistics.median(seconds), "resident": resident, "peak": peak})
        print(rows[-1], flush=True)
    return rows


def measure_clients(options, translator):
    """How long a request of one sequence takes when 1, 16 and 64 clients each send one after the other."""
    heed = Heed(options.heed, translator, "float32", max(options.threads))
    rows = []
    for clients in (1, 16, 64):
        requests = max(8, 2 * clients)

        def request(index):
            # One in four is long, the others short: a long request must not hold up the short ones.
            length = TARGET_LENGTH if index % 4 == 0 else 4
            started = time.perf_counter()
            heed.translate(sequences(1, SOURCE_LENGTH), 1, length)
            return length, time.perf_counter() - started

        with concurrent.futures.ThreadPoolExecutor(clients) as pool:
            times = list(pool.map(request, range(requests)))
        for length in (4, TARGET_LENGTH):
            seconds = sorted(time for found, time in times if found == length)
            rows.append({
                "clients": clients, "length": length, "median": statistics.median(seconds), "worst": seconds[-1]})
            print(rows[-1], flush=True)
    heed.close()
    return rows


def measure_lengths(options, translator):
    """Seconds for one sequence as source and target grow."""
    heed = Heed(options.heed, translator, "float32", 1)
    rows = []
    for source, target in itertools.chain(((length, 10) for length in (25, 50, 100, 200, 400)), ((25, n) for n in (20, 40, 80, 160))):
        ids = sequences(1, source)
        rate = in_turn(3, {"heed": lambda: (heed.translate(ids, 1, target), 1)[1]})["heed"]
        rows.append({"source": source, "target": target, "seconds": 1 / rate})
        print(rows[-1], flush=True)
    heed.close()
    return rows


if __name__ == "__main__":
    main()
