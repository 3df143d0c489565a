// What is seen, as files: SVG, PNG, JSON, and one HTML file that works without the server.

import { colorOf, css, scale, themeColor } from "./colors.js";
import { strongestLinks } from "./maps.js";

export function saveFile(name, type, content) {
  const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  const link = Object.assign(document.createElement("a"), { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

const escaped = (text) => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

// Two columns of tokens with their lines, and the heat map beside them.
// - view: { rows, columns, weights }
export function svgOf(view, { share, series, title }) {
  const colors = scale(series);
  const [paper, ink, soft] = ["--paper", "--ink", "--soft"].map(themeColor);
  const [step, left, right, top] = [22, 140, 340, 56];
  const count = Math.max(view.rows.length, view.columns.length);
  const cell = Math.max(4, Math.min(22, 560 / Math.max(1, count)));
  const heatLeft = right + 240;
  const heatTop = top + 64;
  const width = heatLeft + view.columns.length * cell + 24;
  const height = Math.max(top + count * step, heatTop + view.rows.length * cell) + 24;
  const middle = (index) => top + (index + 0.5) * step;
  const parts = [];
  const text = (x, y, anchor, content, extra = "") => parts.push(
    `<text x="${x}" y="${y}" text-anchor="${anchor}" dominant-baseline="central"${extra}>${escaped(content)}</text>`);
  for (const { row, column, weight } of strongestLinks(view, share).links) {
    parts.push(`<line x1="${left + 8}" y1="${middle(column)}" x2="${right - 8}" y2="${middle(row)}" stroke="${css(colors[236])}" ` +
      `stroke-opacity="${(0.15 + 0.85 * weight / view.peak).toFixed(3)}" stroke-width="${(1 + 3.5 * weight / view.peak).toFixed(2)}"/>`);
  }
  view.columns.forEach((unit, index) => text(left, middle(index), "end", unit.text));
  view.rows.forEach((unit, index) => text(right, middle(index), "start", unit.text));
  for (let row = 0; row < view.rows.length; row++) {
    for (let column = 0; column < view.columns.length; column++) {
      const weight = view.weights[row * view.columns.length + column];
      parts.push(`<rect x="${(heatLeft + column * cell).toFixed(1)}" y="${(heatTop + row * cell).toFixed(1)}" width="${cell.toFixed(1)}" ` +
        `height="${cell.toFixed(1)}" fill="${css(colorOf(colors, weight / view.peak))}"><title>${escaped(view.rows[row].text)} → ` +
        `${escaped(view.columns[column].text)}: ${weight.toFixed(4)}</title></rect>`);
    }
  }
  if (cell >= 11) {
    view.rows.forEach((unit, row) => text(heatLeft - 6, heatTop + (row + 0.5) * cell, "end", unit.text));
    view.columns.forEach((unit, column) => {
      const x = heatLeft + (column + 0.5) * cell;
      text(x, heatTop - 6, "start", unit.text, ` transform="rotate(-90 ${x} ${heatTop - 6})"`);
    });
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${Math.ceil(width)}" height="${Math.ceil(height)}" ` +
    `font-family="sans-serif" font-size="12" fill="${ink}"><rect width="100%" height="100%" fill="${paper}"/>` +
    `<text x="16" y="24" font-size="14">${escaped(title)}</text><text x="${left}" y="44" text-anchor="end" fill="${soft}">columns</text>` +
    `<text x="${right}" y="44" fill="${soft}">rows</text>${parts.join("")}</svg>`;
}

// The same picture in pixels, twice as fine.
export async function pngOf(view, options) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svgOf(view, options))}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: image.naturalWidth * 2, height: image.naturalHeight * 2 });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

export function jsonOf(view, about) {
  const names = (units) => units.map((unit) => unit.text);
  const rows = view.rows.map((_, row) => [...view.weights.subarray(row * view.columns.length, (row + 1) * view.columns.length)]);
  return JSON.stringify({ ...about, rows: names(view.rows), columns: names(view.columns), weights: rows }, null, 1);
}

// This page in one file, with what has been fetched. Its modules become functions, in the order in which they import each other.
export async function htmlOf(saved) {
  const text = async (path) => (await fetch(new URL(path, document.baseURI))).text();
  const modules = new Map();
  const visit = async (name) => {
    if (modules.has(name)) return;
    const source = await text(`viewer/${name}`);
    modules.set(name, null);
    for (const [, imported] of source.matchAll(/^import .* from "\.\/(.*)";$/gm)) await visit(imported);
    modules.delete(name);
    modules.set(name, source);
  };
  await visit("main.js");
  const code = [...modules].map(([name, source]) => {
    const exported = [...source.matchAll(/^export (?:async )?(?:function|class|const) ([\w$]+)/gm)].map(([, own]) => own);
    const body = source.replace(/^import (\{.*\}) from "(.*)";$/gm, (_, names, from) => `const ${names} = modules["${from}"];`)
      .replace(/^export /gm, "");
    return `modules["./${name}"] = await (async () => {\n${body}\nreturn { ${exported.join(", ")} };\n})();`;
  });
  const icon = `data:image/svg+xml;base64,${btoa(await text("viewer/icon.svg"))}`;
  const data = JSON.stringify(saved).replaceAll("<", "\\u003c");
  return (await text("."))
    .replace(/href="viewer\/icon\.svg"/, () => `href="${icon}"`)
    .replace(/<link rel="stylesheet".*>/, () => "<style></style>")
    .replace("<style></style>", await text("viewer/style.css").then((style) => () => `<style>\n${style}</style>`))
    .replace(/<script type="module".*<\/script>/, () =>
      `<script type="application/json" id="saved">${data}</script>\n<script type="module">\nconst modules = {};\n` +
      `${code.join("\n").replaceAll("</script", "<\\/script")}\n</script>`);
}
