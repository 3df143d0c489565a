"""How fast texts are cut into tokens, against Hugging Face's tokenizers."""

import statistics

import models
import texts
from engines import Heed
from measuring import in_turn, table


def measure(options):
    text = texts.english()
    encoder = models.sentence_encoder(options.work)
    rows = {}
    for name, tokenizer in texts.tokenizers(text).items():
        folder = texts.directory(options.work / "tokenizer", encoder, tokenizer)
        with Heed(options.heed, folder) as heed:
            rates = in_turn(options.repeats, {
                "heed": lambda: (heed.post("/tokenize", {"input": text}), len(text))[1],
                "tokenizers": lambda: (tokenizer.encode(text), len(text))[1]})
        rows[name] = {engine: statistics.median(values) / 1e6 for engine, values in rates.items()}
    return rows


def page(rows):
    return [
        "## Tokenizing", "",
        "MB of English a second: `/tokenize` of 512 KB on one core, with the reply that lists every token and its offsets, HTTP and its parsing by the "
        "client; Hugging Face's tokenizers in process.", ""] + table(
            ["tokenizer", "heed", "tokenizers"],
            [[name, *(f"{row[engine]:.1f}" for engine in ("heed", "tokenizers"))] for name, row in rows.items()])
