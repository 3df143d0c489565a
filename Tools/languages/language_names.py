#!/usr/bin/env python3
"""Writes Sources/Tasks/Catalog/LanguageNames.swift: ISO 639 codes with their English names.

usage: language_names.py        (needs the files of Debian's package iso-codes)

Every language of ISO 639-1, and of ISO 639-3 those that the multilingual models served here have.
"""
import json
import pathlib
import re

ROOT = pathlib.Path(__file__).parent.parent.parent
SOURCE = pathlib.Path("/usr/share/iso-codes/json/iso_639-3.json")
# What ISO calls otherwise than people do.
NAMES = {
    "el": "Greek", "ms": "Malay", "sw": "Swahili", "ne": "Nepali", "or": "Odia", "ia": "Interlingua", "oc": "Occitan",
    "cu": "Church Slavonic", "lo": "Lao", "dv": "Dhivehi", "kl": "Greenlandic", "ii": "Yi", "ht": "Haitian Creole",
    "ky": "Kyrgyz", "ug": "Uyghur", "ps": "Pashto", "pa": "Punjabi", "gd": "Scottish Gaelic", "fy": "Western Frisian",
    "bn": "Bengali", "bem": "Bemba", "kam": "Kamba", "luo": "Luo", "war": "Waray", "to": "Tongan", "ckb": "Central Kurdish", "ki": "Kikuyu", "rw": "Kinyarwanda", "nb": "Norwegian Bokmål", "nn": "Norwegian Nynorsk",
}
# Codes that mean the same here as one of ISO 639-1: withdrawn ones, and single languages where models mean the whole.
SAME = {
    "iw": "he", "jw": "jv", "in": "id", "ji": "yi", "mo": "ro", "no": "nb", "nor": "nb", "fil": "tl", "arb": "ar",
    "pes": "fa", "zsm": "ms", "lvs": "lv", "ekk": "et", "npi": "ne", "plt": "mg", "swh": "sw", "uzn": "uz",
    "ydd": "yi", "gaz": "om", "ory": "or", "pbt": "ps", "khk": "mn", "als": "sq", "azj": "az", "kmr": "ku",
    "quy": "qu", "ayr": "ay", "cmn": "zh", "knc": "kr", "fuv": "ff", "dik": "din", "taq": "tmh",
}
# ISO 639-2's bibliographic codes.
SAME |= {"fre": "fr", "ger": "de", "dut": "nl", "gre": "el", "chi": "zh", "cze": "cs", "per": "fa", "rum": "ro", "slo": "sk", "wel": "cy",
         "alb": "sq", "arm": "hy", "baq": "eu", "bur": "my", "geo": "ka", "ice": "is", "mac": "mk", "mao": "mi", "may": "ms", "tib": "bo"}

codes = (ROOT / "Sources/Tokenizers/Languages/LanguageCodes.swift").read_text()
used = {code for block in re.findall(r'"""\n(.*?)"""', codes, re.S) for code in re.findall(r"\b([a-z]{2,3})(?:_[A-Z]\w+)?\b", block)}
# Also of CLD2, and of families of OPUS models.
used |= set("ceb chr crs haw hmn kha lif mfe nso sco war syr dsb hsb frr nds ast bar cbk gsw jbo lfn lld szl vec tmh din pap rom csb".split())
names, longer = {}, {}
for entry in json.loads(SOURCE.read_text())["639-3"]:
    short, long = entry.get("alpha_2"), entry["alpha_3"]
    name = entry.get("common_name") or re.sub(r" \((macrolanguage|individual language|\d[^)]*)\)", "", entry["name"])
    if short:
        names[short], longer[long] = name, short
    elif long in used and long not in SAME:
        names[long] = name
names |= {code: name for code, name in NAMES.items() if code in names}
for code in ("sh", "no"):
    names.pop(code, None)
longer = {long: SAME.get(short, short) for long, short in longer.items()} | SAME
longer = {long: short for long, short in longer.items() if short in names}


def table(pairs):
    lines, line = [], ""
    for text in pairs:
        if len(line) + len(text) > 100:
            lines.append(line.rstrip())
            line = ""
        line += text + "; "
    return "\n".join("        " + line for line in [*lines, line.rstrip("; ")])


(ROOT / "Sources/Tasks/Catalog/LanguageNames.swift").write_text(f'''// Written by Tools/languages/language_names.py.

/// ISO 639: codes of two letters where there are some, else of three.
enum LanguageNames {{
    /// In English.
    static let names = table(
        """
{table(f"{code} {name}" for code, name in sorted(names.items()))}
        """)

    /// Other codes for the same languages: of three letters, withdrawn ones, and those of one language where models mean all.
    static let others = table(
        """
{table(f"{code} {short}" for code, short in sorted(longer.items()))}
        """)

    private static func table(_ text: String) -> [String: String] {{
        var table: [String: String] = [:]
        for entry in text.split(whereSeparator: {{ $0 == ";" || $0 == "\\n" }}) {{
            let words = entry.split(separator: " ")
            guard let code = words.first else {{ continue }}
            table[String(code)] = words.dropFirst().joined(separator: " ")
        }}
        return table
    }}
}}
''')
