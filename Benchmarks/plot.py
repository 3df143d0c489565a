"""The plot: SVG written by hand, so that no library is needed and the file stays small."""

HEIGHT, SCALE, LEFT = 26, 110, 190
COLOURS = {"float32": "#2b6cb0", "int8": "#c05621"}


def ratio_bars(rows):
    """Ratios to CTranslate2 as bars, the line at 1."""
    width = LEFT + int(SCALE * (max(row["ratio"] for row in rows.values()) + 1))
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{HEIGHT * len(rows) + 30}" font-family="sans-serif" font-size="13">',
        '<rect width="100%" height="100%" fill="white"/>']
    for index, row in enumerate(sorted(rows.values(), key=lambda row: (row["case"]["dtype"], row["case"]["beams"], row["case"]["batch"]))):
        lines += bar(10 + index * HEIGHT, row)
    line = LEFT + SCALE
    return "\n".join(lines + [
        f'<line x1="{line}" y1="4" x2="{line}" y2="{HEIGHT * len(rows) + 10}" stroke="black" stroke-dasharray="4 3"/>',
        f'<text x="{line}" y="{HEIGHT * len(rows) + 24}" text-anchor="middle">CTranslate2 = 1</text>', "</svg>"]) + "\n"


def bar(top, row):
    case, ratio = row["case"], row["ratio"]
    search = "greedy" if case["beams"] == 1 else f"beam {case['beams']}"
    return [
        f'<text x="{LEFT - 8}" y="{top + 15}" text-anchor="end">{case["dtype"]}, {case["batch"]} × {search}</text>',
        f'<rect x="{LEFT}" y="{top}" width="{SCALE * ratio:.0f}" height="{HEIGHT - 6}" fill="{COLOURS[case["dtype"]]}"/>',
        f'<text x="{LEFT + SCALE * ratio + 6:.0f}" y="{top + 15}">{ratio:.2f}</text>']
