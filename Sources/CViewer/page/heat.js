// One map as a picture with names on both axes, the value under the pointer, and beneath it how much attention each column gets.

import { colorOf, css, themeColor } from "./colors.js";
import { element, format, matrixImage, oncePerFrame, prepareCanvas } from "./drawing.js";
import { received } from "./maps.js";

// Names are written where a cell has room for them.
const smallestNamed = 11;
const barHeight = 28;

export class HeatMap {
  // - onPoint: is told { side: "rows", indices } of the row under the pointer, or null
  constructor(host, { onPoint = () => {} } = {}) {
    this.host = host;
    this.canvas = element("canvas", { tabindex: "0", role: "application", "aria-roledescription": "heat map" });
    this.readout = element("output", { class: "readout" });
    host.replaceChildren(element("div", { class: "heat" }, this.canvas), this.readout);
    this.cell = null;
    this.draw = oncePerFrame(() => this.drawNow());
    this.canvas.addEventListener("pointermove", (event) => {
      this.point(this.cellAt(event.offsetX, event.offsetY));
      onPoint(this.cell && { side: "rows", indices: [this.cell[0]] });
    });
    this.canvas.addEventListener("pointerleave", () => { this.point(null); onPoint(null); });
    this.canvas.addEventListener("blur", () => this.point(null));
    this.canvas.addEventListener("keydown", (event) => {
      const move = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
      if (!move || !this.view) return;
      event.preventDefault();
      const within = (value, count) => Math.max(0, Math.min(count - 1, value));
      const [row, column] = this.cell ?? [0, 0];
      const next = this.cell ? [row + move[0], column + move[1]] : [0, 0];
      this.point([within(next[0], this.view.rows.length), within(next[1], this.view.columns.length)]);
    });
    new ResizeObserver(oncePerFrame(() => this.layOut())).observe(host);
  }

  show(view, { colors, names, title }) {
    Object.assign(this, { view, colors, names, received: received(view), cell: null });
    this.image = matrixImage(view, colors);
    this.canvas.setAttribute("aria-label", `${title}. Rows: ${names.rows}. Columns: ${names.columns}. Arrow keys say the values.`);
    const content = [...view.rows, ...view.columns].map((unit) => unit.text).join("\n");
    if (this.content !== content) {
      this.content = content;
      this.layOut();
    }
    this.point(null);
  }

  layOut() {
    if (!this.view || !this.host.isConnected) return;
    const { rows, columns } = this.view;
    const context = this.canvas.getContext("2d");
    context.font = font();
    const widest = (units) => Math.min(88, Math.max(12, ...units.map((unit) => context.measureText(unit.text).width)) + 8);
    const room = Math.max(120, this.host.clientWidth);
    const left = Math.max(widest(rows), 64);
    const fit = (room - left - 4) / Math.max(1, columns.length);
    const side = Math.min(28, fit >= 1 ? Math.floor(fit) : fit);
    const named = side >= smallestNamed;
    const top = named ? widest(columns) : 4;
    const height = Math.min(28, Math.max(side, Math.min(1, 512 / Math.max(1, rows.length))));
    this.frame = {
      left: named || height >= smallestNamed ? left : 64, top, side, height, named,
      width: side * columns.length, rowsHeight: height * rows.length,
    };
    this.drawNow();
  }

  get size() {
    const { left, top, width, rowsHeight } = this.frame;
    return [left + width + 4, top + rowsHeight + barHeight + 12];
  }

  cellAt(x, y) {
    const { left, top, side, height } = this.frame;
    const [row, column] = [Math.floor((y - top) / height), Math.floor((x - left) / side)];
    const { rows, columns } = this.view;
    return row >= 0 && row < rows.length && column >= 0 && column < columns.length ? [row, column] : null;
  }

  point(cell) {
    this.cell = cell;
    const { rows, columns, weights } = this.view ?? { rows: [] };
    const name = (unit) => element("bdi", { class: "name" }, unit.text);
    this.readout.replaceChildren(...(cell
      ? [name(rows[cell[0]]), " attends to ", name(columns[cell[1]]), ` ${weights[cell[0] * columns.length + cell[1]].toFixed(4)}`,
         `; this column gets ${format(this.received[cell[1]])} on average`]
      : [`Point at a cell for its value. The darkest is ${format(this.view?.peak ?? 0)}.`]));
    this.draw();
  }

  // The row that is pointed at elsewhere.
  pointAt(place) {
    this.elsewhere = place;
    this.draw();
  }

  drawNow() {
    if (!this.frame || !this.host.isConnected) return;
    const { rows, columns } = this.view;
    const { left, top, side, height, named, width, rowsHeight } = this.frame;
    const context = prepareCanvas(this.canvas, ...this.size);
    const [ink, soft, line] = ["--ink", "--soft", "--line"].map(themeColor);
    context.font = font();
    context.textBaseline = "middle";
    context.imageSmoothingEnabled = side < 1 || height < 1;
    context.drawImage(this.image, left, top, width, rowsHeight);
    context.strokeStyle = line;
    context.strokeRect(left - 0.5, top - 0.5, width + 1, rowsHeight + 1);
    const pointsAt = (sideName, index) => (this.cell ? this.cell[sideName === "rows" ? 0 : 1] === index
      : this.elsewhere?.side === sideName && this.elsewhere.indices.includes(index));
    context.textAlign = "right";
    if (height >= smallestNamed) {
      rows.forEach((unit, row) => {
        context.fillStyle = pointsAt("rows", row) ? ink : soft;
        context.fillText(clipped(context, unit.text, left - 8), left - 6, top + (row + 0.5) * height);
      });
    }
    const most = Math.max(1e-6, ...this.received);
    this.received.forEach((weight, column) => {
      const x = left + column * side;
      const tall = Math.max(0.5, (weight / most) * barHeight);
      context.fillStyle = css(colorOf(this.colors, 0.35 + 0.65 * weight));
      context.fillRect(x + side * 0.15, top + rowsHeight + 6 + barHeight - tall, Math.max(0.7, side * 0.7), tall);
      if (!named) return;
      context.save();
      context.translate(x + side / 2, top - 6);
      context.rotate(-Math.PI / 2);
      context.textAlign = "left";
      context.fillStyle = pointsAt("columns", column) ? ink : soft;
      context.fillText(clipped(context, columns[column].text, top - 8), 0, 0);
      context.restore();
    });
    context.fillStyle = soft;
    context.fillText("received", left - 6, top + rowsHeight + 6 + barHeight / 2);
    this.outline(context, ink, pointsAt);
  }

  outline(context, ink, pointsAt) {
    const { left, top, side, height, width, rowsHeight } = this.frame;
    context.strokeStyle = ink;
    this.view.rows.forEach((_, row) => {
      if (pointsAt("rows", row)) context.strokeRect(left, top + row * height, width, height);
    });
    this.view.columns.forEach((_, column) => {
      if (pointsAt("columns", column)) context.strokeRect(left + column * side, top, side, rowsHeight);
    });
  }
}

const font = () => `12px ${themeColor("--font")}`;

function clipped(context, text, width) {
  if (context.measureText(text).width <= width) return text;
  let end = [...text];
  while (end.length > 1 && context.measureText(`${end.join("")}…`).width > width) end = end.slice(0, -1);
  return `${end.join("")}…`;
}
