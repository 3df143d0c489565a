// The tabs beneath the answer: what they show, and with which choices.

import { curlCommand } from "./api.js";
import { showAnswerLinks } from "./answer.js";
import { scale } from "./colors.js";
import { element, oncePerFrame } from "./drawing.js";
import { HeadGrid, headName } from "./grid.js";
import { showMechanism } from "./mechanism.js";
import { axisNames, Pane, viewOf } from "./pane.js";
import { $, counted, session, showProblem, whileBusy } from "./session.js";
import { defaults } from "./state.js";

export const panes = [new Pane(0), new Pane(1)];
let grid = null;
let change = null;
let fetching = null;
// The head under the pointer.
let preview = null;

// - onChange: takes what a person has changed of the state
export function buildPanel({ onChange }) {
  change = onChange;
  grid = new HeadGrid($("grid"), {
    onPreview: oncePerFrame((layer, head) => { preview = layer === null ? null : [layer, head]; showPanes(); }),
    onChoose: (layer, head) => change({ layer: String(layer), head: String(head) }),
    onPin: (layer, head) => change({ pin: session.state.pin === `${layer} ${head}` ? "" : `${layer} ${head}` }),
  });
  const changesTo = (id, event, valueOf) => $(id).addEventListener(event, ({ target }) => change({ [id]: valueOf(target) }));
  changesTo("hide", "change", (box) => (box.checked ? "1" : "0"));
  changesTo("table", "change", (box) => (box.checked ? "1" : ""));
  changesTo("share", "input", (range) => range.value);
  for (const id of ["units", "sequence", "compare", "other"]) changesTo(id, "change", (field) => field.value);
  $("tabs").addEventListener("keydown", (event) => {
    const move = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!move) return;
    const names = tabNames();
    const name = names[(names.indexOf(session.state.tab) + move + names.length) % names.length];
    goTo(name);
    $(`tab-${name}`).focus();
  });
}

export function tabNames() {
  const kinds = session.model.decoder ? ["cross", "encoder", "decoder"] : ["encoder", "similarity"];
  return [...kinds, "mechanism"];
}

const goTo = (tab) => change({ tab, layer: "", head: defaults.head, pin: "" });

// The kind of map that is shown; the mechanism is that of the answer's links.
export const kindShown = () => {
  if (axisNames[session.state.tab]) return session.state.tab;
  return session.model.decoder ? "cross" : "encoder";
};

const stackOf = (kind) => (kind === "encoder" ? session.model.encoder : session.model.decoder);
export const viewOptions = () => ({ units: session.state.units, hidesSpecial: session.state.hide === "1" });
const otherSequence = () => Number(session.state.compare.match(/^output (\d+)$/)?.[1] ?? 0);

// [layer, head], within what the model has. Without a choice the last layer.
export function place(layerText = session.state.layer, headText = session.state.head) {
  const { layers, heads } = stackOf(kindShown());
  const layer = layerText === "" ? layers - 1 : Math.max(0, Math.min(Number(layerText) || 0, layers - 1));
  return [layer, headText === "mean" ? "mean" : Math.max(0, Math.min(Number(headText) || 0, heads - 1))];
}

function pinned() {
  return session.state.pin ? place(...session.state.pin.split(" ")) : null;
}

// Everything beneath the answer, as the state has it.
export function showPanel() {
  if (!session.result) return;
  showTabs();
  showControls();
  return refresh();
}

function showTabs() {
  const { state } = session;
  if (!tabNames().includes(state.tab)) state.tab = tabNames()[0];
  const panelOf = (name) => (axisNames[name] ? "maps" : name);
  $("tabs").hidden = false;
  const shown = [...$("tabs").children].map((tab) => tab.textContent).join();
  if (shown !== tabNames().join()) {
    $("tabs").replaceChildren(...tabNames().map((name) => element("button", {
      type: "button", role: "tab", id: `tab-${name}`, "aria-controls": panelOf(name), onclick: () => goTo(name),
    }, name)));
  }
  for (const tab of $("tabs").children) {
    tab.setAttribute("aria-selected", String(tab.textContent === state.tab));
    tab.tabIndex = tab.textContent === state.tab ? 0 : -1;
  }
  $("maps").setAttribute("aria-labelledby", `tab-${panelOf(state.tab) === "maps" ? state.tab : kindShown()}`);
  for (const id of ["maps", "similarity", "mechanism"]) $(id).hidden = panelOf(state.tab) !== id;
}

// Fetches what is missing, then draws.
async function refresh() {
  fetching?.abort();
  const own = (fetching = new AbortController());
  const { result, other, state } = session;
  const [kind, sequence] = [kindShown(), Number(state.sequence)];
  try {
    await whileBusy((async () => {
      await showAnswerLinks(own.signal);
      await result.ensure(kind, sequence, place()[0], own.signal);
      if (pinned()) await (other ?? result).ensure(kind, other ? otherSequence() : sequence, pinned()[0], own.signal);
      else if (other) await other.ensure(kind, otherSequence(), place()[0], own.signal);
    })());
    if (own !== fetching) return;
    if (state.tab === "mechanism") return showMechanism({ kind, sequence, layer: place()[0], options: viewOptions(), change });
    grid.show(result.map(kind, sequence), (layer, head) => viewOf(result, kind, sequence, layer, head, viewOptions()), scale());
    grid.mark(place(), pinned());
    showPanes();
  } catch (error) {
    if (own === fetching) showProblem(error, refresh);
  }
}

const placeName = ([layer, head]) => `layer ${layer + 1}, ${headName(head)}`;

// What stands in each pane: [{ result, sequence, place, label }].
function contents() {
  const { result, other, state } = session;
  const first = { result, sequence: Number(state.sequence), place: preview ?? place(), label: "" };
  if (!other) return pinned() ? [first, { ...first, place: pinned() }] : [first];
  const second = { result: other, sequence: otherSequence(), place: pinned() ?? first.place };
  first.label = " · this";
  second.label = { input: " · the other text", target: " · forced" }[state.compare] ?? ` · output ${second.sequence + 1}`;
  return [first, second];
}

function showPanes() {
  const { result, state } = session;
  if (!result || $("maps").hidden) return;
  const kind = kindShown();
  const shown = contents();
  const roots = shown.map((_, index) => panes[index].root);
  if ($("panes").children.length !== roots.length) $("panes").replaceChildren(...roots);
  shown.forEach((one, index) => {
    const map = one.result.map(kind, one.sequence);
    if (!map?.has(one.place[0])) {
      panes[index].title.textContent = `${placeName(one.place)}: click to fetch it`;
      return;
    }
    const rounded = map.rounded.has(one.place[0]) ? " (weights rounded to 1/255)" : "";
    panes[index].show(viewOf(one.result, kind, one.sequence, ...one.place, viewOptions()), {
      kind, title: `${placeName(one.place)}${one.label}${rounded}`, share: Number(state.share), showsTable: state.table === "1",
    });
  });
  $("curl").textContent = curlCommand(...result.requestOf(kind, ...place()));
  $("of-answer").hidden = !session.model.decoder;
  $("curl-answer").textContent = session.model.decoder ? curlCommand(...result.requestOfAnswer()) : "";
}

function showControls() {
  const { model, result, state } = session;
  const names = axisNames[kindShown()];
  const scaled = state.hide === "1" ? " Special tokens are hidden, and what remains of each row is scaled to sum to 1." : "";
  const cut = result.droppedTokens ? ` ${counted(result.droppedTokens, "token")} at the end of the text were left out.` : "";
  $("axes").textContent = `Rows: ${names.rows}. Columns: ${names.columns}.${scaled}${cut}`;
  $("units").value = state.units;
  $("units").disabled = !result.text;
  $("hide").checked = state.hide === "1";
  $("table").checked = state.table === "1";
  $("share").value = state.share;
  $("share-value").textContent = `${Math.round(Number(state.share) * 100)} %`;
  $("sequence-field").hidden = result.sequences.length < 2;
  setOptions($("sequence"), result.sequences.map((sequence, index) => [String(index), `${index + 1}: ${sequence.text ?? ""}`]), state.sequence);
  const choices = [["", "nothing"], ["input", "another text"]];
  if (model.decoder) choices.push(["target", "a forced output"]);
  result.sequences.forEach((_, index) => {
    if (index !== Number(state.sequence)) choices.push([`output ${index}`, `output ${index + 1}`]);
  });
  setOptions($("compare"), choices, state.compare);
  $("other-field").hidden = !["input", "target"].includes(state.compare);
  $("other-label").textContent = state.compare === "target" ? "Output" : "Text";
  $("other").value = state.other;
}

// - options: [[value, name]]
export function setOptions(select, options, value) {
  select.replaceChildren(...options.map(([own, name]) => element("option", { value: own }, name)));
  select.value = value;
}
