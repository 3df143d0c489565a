// Two texts and the lines between their tokens. Short texts stand one above the other, long ones side by side.

import { strongestLinks, sums } from "./maps.js";
import { colorOf, css, themeColor } from "./colors.js";
import { element, format, isRightToLeft, oncePerFrame, prepareCanvas } from "./drawing.js";

// More units than this never stand in one line.
const longestLine = 30;
const canvasHeight = 112;
// Lighter ones are neither drawn nor shaded where a token is pointed at.
const leastSeen = 0.01;
// Of a text as a whole; more would be a black area.
const mostLines = 500;

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
    this.box.addEventListener("scroll", () => { this.faint = null; this.draw(); });
    new ResizeObserver(oncePerFrame(() => this.layOut())).observe(host);
  }

  // - view: as `arrange` makes it
  // - names: { rows, columns }: what the axes are, for people
  show(view, { share, colors, names, hint }) {
    const content = JSON.stringify([view.rows, view.columns, names].map((units) => units.map?.(({ text, special }) => [text, special]) ?? units));
    Object.assign(this, { view, colors, hint });
    const { links, count } = strongestLinks(view, share, mostLines);
    this.links = links;
    if (count > links.length) this.hint += ` Of ${count} lines the strongest ${links.length} are drawn.`;
    if (this.content !== content) {
      this.content = content;
      this.chosen = { side: null, indices: [] };
      for (const side of ["columns", "rows"]) this.fill(side, names[side]);
      this.layOut();
    }
    this.faint = null;
    this.point(null);
  }

  fill(side, name) {
    const axis = this.axes[side];
    const units = this.view[side];
    axis.setAttribute("aria-label", name);
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
        unit.classList.toggle("pointed", isPointed(index));
        const isShaded = weights?.[index] >= leastSeen;
        if (!isShaded && !unit.dataset.weight) return;
        const color = isShaded ? colorOf(this.colors, weights[index] / this.view.peak) : null;
        unit.style.backgroundColor = color ? css(color) : "";
        unit.style.color = color ? readable(color) : "";
        if (isShaded) unit.dataset.weight = weights[index].toFixed(4);
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
    if (!this.view || !this.host.isConnected) return;
    const { box } = this;
    this.faint = null;
    const longest = Math.max(this.view.rows.length, this.view.columns.length);
    box.className = "links across";
    let across = longest <= longestLine;
    if (across) {
      across = ["columns", "rows"].every((side) => this.axes[side].scrollWidth <= box.clientWidth + 1);
    }
    box.className = across ? "links across" : "links down";
    for (const side of ["columns", "rows"]) {
      const text = this.view[side].map((unit) => unit.text).join(" ");
      this.axes[side].dir = across && isRightToLeft(text) ? "rtl" : "ltr";
    }
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

  // All weights of what is pointed at that can be seen.
  pointedLinks() {
    const { pointed: { side, indices }, view } = this;
    const links = [];
    for (const index of indices) {
      for (let other = 0; other < (side === "rows" ? view.columns : view.rows).length; other++) {
        const [row, column] = side === "rows" ? [index, other] : [other, index];
        const weight = view.weights[row * view.columns.length + column];
        if (weight >= leastSeen) links.push({ row, column, weight });
      }
    }
    return links.sort((a, b) => a.weight - b.weight);
  }

  // The lines of what is not pointed at, drawn once for all that is.
  get background() {
    if (!this.faint) {
      this.faint = document.createElement("canvas");
      this.trace(prepareCanvas(this.faint, this.size.width, this.size.height), this.links, true);
    }
    return this.faint;
  }

  drawNow() {
    if (!this.size || !this.host.isConnected) return;
    const { width, height } = this.size;
    const context = prepareCanvas(this.canvas, width, height);
    if (this.pointed) context.drawImage(this.background, 0, 0, width, height);
    this.trace(context, this.pointed ? this.pointedLinks() : this.links, false);
  }

  // One stroke a line: a path of thousands of lines that cross takes a hundred times as long.
  // - links: the lightest first, so that the heaviest lie on top
  trace(context, links, isFaint) {
    const { height } = this.size;
    context.strokeStyle = isFaint ? themeColor("--line") : css(this.colors.at(-20));
    const across = this.box.classList.contains("across");
    for (const link of links) {
      const [x1, y1, x2, y2] = this.ends(link);
      if (Math.max(y1, y2) < 0 || Math.min(y1, y2) > height) continue;
      const strength = link.weight / this.view.peak;
      context.globalAlpha = isFaint ? 0.5 : 0.15 + 0.85 * strength;
      context.lineWidth = isFaint ? 1 : 1 + 3.5 * strength;
      context.beginPath();
      context.moveTo(x1, y1);
      if (across) context.bezierCurveTo(x1, y1 + height / 2, x2, y2 - height / 2, x2, y2);
      else context.lineTo(x2, y2);
      context.stroke();
    }
    context.globalAlpha = 1;
  }
}

// Black or white, whichever is read better on the colour (WCAG 2, relative luminance).
export function readable(color) {
  const [red, green, blue] = color.map((byte) => {
    const share = byte / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? "#000" : "#fff";
}
