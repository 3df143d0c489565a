"""Sentences a second of an encoder, against transformers."""

import statistics

import models
from engines import Heed, Transformers
from measuring import in_turn, ratio, sequences, table

NAMES = ("heed", "heed, int8", "transformers")


def measure(options):
    rows = {}
    for threads in dict.fromkeys((1, options.cores)):
        folder = models.sentence_encoder(options.work)
        with (Heed(options.heed, folder, "float32", threads) as plain, Heed(options.heed, folder, "int8", threads) as int8,
              Transformers(models.loaded_sentence_encoder(options.work), threads) as reference):
            for batch in (1, 32):
                ids = sequences(batch, length=20, vocabulary=30_000)
                rates = in_turn(options.repeats, {
                    name: lambda engine=engine: engine.embed(ids) for name, engine in zip(NAMES, (plain, int8, reference))})
                rows[f"{threads}:{batch}"] = {
                    "threads": threads, "batch": batch, "rates": {name: statistics.median(values) for name, values in rates.items()},
                    "ratios": [ratio(rates, name, "transformers") for name in NAMES[:2]]}
    return rows


def page(rows):
    return [
        "## Sentence embeddings", "",
        "Sentences a second; random weights in the shape of all-MiniLM-L6 (6 layers, 384 wide), 20 tokens, mean pooling. The ratios are to "
        "transformers.", ""] + table(
            ["threads", "sentences", *NAMES, "ratio", "ratio, int8"], [
                [row["threads"], row["batch"], *(f"{row['rates'][name]:.0f}" for name in NAMES), *(f"**{value:.2f}**" for value in row["ratios"])]
                for row in rows.values()])
