// Two texts and the lines between their tokens. Short texts stand one above the other, long ones side by side.

import { strongestLinks, sums } from "./maps.js";
import { colorOf, themeColor } from "./colors.js";
import { element, format, isRightToLeft, oncePerFrame, prepareCanvas } from "./drawing.js";

// More units than this never stand in one line.
const longestLine = 30;
const canvasHeight = 112;

export class Links {
  // - onPoint: is told which unit is pointed at, as (side, index), or of none
  constructor(host, { onPoint = () => {} } = {}) {
    this.host = host;
    this.onPoint = onPoint;
    this.chosen = { side: null, indices: [] };
    this.pointed = null;
    this.canvas = element("canvas", { "aria-hidden": "true" });
    this.axes = {};
    for (const side of ["columns", "rows"]) {
      this.axes[side] = element("div", { class: `axis ${side}`, role: "listbox", "aria-multiselectable": "true" });
      this.listen(side);
    }
    this.box = element("div", { class: "links across" }, this.axes.columns, this.canvas, this.axes.rows);
    this.readout = element("output", { class: "readout" });
    host.replaceChildren(this.box, this.readout);
    this.draw = oncePerFrame(() => this.drawNow());
    this.box.addEventListener("scroll", () => this.draw());
    new ResizeObserver(oncePerFrame(() => this.layOut())).observe(host);
  }

  // - view: as `arrange` makes it
  // - names: { rows, columns }: what the axes are, for people
  show(view, { share, colors, names, hint }) {
    const same = this.view && this.view.rows.length === view.rows.length && this.view.columns.length === view.columns.length;
    Object.assign(this, { view, colors, hint, links: strongestLinks(view, share) });
    if (!same) this.chosen = { side: null, indices: [] };
    for (const side of ["columns", "rows"]) this.fill(side, names[side]);
    this.layOut();
    this.point(null);
  }

  fill(side, name) {
    const axis = this.axes[side];
    const units = this.view[side];
    axis.setAttribute("aria-label", name);
    axis.dir = isRightToLeft(units.map((unit) => unit.text).join(" ")) ? "rtl" : "ltr";
    axis.replaceChildren(...units.map((unit, index) =>
      element("span", {
        class: unit.special ? "unit special" : "unit", role: "option", tabindex: index === 0 ? "0" : "-1",
        "aria-selected": "false", "data-index": index,
      }, element("bdi", {}, unit.text))));
  }

  listen(side) {
    const axis = this.axes[side];
    const indexOf = (event) => {
      const unit = event.target.closest?.(".unit");
      return unit ? Number(unit.dataset.index) : null;
    };
    axis.addEventListener("pointerover", (event) => {
      const index = indexOf(event);
      if (index !== null) this.point({ side, indices: [index] });
    });
    axis.addEventListener("pointerleave", () => this.point(null));
    axis.addEventListener("focusin", (event) => {
      const index = indexOf(event);
      if (index !== null && event.target.matches(":focus-visible")) this.point({ side, indices: [index] });
    });
    axis.addEventListener("focusout", () => this.point(null));
    axis.addEventListener("click", (event) => {
      const index = indexOf(event);
      if (index !== null) this.choose(side, index, event.ctrlKey || event.metaKey);
    });
    axis.addEventListener("keydown", (event) => this.handleKey(event, side, indexOf(event)));
  }

  handleKey(event, side, index) {
    if (index === null) return;
    const across = this.box.classList.contains("across");
    const reversed = across && this.axes[side].dir === "rtl";
    const [back, on] = across ? ["ArrowLeft", "ArrowRight"] : ["ArrowUp", "ArrowDown"];
    const other = across ? ["ArrowUp", "ArrowDown"] : ["ArrowLeft", "ArrowRight"];
    const count = this.view[side].length;
    let target = null;
    if (event.key === back) target = [side, index + (reversed ? 1 : -1)];
    else if (event.key === on) target = [side, index + (reversed ? -1 : 1)];
    else if (event.key === "Home") target = [side, 0];
    else if (event.key === "End") target = [side, count - 1];
    else if (other.includes(event.key)) {
      const opposite = side === "rows" ? "columns" : "rows";
      target = [opposite, Math.min(index, this.view[opposite].length - 1)];
    } else if (event.key === " " || event.key === "Enter") {
      this.choose(side, index, event.ctrlKey || event.metaKey);
    } else if (event.key === "Escape") {
      this.choose(side, null, false);
    } else return;
    event.preventDefault();
    if (target) this.focus(...target);
  }

  focus(side, index) {
    const units = this.axes[side].children;
    const unit = units[Math.max(0, Math.min(units.length - 1, index))];
    if (!unit) return;
    this.axes[side].querySelector("[tabindex='0']")?.setAttribute("tabindex", "-1");
    unit.setAttribute("tabindex", "0");
    unit.focus();
  }

  // A click keeps a unit; with Ctrl it is added to, or taken from, those of its side, and their weights are summed.
  choose(side, index, adds) {
    const own = this.chosen.side === side ? this.chosen.indices : [];
    let indices = index === null ? [] : [index];
    if (adds) indices = own.includes(index) ? own.filter((one) => one !== index) : [...own, index].sort((a, b) => a - b);
    else if (own.length === 1 && own[0] === index) indices = [];
    this.chosen = { side: indices.length ? side : null, indices };
    for (const name of ["columns", "rows"]) {
      for (const unit of this.axes[name].children) {
        const isChosen = name === side && indices.includes(Number(unit.dataset.index));
        unit.setAttribute("aria-selected", String(isChosen));
      }
    }
    this.point(null);
  }

  // - place: { side, indices }; null: what has been chosen, or nothing
  point(place, { silent = false } = {}) {
    this.pointed = place ?? (this.chosen.side ? this.chosen : null);
    this.shade();
    this.draw();
    if (!silent) this.onPoint(this.pointed);
  }

  // Colours the units of the other side, and says the largest weights.
  shade() {
    const { view, pointed } = this;
    for (const side of ["columns", "rows"]) {
      const weights = pointed && pointed.side !== side ? sums(view, pointed.side, pointed.indices) : null;
      const isPointed = (index) => pointed?.side === side && pointed.indices.includes(index);
      [...this.axes[side].children].forEach((unit, index) => {
        const weight = weights?.[index] ?? 0;
        const color = weights ? colorOf(this.colors, weight) : null;
        unit.classList.toggle("pointed", isPointed(index));
        unit.style.backgroundColor = color && weight >= 0.01 ? `rgb(${color.join(" ")})` : "";
        unit.style.color = color && weight >= 0.01 ? readable(color) : "";
        if (weights) unit.dataset.weight = weight.toFixed(4);
        else delete unit.dataset.weight;
      });
    }
    this.readout.replaceChildren(...this.sentence());
  }

  sentence() {
    const { view, pointed } = this;
    if (!pointed) return [this.hint ?? ""];
    const opposite = pointed.side === "rows" ? "columns" : "rows";
    const weights = sums(view, pointed.side, pointed.indices);
    const name = (side, index) => element("bdi", { class: "name" }, view[side][index].text);
    const best = [...weights.keys()].sort((a, b) => weights[b] - weights[a]).slice(0, 4).filter((i) => weights[i] >= 0.0005);
    const parts = pointed.indices.flatMap((index, position) => [position ? " + " : "", name(pointed.side, index)]);
    parts.push(pointed.side === "rows" ? " attends to " : " is attended to by ");
    best.forEach((index, position) => {
      parts.push(position ? ", " : "", name(opposite, index), ` ${format(weights[index])}`);
    });
    return best.length ? parts : [...parts, "nothing"];
  }

  layOut() {
    if (!this.view) return;
    const { box } = this;
    const longest = Math.max(this.view.rows.length, this.view.columns.length);
    box.className = "links across";
    let across = longest <= longestLine;
    if (across) {
      across = ["columns", "rows"].every((side) => this.axes[side].scrollWidth <= box.clientWidth + 1);
    }
    box.className = across ? "links across" : "links down";
    const bounds = box.getBoundingClientRect();
    this.size = across
      ? { width: box.clientWidth, height: canvasHeight }
      : { width: Math.max(60, this.axes.rows.offsetLeft - this.axes.columns.offsetLeft - this.axes.columns.offsetWidth),
          height: Math.min(box.clientHeight, box.scrollHeight) };
    this.places = {};
    for (const side of ["columns", "rows"]) {
      this.places[side] = [...this.axes[side].children].map((unit) => {
        const place = unit.getBoundingClientRect();
        return across ? place.left + place.width / 2 - bounds.left : place.top + place.height / 2 - bounds.top + box.scrollTop;
      });
    }
    this.drawNow();
  }

  // The ends of a line on the canvas.
  ends({ row, column }) {
    const { width, height } = this.size;
    const [from, to] = [this.places.columns[column], this.places.rows[row]];
    if (this.box.classList.contains("across")) return [from, 0, to, height];
    const scrolled = this.box.scrollTop;
    return [0, from - scrolled, width, to - scrolled];
  }

  // What is to be drawn now: [{ link, opacity, width }].
  strokes() {
    const { pointed, links, view } = this;
    if (!pointed) return links.map((link) => stroke(link, 0.15 + 0.85 * link.weight));
    const rest = links.map((link) => stroke({ ...link, weight: 0 }, 0.15));
    const own = [];
    for (const index of pointed.indices) {
      const count = pointed.side === "rows" ? view.columns.length : view.rows.length;
      for (let other = 0; other < count; other++) {
        const [row, column] = pointed.side === "rows" ? [index, other] : [other, index];
        const weight = view.weights[row * view.columns.length + column];
        if (weight >= 0.01) own.push(stroke({ row, column, weight }, 0.3 + 0.7 * weight));
      }
    }
    return [...rest, ...own.sort((a, b) => a.link.weight - b.link.weight)];
  }

  drawNow() {
    if (!this.size || !this.host.isConnected) return;
    const { width, height } = this.size;
    const context = prepareCanvas(this.canvas, width, height);
    const across = this.box.classList.contains("across");
    const [ink, faint] = [this.colors.at(-20), themeColor("--line")];
    context.lineCap = "round";
    for (const { link, opacity, width: lineWidth } of this.strokes()) {
      const [x1, y1, x2, y2] = this.ends(link);
      if (!across && Math.max(y1, y2) < 0 || Math.min(y1, y2) > height) continue;
      context.globalAlpha = opacity;
      context.strokeStyle = link.weight ? `rgb(${ink.join(" ")})` : faint;
      context.lineWidth = lineWidth;
      context.beginPath();
      context.moveTo(x1, y1);
      if (across) context.bezierCurveTo(x1, y1 + height / 2, x2, y2 - height / 2, x2, y2);
      else context.lineTo(x2, y2);
      context.stroke();
    }
    context.globalAlpha = 1;
  }
}

const stroke = (link, opacity) => ({ link, opacity: Math.min(1, opacity), width: 1 + 3.5 * link.weight });

// Black or white, whichever is read better on the colour (WCAG 2, relative luminance).
export function readable(color) {
  const [red, green, blue] = color.map((byte) => ((byte / 255) ** 2.2));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.18 ? "#111" : "#fff";
}
