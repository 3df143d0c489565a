// Attention step by step. First on the text at hand: what one token's query makes of each key, in all heads of a layer. Then on small
// numbers that one can change, which the service computes with the kernel that its models use.

import { ask, curlCommand } from "./api.js";
import { colorOf, css, scale } from "./colors.js";
import { element, format, oncePerFrame } from "./drawing.js";
import { headName } from "./grid.js";
import { readable } from "./links.js";
import { viewOf } from "./pane.js";
import { $, session, showProblem } from "./session.js";

const rowOf = (view, row) => [...view.weights.subarray(row * view.columns.length, (row + 1) * view.columns.length)];

function step(title, shape, ...content) {
  return element("div", { class: "step" }, element("h3", {}, title, element("span", { class: "shape" }, shape)), ...content);
}

// - numbers: rows of numbers; null stands for what the mask hides
function grid(numbers, { rowNames, columnNames, colors, onPoint, digits = 2 }) {
  const cell = (value, row, column) => {
    const made = element("td", { onpointerenter: () => onPoint?.(row, column), tabindex: onPoint ? "0" : null,
      onfocus: () => onPoint?.(row, column) }, value === null ? "−∞" : value.toFixed(digits));
    if (colors && value !== null) {
      const color = colorOf(colors, value);
      Object.assign(made.style, { backgroundColor: css(color), color: readable(color) });
    }
    return made;
  };
  return element("table", {},
    columnNames && element("thead", {}, element("tr", {}, element("td"), ...columnNames.map((name) => element("th", { scope: "col" }, name)))),
    element("tbody", {}, ...numbers.map((values, row) => element("tr", {}, rowNames && element("th", { scope: "row" }, rowNames[row]),
      ...values.map((value, column) => cell(value, row, column))))));
}

// One token of the text: a column of weights for each head, side by side.
// - views: { rows, columns, weights } for each head
function headsSideBySide({ layer, views, row }) {
  const colors = scale();
  const weights = views[0].columns.map((_, column) => views.map((view) => rowOf(view, row)[column]));
  return step(`Softmax of every head in layer ${layer + 1}`, `${views.length} heads × ${views[0].columns.length} keys`,
    element("p", { class: "soft" }, "How the query of ", element("strong", {}, element("bdi", {}, views[0].rows[row].text)),
      " shares its attention among the keys. Each column sums to 1."),
    element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Weights by key and head" }, grid(weights, {
      rowNames: views[0].columns.map((unit) => element("bdi", {}, unit.text)), columnNames: views.map((_, head) => headName(head)), colors,
    })));
}

// Numbers that one can change.
function numberTable(numbers, letter, name, onChange) {
  const field = (row, column) => element("input", {
    type: "number", step: "0.5", value: numbers[row][column], "aria-label": `${name}, row ${row + 1}, number ${column + 1}`,
    oninput: ({ target }) => {
      if (!Number.isFinite(target.valueAsNumber)) return;
      numbers[row][column] = target.valueAsNumber;
      onChange();
    },
  });
  return element("table", {}, element("tbody", {}, ...numbers.map((values, row) => element("tr", {},
    element("th", { scope: "row" }, `${letter}${row + 1}`), ...values.map((_, column) => element("td", {}, field(row, column)))))));
}

const startNumbers = {
  queries: [[1, 0], [0, 1], [1, 1]], keys: [[1, 0], [0, 1], [1, 1]], values: [[10, 0], [0, 10], [5, 5]],
};

// Small numbers: each change is computed by the service.
class SmallNumbers {
  constructor(host) {
    this.numbers = structuredClone(startNumbers);
    this.mask = element("select", { onchange: () => this.compute() },
      element("option", { value: "none" }, "none: every key"), element("option", { value: "causal" }, "causal: no later key"));
    this.scale = element("input", { type: "number", step: "0.1", placeholder: "1/√2", "aria-label": "Scale", oninput: () => this.compute() });
    this.results = element("div", { class: "steps" });
    this.work = element("output", { class: "readout" });
    this.curl = element("pre", { tabindex: "0", "aria-label": "curl command" });
    host.replaceChildren(
      element("p", {}, "Three tokens, two numbers each. Change any of them: the service computes softmax(scale · Q Kᵀ) V anew. In cross-attention, Q comes from the output, K and V from the input."),
      element("div", { class: "steps" }, ...["queries", "keys", "values"].map((name) => this.inputs(name)),
        step("Mask and scale", "", element("div", { class: "bars" },
          element("label", { class: "field" }, "Mask ", this.mask), element("label", { class: "field" }, "Scale ", this.scale)))),
      this.results, this.work, this.curl);
    this.compute = oncePerFrame(() => this.computeNow());
  }

  inputs(name) {
    const letter = name[0].toUpperCase();
    return step(`${letter}: ${name}`, "3 × 2", numberTable(this.numbers[name], letter, name, () => this.compute()));
  }

  get request() {
    const scale = Number.isFinite(this.scale.valueAsNumber) ? { scale: this.scale.valueAsNumber } : {};
    return { ...this.numbers, mask: this.mask.value, ...scale, scores: true };
  }

  async computeNow() {
    const request = this.request;
    this.waiting?.abort();
    this.waiting = new AbortController();
    try {
      this.show(request, await ask("/attention", request, this.waiting.signal));
    } catch (error) {
      showProblem(error);
    }
  }

  show(request, { outputs, weights, scores }) {
    const [rowNames, columnNames] = [["Q1", "Q2", "Q3"], ["K1", "K2", "K3"]];
    const factor = request.scale ?? Math.SQRT1_2;
    const dot = (a, b) => a.map((value, index) => `${value} × ${b[index]}`).join(" + ");
    const say = (text) => this.work.replaceChildren(text);
    this.results.replaceChildren(
      step("1. Scores, scaled", "3 × 3", element("p", { class: "soft" }, "scale · Q Kᵀ: how well each query fits each key"), grid(scores, {
        rowNames, columnNames,
        onPoint: (row, column) => say(scores[row][column] === null ? `${rowNames[row]} may not see ${columnNames[column]}`
          : `${rowNames[row]} · ${columnNames[column]} = ${dot(request.queries[row], request.keys[column])}; times ${factor.toFixed(3)} is ${scores[row][column].toFixed(3)}`),
      })),
      step("2. Softmax", "3 × 3", element("p", { class: "soft" }, "e to the score, as a part of the row's sum: each row sums to 1"), grid(weights, {
        rowNames, columnNames, colors: scale(),
        onPoint: (row, column) => say(scores[row][column] === null ? "What the mask hides gets 0."
          : `e^${scores[row][column].toFixed(2)} / (${scores[row].filter((score) => score !== null).map((score) => `e^${score.toFixed(2)}`).join(" + ")}) = ${format(weights[row][column])}`),
      })),
      step("3. Weighted sum", "3 × 2", element("p", { class: "soft" }, "weights · V: what each query takes with it"), grid(outputs, {
        rowNames, columnNames: ["1", "2"],
        onPoint: (row, column) => say(`${weights[row].map((weight, key) => `${format(weight)} × ${request.values[key][column]}`).join(" + ")} = ${outputs[row][column].toFixed(3)}`),
      })));
    this.curl.textContent = curlCommand("/attention", request);
    say("Point at a number to see where it comes from.");
  }
}

// One matrix of three tokens, whose halves go to two heads: its own queries, keys and values.
class TwoHeads {
  constructor(host) {
    this.numbers = [[1, 0, 0, 2], [0, 1, 2, 0], [1, 1, 0, 1]];
    this.results = element("div", { class: "steps" });
    const input = step("X: three tokens", "3 × 4", numberTable(this.numbers, "X", "X", () => this.compute()));
    host.replaceChildren(
      element("p", {}, "Self-attention with two heads: queries, keys and values are all X. Head 1 gets the first two numbers of each token, head 2 the others; what they find is put side by side."),
      element("div", { class: "steps" }, input), this.results);
    this.compute = oncePerFrame(() => this.computeNow());
  }

  async computeNow() {
    const heads = [[0, 2], [2, 4]].map(([from, to]) => this.numbers.map((values) => values.slice(from, to)));
    this.waiting?.abort();
    this.waiting = new AbortController();
    try {
      const reply = await ask("/attention", { queries: heads, keys: heads, values: heads }, this.waiting.signal);
      const names = ["X1", "X2", "X3"];
      this.results.replaceChildren(
        ...reply.weights.map((weights, head) => step(`Head ${head + 1}: softmax`, "3 × 3",
          grid(weights, { rowNames: names, columnNames: names, colors: scale() }))),
        step("Side by side", "2 heads × 2 = 4, 3 × 4", grid(names.map((_, row) => reply.outputs.flatMap((rows) => rows[row])), {
          rowNames: names, columnNames: ["1", "2", "3", "4"],
        })));
    } catch (error) {
      showProblem(error);
    }
  }
}

// Of the text at hand, and of the small numbers beneath it.
// - change: takes another layer into the state
export function showMechanism({ kind, sequence, layer, options, change }) {
  const host = $("mechanism");
  if (!host.firstChild) build(host);
  const { model, result } = session;
  const map = result.map(kind, sequence);
  const views = [...Array(map.heads).keys()].map((head) => viewOf(result, kind, sequence, layer, head, options));
  const row = Math.min(Number(host.dataset.row ?? 0), views[0].rows.length - 1);
  const again = () => showMechanism({ kind, sequence, layer, options, change });
  const choice = (label, names, value, onchange) => element("label", { class: "field" }, label, element("select", { onchange },
    ...names.map((name, index) => element("option", { value: index, selected: index === value }, name))));
  const layers = (kind === "encoder" ? model.encoder : model.decoder).layers;
  $("on-text").replaceChildren(
    element("div", { class: "line" },
      choice("Token ", views[0].rows.map((unit) => unit.text), row, ({ target }) => { host.dataset.row = target.value; again(); }),
      choice("Layer ", [...Array(layers).keys()].map((index) => index + 1), layer, ({ target }) => change({ layer: target.value }))),
    element("div", { class: "steps" }, headsSideBySide({ layer, views, row })));
}

function build(host) {
  const [onText, onNumbers, heads] = ["on-text", "on-numbers", "two-heads"].map((id) => element("div", { id }));
  host.replaceChildren(element("h2", {}, "On this text"), onText);
  if (session.saved) return;
  host.append(element("h2", {}, "On small numbers"), onNumbers, element("h2", {}, "Two heads"), heads);
  new SmallNumbers(onNumbers).compute();
  new TwoHeads(heads).compute();
}
