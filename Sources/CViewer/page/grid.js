// All heads at once: a row for each layer, a column for each head and one for their mean. The pictures are on one canvas; over each lies
// a cell that can be hovered, clicked, and reached with the arrow keys.

import { element, matrixImage, prepareCanvas } from "./drawing.js";
import { themeColor } from "./colors.js";

const side = 28;
const gap = 4;

export class HeadGrid {
  // - onPreview, onChoose, onPin: are told (layer, head); previewing ends with (null)
  constructor(host, { onPreview, onChoose, onPin }) {
    this.actions = { onPreview, onChoose, onPin };
    this.canvas = element("canvas", { "aria-hidden": "true" });
    this.cells = element("div", { class: "cells", role: "grid", "aria-label": "Layers and heads" });
    this.host = host;
    host.replaceChildren(element("div", { class: "pictures" }, this.canvas, this.cells));
    const placeOf = (event) => {
      const cell = event.target.closest?.("[role=gridcell]");
      return cell ? [Number(cell.dataset.layer), headOf(cell.dataset.head)] : null;
    };
    this.cells.addEventListener("pointerover", (event) => {
      const place = placeOf(event);
      if (place && event.pointerType !== "touch") onPreview(...place);
    });
    this.cells.addEventListener("pointerleave", () => onPreview(null));
    this.cells.addEventListener("focusin", (event) => {
      const place = placeOf(event);
      if (place && event.target.matches(":focus-visible")) onPreview(...place);
    });
    this.cells.addEventListener("focusout", () => onPreview(null));
    this.cells.addEventListener("click", (event) => {
      const place = placeOf(event);
      if (place) (event.shiftKey ? onPin : onChoose)(...place);
    });
    this.cells.addEventListener("keydown", (event) => this.handleKey(event, placeOf(event)));
  }

  // - map: an AttentionMap; pictureOf: (layer, head) → { rows, columns, weights }
  show(map, pictureOf, colors) {
    this.map = map;
    const heads = [...Array(map.heads).keys(), "mean"];
    this.heads = heads;
    if (this.shape !== `${map.layerCount} ${map.heads}`) this.build(map, heads);
    const [width, height] = [heads.length * (side + gap), map.layerCount * (side + gap)];
    const context = prepareCanvas(this.canvas, width, height);
    context.fillStyle = themeColor("--line");
    context.imageSmoothingQuality = "high";
    for (let layer = 0; layer < map.layerCount; layer++) {
      heads.forEach((head, column) => {
        const [x, y] = [column * (side + gap), layer * (side + gap)];
        if (!map.has(layer)) return context.fillRect(x + side / 2 - 2, y + side / 2 - 2, 4, 4);
        const view = pictureOf(layer, head);
        const image = matrixImage(view, colors);
        context.imageSmoothingEnabled = view.rows.length > side || view.columns.length > side;
        context.drawImage(image, x, y, side, side);
      });
    }
  }

  build(map, heads) {
    this.shape = `${map.layerCount} ${map.heads}`;
    const names = heads.map((head) => element("span", { role: "columnheader", class: "head" }, headName(head, true)));
    const rows = [element("div", { role: "row", class: "names" }, ...names)];
    for (let layer = 0; layer < map.layerCount; layer++) {
      rows.push(element("div", { role: "row" },
        element("span", { role: "rowheader", class: "layer" }, `layer ${layer + 1}`),
        ...heads.map((head) => element("span", {
          role: "gridcell", tabindex: "-1", "data-layer": layer, "data-head": head, "aria-selected": "false",
          "aria-label": `layer ${layer + 1}, ${headName(head)}`, title: `layer ${layer + 1}, ${headName(head)}`,
        }))));
    }
    this.cells.replaceChildren(...rows);
  }

  mark(chosen, pinned) {
    for (const cell of this.cells.querySelectorAll("[role=gridcell]")) {
      const is = (place) => place && Number(cell.dataset.layer) === place[0] && headOf(cell.dataset.head) === place[1];
      cell.setAttribute("aria-selected", String(Boolean(is(chosen))));
      cell.tabIndex = is(chosen) ? 0 : -1;
      cell.classList.toggle("pinned", Boolean(is(pinned)));
    }
  }

  handleKey(event, place) {
    if (!place) return;
    const [layer, head] = place;
    const column = this.heads.indexOf(head);
    const moves = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0], Home: [0, -99], End: [0, 99] };
    const move = moves[event.key];
    if (event.key === "Enter" || event.key === " ") {
      (event.shiftKey ? this.actions.onPin : this.actions.onChoose)(layer, head);
    } else if (move) {
      const within = (value, count) => Math.max(0, Math.min(count - 1, value));
      const target = [within(layer + move[0], this.map.layerCount), within(column + move[1], this.heads.length)];
      const row = this.cells.children[target[0] + 1];
      row.querySelectorAll("[role=gridcell]")[target[1]].focus();
    } else return;
    event.preventDefault();
  }
}

const headOf = (text) => (text === "mean" ? "mean" : Number(text));

// People count from 1.
export function headName(head, isShort = false) {
  if (head === "mean") return isShort ? "mean" : "mean of heads";
  return isShort ? `${head + 1}` : `head ${head + 1}`;
}
