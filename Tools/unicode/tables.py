"""Makes Sources/CUnicode/tables.c: what the `tokenizers` library knows of each Unicode scalar.

    pip install tokenizers==0.23.3
    python Tools/unicode/tables.py       # half a minute

The library's parts carry tables of different Unicode versions: 9 for normalization forms, newer ones for white space and case. Token ids
follow from them, so the library is asked here, one scalar at a time, through its own components.
"""

import struct
import textwrap
import unicodedata
from pathlib import Path

from tokenizers import Regex, normalizers, pre_tokenizers

OUTPUT = Path(__file__).resolve().parents[2] / "Sources" / "CUnicode" / "tables.c"
SCALARS = [point for point in range(0x110000) if not 0xD800 <= point <= 0xDFFF]
HANGUL_SYLLABLES = range(0xAC00, 0xD7A4)
BLOCK = 128

# As in heed_unicode_property, from the lowest bit.
PROPERTIES = [
    "white_space", "numeric", "punctuation", "unclean", "nonspacing_mark", "combining_mark", "regex_letter", "regex_number",
    "regex_space", "word", "decomposes", "decomposes_compatibly", "changes_lowercased", "grapheme_extend",
    "grapheme_spacing_mark", "grapheme_prepend", "grapheme_control", "pictographic", "conjunct_consonant", "conjunct_linker",
]  # fmt: skip


def removed(normalizer: normalizers.Normalizer, kept: str = "") -> set[int]:
    """The scalars that a normalizer removes."""
    return {point for point in SCALARS if normalizer.normalize_str(kept + chr(point)) == kept}


def matching(pattern: str) -> set[int]:
    return removed(normalizers.Replace(Regex(pattern), ""))


def words() -> set[int]:
    pre_tokenizer = pre_tokenizers.Whitespace()
    return {point for point in SCALARS if pre_tokenizer.pre_tokenize_str("a" + chr(point))[0][0] == "a" + chr(point)}


def splitting(pre_tokenizer: pre_tokenizers.PreTokenizer) -> set[int]:
    return {point for point in SCALARS if len(pre_tokenizer.pre_tokenize_str(f"a{chr(point)}b")) > 1}


def counting_normalizer() -> normalizers.Normalizer:
    """Writes an "X" for each grapheme shorter than six bytes, and for each scalar of the longer ones.

    Its charsmap has the 255 one-byte keys: the library replaces a whole grapheme by what stands for the shortest prefix.
    """
    units = [0] * 768
    units[0] = 256 << 10
    for byte in range(1, 256):
        units[256 ^ byte] = byte | 0x100 | 256 << 10  # a leaf at (256 ^ byte) ^ 256 == byte
        units[byte] = 0x80000000
    return normalizers.Precompiled(struct.pack(f"<I{len(units)}I", 4 * len(units), *units) + b"X\0")


def grapheme_properties() -> dict[str, set[int]]:
    """How scalars join their neighbours, as far as graphemes shorter than six bytes depend on it."""
    normalizer = counting_normalizer()

    def where(text: str, count: int, points=SCALARS) -> set[int]:
        return {point for point in points if normalizer.normalize_str(text.replace("?", chr(point))) == "X" * count}

    three_bytes = [point for point in SCALARS if 0x800 <= point < 0x10000]
    joining = where("a?", 1)
    extending = where("©?\u200d©\u0301", 5, joining)
    return {
        "grapheme_extend": extending,
        "grapheme_spacing_mark": joining - extending,
        "grapheme_prepend": where("?a", 1),
        "grapheme_control": where("?\u0301\u0301", 2),
        "pictographic": where("©\u200d?", 3) - joining,
        "conjunct_consonant": where("क्?\u0301", 4, [point for point in three_bytes if point not in joining]),
        "conjunct_linker": where("क?ष\u0301", 4, [point for point in three_bytes if point in joining]),
    }  # fmt: skip


def combining_classes() -> dict[int, int]:
    nfd = normalizers.NFD()
    classes = {0x345: 240}
    for point in SCALARS:
        if nfd.normalize_str("a\u0345" + chr(point)) == f"a{chr(point)}\u0345" and point != 0x345:
            classes[point] = unicodedata.combining(chr(point))
    assert all(classes.values())
    return classes


def changes(normalizer: normalizers.Normalizer) -> dict[int, str]:
    changed = {point: normalizer.normalize_str(chr(point)) for point in SCALARS if point not in HANGUL_SYLLABLES}
    return {point: text for point, text in changed.items() if text != chr(point)}


def compositions(canonical: dict[int, str]) -> list[tuple[int, int, int]]:
    nfc = normalizers.NFC()
    found = []
    for point, text in canonical.items():
        if len(text) > 1 and nfc.normalize_str(text) == chr(point):
            first = nfc.normalize_str(text[:-1])
            assert len(first) == 1
            found.append((ord(first), ord(text[-1]), point))
    return sorted(found)


def array(kind: str, name: str, values: list) -> str:
    lines = textwrap.fill(", ".join(str(value) for value in values), 150)
    return f"const {kind} {name}[] = {{\n{lines}}};\n"


def decomposition_tables(name: str, table: dict[int, str]) -> str:
    scalars, starts, data = [], [], []
    for point, text in sorted(table.items()):
        scalars.append(point)
        starts.append(len(data))
        data += [ord(character) for character in text]
    starts.append(len(data))
    return (
        f"const size_t heed_unicode_{name}_count = {len(scalars)};\n"
        + array("uint32_t", f"heed_unicode_{name}_scalars", scalars)
        + array("uint16_t", f"heed_unicode_{name}_starts", starts)
        + array("uint32_t", f"heed_unicode_{name}_data", data)
    )


def main() -> None:
    bert = {"clean_text": False, "handle_chinese_chars": False, "strip_accents": False, "lowercase": False}
    canonical = changes(normalizers.NFD())
    compatible = {point: text for point, text in changes(normalizers.NFKD()).items() if canonical.get(point) != text}
    lowercase = changes(normalizers.Lowercase())
    sets = {
        "white_space": splitting(pre_tokenizers.WhitespaceSplit()),
        "numeric": splitting(pre_tokenizers.Digits(individual_digits=True)),
        "punctuation": splitting(pre_tokenizers.Punctuation()),
        "unclean": removed(normalizers.BertNormalizer(**{**bert, "clean_text": True})),
        "nonspacing_mark": removed(normalizers.BertNormalizer(**{**bert, "strip_accents": True}), kept="a"),
        "combining_mark": removed(normalizers.StripAccents()),
        "regex_letter": matching(r"\p{L}"),
        "regex_number": matching(r"\p{N}"),
        "regex_space": matching(r"\s"),
        "word": words(),
        "decomposes": set(canonical),
        "decomposes_compatibly": set(compatible),
        "changes_lowercased": set(lowercase),
        **grapheme_properties(),
    }
    classes = combining_classes()
    flags = [0] * 0x110000
    for bit, name in enumerate(PROPERTIES):
        for point in sets[name]:
            flags[point] |= 1 << bit
    records: dict[tuple[int, int], int] = {}
    indices = [records.setdefault((flags[point], classes.get(point, 0)), len(records)) for point in range(0x110000)]
    assert len(records) <= 256
    blocks: dict[tuple, int] = {}
    stages = [
        blocks.setdefault(tuple(indices[start : start + BLOCK]), len(blocks)) for start in range(0, 0x110000, BLOCK)
    ]
    assert all(len(text) <= 2 for text in lowercase.values())
    pairs = compositions(canonical)
    OUTPUT.write_text(
        "// Made by Tools/unicode/tables.py; do not edit.\n// clang-format off\n#include \"tables.h\"\n\n"
        + array("uint32_t", "heed_unicode_record_properties", [properties for properties, _ in records])
        + array("uint8_t", "heed_unicode_record_classes", [combining for _, combining in records])
        + array("uint16_t", "heed_unicode_blocks", stages)
        + array("uint8_t", "heed_unicode_records", [index for block in blocks for index in block])
        + decomposition_tables("canonical", canonical)
        + decomposition_tables("compatible", compatible)
        + decomposition_tables("lowercase", lowercase)
        + f"const size_t heed_unicode_composition_count = {len(pairs)};\n"
        + array("heed_unicode_composition", "heed_unicode_compositions", ["{%d,%d,%d}" % pair for pair in pairs])
    )
    print(f"{OUTPUT}: {OUTPUT.stat().st_size} bytes")


if __name__ == "__main__":
    main()
