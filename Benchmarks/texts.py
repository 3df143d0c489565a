"""Tokenizers of each kind, trained on the project's own documentation, and a text to cut."""

import json
import pathlib
import re
import shutil

from tokenizers import Tokenizer, decoders, normalizers, pre_tokenizers, trainers
from tokenizers.models import BPE, Unigram, WordPiece

VOCABULARY = 4000


def pages():
    """The documentation, benchmarks aside, which come and go."""
    root = pathlib.Path(__file__).resolve().parent.parent
    paths = sorted([*root.glob("*.md"), *root.glob("docs/**/*.md")])
    return [path.read_text() for path in paths if path.name != "benchmarks.md"]


def english():
    """Half a megabyte of plain English words, as they stand in the documentation."""
    words = [word for page in pages() for word in page.split() if word.strip(".,:;()").isalpha()]
    text = " ".join(words)
    return (text * (1 + (1 << 19) // len(text)))[: 1 << 19]


def sentences(count):
    """So many sentences of the documentation, spread over all of it: of its prose, without code, tables and headings."""
    found = []
    for page in pages():
        prose = re.sub(r"```.*?```", "", page, flags=re.DOTALL)
        for paragraph in re.split(r"\n\s*\n|\n[-*] ", prose):
            if not paragraph.lstrip().startswith(("#", "|", "<", "!")):
                found += re.split(r"(?<=[.!?])\s+", " ".join(paragraph.split()))
    found = [sentence for sentence in found if 5 <= len(sentence.split()) <= 40]
    return [found[index * len(found) // count] for index in range(count)]


def tokenizers(text):
    """name → tokenizer."""
    wordpiece = Tokenizer(WordPiece(unk_token="[UNK]"))
    wordpiece.normalizer = normalizers.BertNormalizer()
    wordpiece.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    wordpiece.decoder = decoders.WordPiece()
    wordpiece.train_from_iterator(
        [text], trainers.WordPieceTrainer(vocab_size=VOCABULARY, special_tokens=["[UNK]"], show_progress=False))
    bpe = Tokenizer(BPE())
    bpe.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    bpe.decoder = decoders.ByteLevel()
    bpe.train_from_iterator([text], trainers.BpeTrainer(
        vocab_size=VOCABULARY, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False))
    unigram = Tokenizer(Unigram())
    unigram.pre_tokenizer = pre_tokenizers.Metaspace()
    unigram.decoder = decoders.Metaspace()
    unigram.train_from_iterator([text], trainers.UnigramTrainer(
        vocab_size=VOCABULARY, special_tokens=["<unk>"], unk_token="<unk>", show_progress=False))
    return {"WordPiece (BERT)": wordpiece, "byte-level BPE (BART)": bpe, "Unigram (T5)": unigram}


def directory(folder, model, tokenizer):
    """A model directory with this tokenizer and the weights of another."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("config.json", "model.safetensors"):
        shutil.copyfile(model / name, folder / name)
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": "PreTrainedTokenizerFast"}))
    return folder
