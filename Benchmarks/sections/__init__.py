"""What is measured, in the order of the page. Each module has `measure(options)`, which returns key → row, and `page(rows)`, which
returns lines of Markdown; some have `failures(rows)`, what must not be."""

from sections import edge, embedding, fairness, latency, lengths, loading, products, quality, ratios, steps, threads, tokenizing

SECTIONS = {
    "ratios": ratios, "threads": threads, "embedding": embedding, "loading": loading, "latency": latency, "fairness": fairness,
    "lengths": lengths, "products": products, "steps": steps, "quality": quality, "tokenizing": tokenizing, "edge": edge}
