#!/usr/bin/env python3
"""Writes Sources/Documents/Sentences/LanguageTables.swift: what each language abbreviates, and how its sentences begin.

usage: Tools/sentences/tables.py [CLDR]      (needs Debian's unicode-cldr-core; default /usr/share/unicode/cldr/common)

From the CLDR: suppressions of sentence breaks, names of months and days, units. From lists/: ours, which win.
"""
import pathlib
import re
import sys
import textwrap
import xml.etree.ElementTree as xml

HERE = pathlib.Path(__file__).resolve().parent
CLDR = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "/usr/share/unicode/cldr/common")
OUTPUT = HERE.parents[1] / "Sources/Documents/Sentences/LanguageTables.swift"
KINDS = ["never", "number", "may", "ends", "months", "starters", "speech"]
# Languages with no list of ours: months, days and units alone.
MORE = "af az be bg bs ca et eu gl hr hy id is it ka kk lt lv mk ms pt ro sk sl sq sr sw uz vi".split()
ORDINALS = set("da de nb fi cs pl hu tr bs hr et eu is lv sk sl sr".split())


def read(path):
    return xml.parse(path).getroot() if path.exists() else None


def words(text):
    """An abbreviation as the tables have it: no spaces, no last period."""
    return re.sub(r"\s", "", text).rstrip(".")


def own(language):
    found = {kind: [] for kind in KINDS}
    path = HERE / "lists" / f"{language}.txt"
    for line in path.read_text().splitlines() if path.exists() else []:
        kind, _, rest = line.partition(":")
        if kind in found:
            found[kind] += rest.split()
    return found


def cldr(language):
    found = {kind: [] for kind in KINDS}
    segments = read(CLDR / f"segments/{language}.xml")
    if segments is not None:
        found["may"] += [words(e.text) for e in segments.iter("suppression") if e.text.endswith(".")]
    main = read(CLDR / f"main/{language}.xml")
    if main is None:
        return found
    for calendar in main.iter("calendar"):
        if calendar.get("type") != "gregorian":
            continue
        for context in list(calendar.iter("monthContext")) + list(calendar.iter("dayContext")):
            for width in context:
                for name in width:
                    text = name.text or ""
                    if width.get("type") == "abbreviated" and text.endswith("."):
                        found["number"].append(words(text))
                    if width.get("type") == "wide" and name.tag == "month" and not re.search(r"[\d ]", text):
                        found["months"].append(text)
    for length in main.iter("unitLength"):
        for pattern in length.iter("unitPattern") if length.get("type") == "short" else []:
            unit = re.fullmatch(r"\{0\}\s*([^\s{}]+)\.", pattern.text or "")
            if unit:
                found["may"].append(words(unit[1]))
    return found


def table(language):
    ours, theirs = own(language), cldr(language)
    ends = own("root")["ends"]
    taken = set(ends) | {w for kind in KINDS[:4] for w in ours[kind]}
    # Words that begin sentences are no abbreviations, whatever the list says.
    taken |= {w for word in ours["starters"] for w in (word, word.lower())}
    merged = {}
    for kind in KINDS:
        merged[kind] = list(dict.fromkeys(ours[kind]))
        for word in dict.fromkeys(theirs[kind]):
            if kind in KINDS[4:] or word not in taken:
                taken.add(word)
                merged[kind].append(word)
    return {kind: sorted(set(merged[kind])) for kind in KINDS}


languages = sorted({p.stem for p in (HERE / "lists").glob("*.txt")} - {"root"} | set(MORE))
tables = {language: table(language) for language in languages}
# Where the language is not known: starters, months and verbs of all, and what is hardly a word of another language.
root = table("root")
for kind in ("starters", "months", "speech"):
    root[kind] = sorted({w for t in [root, *tables.values()] for w in t[kind]})
known = {w for kind in KINDS[:4] for w in root[kind]}
for kind in ("never", "number"):
    for word in sorted({w for t in tables.values() for w in t[kind]} - known):
        if len(word) > 1 and word not in root["starters"] and word.capitalize() not in root["starters"]:
            root["never" if kind == "never" and (not word.isascii() or "." in word or word[0].isupper()) else "number"].append(word)
            known.add(word)

lines = [
    "// Written by Tools/sentences/tables.py, from the CLDR (© 1991-2022 Unicode, Inc., Unicode-DFS-2016) and lists of ours.",
    "",
    "/// By language; \"\" is where the language is not known. Read by `LanguageRules`.",
    "let languageTables: [String: String] = [",
]
for language, kinds in [("", root), *tables.items()]:
    lines.append(f'    "{language}": """')
    if language in ORDINALS:
        lines.append("    ordinals")
    for kind in KINDS:
        for line in textwrap.wrap(" ".join(kinds[kind]), 104, break_long_words=False, break_on_hyphens=False):
            lines.append(f"    {kind} {line}")
    lines.append('    """,')
lines.append("]")
OUTPUT.parent.mkdir(parents=True, exist_ok=True)
OUTPUT.write_text("\n".join(lines) + "\n")
print(f"{len(tables)} languages, {OUTPUT.stat().st_size} bytes")
