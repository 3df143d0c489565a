// One head's map: lines, picture, and a table.

import { scale } from "./colors.js";
import { element, format } from "./drawing.js";
import { HeatMap } from "./heat.js";
import { Links } from "./links.js";
import { arrange, tokenUnits, wordUnits } from "./maps.js";

// Larger tables are cut, and say so.
const largestTable = 64;

// What an axis of each kind of map is, for people.
export const axisNames = {
  cross: { rows: "output, each token while it was predicted", columns: "input" },
  encoder: { rows: "input, looking", columns: "input, looked at" },
  decoder: { rows: "output, each token while it was predicted", columns: "output so far, beginning with the start token" },
};

// - options: { units, hidesSpecial }
export function viewOf(result, kind, sequence, layer, head, options) {
  return arranged(result.map(kind, sequence).weights(layer, head), result.axes(kind, sequence), options);
}

// - weights: of all tokens of the axes
export function arranged(weights, { rows, columns }, { units, hidesSpecial }) {
  const unitsOf = ({ tokens, text }) => (units === "words" && text ? wordUnits(tokens, text) : tokenUnits(tokens));
  return arrange(weights, columns.tokens.length, unitsOf(rows), unitsOf(columns), hidesSpecial);
}

export class Pane {
  // - series: 0, or 1 for what is compared
  constructor(series) {
    this.series = series;
    this.title = element("h2");
    const [links, heat] = [element("div"), element("div")];
    this.table = element("div");
    this.root = element("div", { class: series ? "pane second" : "pane" }, this.title, links, heat, this.table);
    this.links = new Links(links, { onPoint: (place) => this.heat?.pointAt(place) });
    this.heat = new HeatMap(heat, { onPoint: (place) => this.links.point(place, { silent: true }) });
  }

  // - view: as `viewOf` makes it
  show(view, { kind, title, share, showsTable }) {
    this.view = view;
    this.title.replaceChildren(title);
    const colors = scale(this.series);
    const names = axisNames[kind];
    this.links.show(view, { share, colors, names, hint: "Point at a token, or go to it with the arrow keys." });
    this.heat.show(view, { colors, names, title });
    this.table.replaceChildren(...(showsTable ? tableOf(view, title) : []));
  }
}

function tableOf(view, title) {
  const [rows, columns] = [view.rows.slice(0, largestTable), view.columns.slice(0, largestTable)];
  const cut = rows.length < view.rows.length || columns.length < view.columns.length;
  const head = element("tr", {}, element("td"), ...columns.map((unit) => element("th", { scope: "col" }, element("bdi", {}, unit.text))));
  const body = rows.map((unit, row) => element("tr", {},
    element("th", { scope: "row" }, element("bdi", {}, unit.text)),
    ...columns.map((_, column) => element("td", {}, format(view.weights[row * view.columns.length + column])))));
  return [
    element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": `Table: ${title}` },
      element("table", {}, element("thead", {}, head), element("tbody", {}, ...body))),
    ...(cut ? [element("p", { class: "soft" },
      `The first ${rows.length} × ${columns.length} of ${view.rows.length} × ${view.columns.length}; JSON has all of them.`)] : []),
  ];
}
