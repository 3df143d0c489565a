#!/usr/bin/env python3
"""Puts heed's sentences beside those of other splitters, on the texts of Tests/Fixtures/sentences, and writes the table of docs/translation.md.

usage: HEED_WRITE_SENTENCES=FILE swift test --filter HardListTests
       pip install -r Tools/sentences/requirements.txt
       Tools/sentences/compare.py FILE [HALF]      HALF: unseen (default) or seen
"""
import pathlib
import re
import sys

import icu
import pysbd
import sentencex
from sentence_splitter import SentenceSplitter

ROOT = pathlib.Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs/translation.md"
LANGUAGES = "ar de en es fr hi it ja pl pt ru zh".split()
MOSES = set("ca cs da de el en es fi fr hu is it lt lv nl no pl pt ro ru sk sl sv tr".split())
PYSBD = set(pysbd.languages.LANGUAGE_CODES)


def read(half):
    """(language, text, where its sentences but the first begin) for each text."""
    for language in LANGUAGES:
        for line in (ROOT / f"Tests/Fixtures/sentences/{half}/{language}.txt").read_text().splitlines():
            text, starts = "", set()
            for part in line.split("¦"):
                if text:
                    starts.add(len(text) + len(part) - len(part.lstrip()))
                text += part
            yield language, text, starts


def starts(text, sentences):
    found, position = set(), 0
    for sentence in sentences:
        sentence = sentence.strip()
        if not sentence:
            continue
        position = text.index(sentence, position)
        found.add(position)
        position += len(sentence)
    return found - {min(found)}


def plain_icu(language, text):
    iterator = icu.BreakIterator.createSentenceInstance(icu.Locale(language))
    iterator.setText(icu.UnicodeString(text))
    data, last, parts = text.encode("utf-16-le"), 0, []
    for position in iterator:
        parts.append(data[last * 2:position * 2].decode("utf-16-le"))
        last = position
    return parts


def others():
    moses, rules = {}, {}

    def of_moses(language, text):
        code = language if language in MOSES else "en"
        return moses.setdefault(code, SentenceSplitter(language=code)).split(text)

    def of_pysbd(language, text):
        code = language if language in PYSBD else "en"
        return rules.setdefault(code, pysbd.Segmenter(language=code, clean=False)).segment(text)

    return {
        "ICU": plain_icu,
        "pySBD": of_pysbd,
        "sentencex": lambda language, text: list(sentencex.segment(language, text)),
        "Moses": of_moses,
    }


class Score:
    def __init__(self):
        self.found = self.invented = self.missed = self.exact = self.texts = 0

    def add(self, got, expected):
        self.found += len(got & expected)
        self.invented += len(got - expected)
        self.missed += len(expected - got)
        self.exact += got == expected
        self.texts += 1

    def __str__(self):
        f1 = 2 * self.found / (2 * self.found + self.invented + self.missed)
        return f"{f1:.2f} · {100 * self.exact / self.texts:.0f} %"


def main():
    half = sys.argv[2] if len(sys.argv) > 2 else "unseen"
    texts = list(read(half))
    columns = {}
    lines = [line.split(" ") for line in pathlib.Path(sys.argv[1]).read_text().splitlines()]
    for name, knowledge in (("heed", "known"), ("heed, language unknown", "unknown")):
        own = [line for line in lines if line[0] == half and line[2] == knowledge]
        assert [line[1] for line in own] == [language for language, _, _ in texts]
        columns[name] = [
            {len(text.encode()[:int(start)].decode()) for start in line[3].split(",") if start}
            for line, (_, text, _) in zip(own, texts)
        ]
    for name, split in others().items():
        columns[name] = [starts(text, split(language, text)) for language, text, _ in texts]
    scores = {name: {key: Score() for key in [*LANGUAGES, "all"]} for name in columns}
    for name, column in columns.items():
        for (language, _, expected), got in zip(texts, column):
            scores[name][language].add(got, expected)
            scores[name]["all"].add(got, expected)
    table = ["| | " + " | ".join(columns) + " |", "|---" * (len(columns) + 1) + "|"]
    for key in [*LANGUAGES, "all"]:
        table.append(f"| {key} | " + " | ".join(str(scores[name][key]) for name in columns) + " |")
    text = "\n".join(table)
    print(text)
    if half == "unseen":
        begin, end = "<!-- sentences: begin -->", "<!-- sentences: end -->"
        page = DOCUMENT.read_text()
        DOCUMENT.write_text(re.sub(f"{begin}.*{end}", lambda _: f"{begin}\n{text}\n{end}", page, flags=re.S))


main()
