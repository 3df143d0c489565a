"""Makes Sources/CUnicode/scripts.c: which Unicode scalars the `tokenizers` library takes for one script.

    pip install tokenizers==0.23.3
    python Tools/unicode/scripts.py      # a quarter of a minute

Its pre-tokenizer UnicodeScripts is asked, pair by pair. Scripts have no names here: they are numbered as they come. 0 is for scalars
that go with any script, such as spaces.
"""

import textwrap
from pathlib import Path

from tokenizers import pre_tokenizers

OUTPUT = Path(__file__).resolve().parents[2] / "Sources" / "CUnicode" / "scripts.c"


def scripts() -> list[tuple[int, int]]:
    """Where another script begins, and which."""
    cut = pre_tokenizers.UnicodeScripts().pre_tokenize_str
    examples: dict[int, str] = {}
    runs = [(0, 0)]
    for point in range(0x110000):
        if 0xD800 <= point <= 0xDFFF:
            continue
        character = chr(point)
        if not cut(character):
            script = 0
        else:
            # Most likely that of the scalar before.
            likely = [runs[-1][1], *reversed(examples)]
            script = next((known for known in likely if known and len(cut(examples[known] + character)) == 1), 0)
            if script == 0:
                script = len(examples) + 1
                examples[script] = character
        if script != runs[-1][1]:
            runs.append((point, script))
    return runs


def array(kind: str, name: str, values: list[int]) -> str:
    body = textwrap.fill(", ".join(map(str, values)), width=150)
    return f"const {kind} {name}[] = {{\n{body}}};\n"


def main() -> None:
    runs = scripts()
    assert max(script for _, script in runs) < 256
    OUTPUT.write_text(
        "// Made by Tools/unicode/scripts.py; do not edit.\n// clang-format off\n#include \"tables.h\"\n\n"
        + f"const size_t heed_unicode_script_run_count = {len(runs)};\n"
        + array("uint32_t", "heed_unicode_script_starts", [start for start, _ in runs])
        + array("uint8_t", "heed_unicode_script_numbers", [script for _, script in runs])
    )
    print(f"{OUTPUT}: {len(runs)} runs, {max(script for _, script in runs)} scripts, {OUTPUT.stat().st_size} bytes")


if __name__ == "__main__":
    main()
