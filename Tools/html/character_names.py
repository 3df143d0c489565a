#!/usr/bin/env python3
"""Writes Sources/Documents/Markup/HTMLCharacterNames.swift: the HTML standard's named character references, as Python has them.

usage: Tools/html/character_names.py
"""
import html.entities
import pathlib
import textwrap

OUTPUT = pathlib.Path(__file__).resolve().parents[2] / "Sources/Documents/Markup/HTMLCharacterNames.swift"
names = html.entities.html5
# "amp;" always stands beside "amp", which counts without its semicolon for the sake of old pages.
legacy = sorted(name for name in names if not name.endswith(";"))
modern = sorted(name[:-1] for name in names if name.endswith(";"))
assert all(name in modern for name in legacy)


def numbers(name):
    return "+".join(f"{ord(character):x}" for character in names[name + ";"])


def block(words):
    return "\n".join("    " + line for line in textwrap.wrap(" ".join(words), 112, break_long_words=False, break_on_hyphens=False))


OUTPUT.write_text(f'''// Written by Tools/html/character_names.py, from the HTML standard's table.

/// Each name with the scalars that it stands for, in hexadecimal.
let htmlCharacterNames = """
{block(f"{name}={numbers(name)}" for name in modern)}
    """

/// Names that also count without a semicolon.
let htmlNamesWithoutSemicolon = """
{block(legacy)}
    """
''')
