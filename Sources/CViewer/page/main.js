// Begin reading here: what a person asks, and in which order the parts of the page show it. `api` talks to the service, `results` holds
// what it said, `maps` is the arithmetic, `links`, `grid`, `heat` and `pane` draw, `answer`, `panel` and `mechanism` are the places.

import { showAnswer, showWriting } from "./answer.js";
import { apiKey, ask, RequestError } from "./api.js";
import { wordUnits } from "./maps.js";
import { buildPanel, setOptions, showPanel } from "./panel.js";
import { Result } from "./results.js";
import { $, askForKey, clearProblem, counted, session, showProblem, whileBusy } from "./session.js";
import { buildSharing } from "./sharing.js";
import { buildSimilarity } from "./similarity.js";
import { defaults, readFragment, writeFragment } from "./state.js";

let running = null;

const examples = {
  pronunciation: "attention",
  encoder: "The animal didn't cross the street because it was too tired.",
  translation: "The agreement was signed in August.",
};

function exampleOf(model) {
  if (!model.tokenizer) return "";
  if (!model.decoder) return examples.encoder;
  return model.name === "g2p-en" ? examples.pronunciation : examples.translation;
}

// The text, or the token ids of a model without a tokenizer.
function inputOf(text) {
  if (session.model.tokenizer) return text;
  const ids = text.match(/\d+/g)?.map(Number) ?? [];
  if (ids.length) return ids;
  throw new RequestError({ message: "This model has no tokenizer: give it token ids, numbers separated by spaces.", param: "input" });
}

// What is asked beside the text.
// - forced: the output that is not to be searched; empty: the model's own
function fieldsOf(forced) {
  const { model, state } = session;
  const fields = state.cut ? { overflow: "truncate" } : {};
  for (const name of model.language_fields ?? []) if (state[name]) fields[name] = state[name];
  if (!model.decoder) return fields;
  if (forced) fields.target = inputOf(forced);
  else if (state.beams) Object.assign(fields, { num_beams: Number(state.beams), num_return_sequences: Number(state.beams) });
  return fields;
}

async function run() {
  running?.abort();
  const own = (running = new AbortController());
  clearProblem();
  try {
    const { model, state } = session;
    if (!state.text.trim()) return showNothing();
    let written = "";
    const onToken = (token) => { written += token; showWriting(written); };
    const answer = Result.of(model, inputOf(state.text), fieldsOf(state.forced), { onToken, signal: own.signal });
    const result = await whileBusy(answer);
    if (own !== running) return;
    session.result = result;
    if (!result.sequences[Number(state.sequence)]) state.sequence = "0";
    if (!state.units) state.units = bestUnits(result);
    showAnswer();
    await compare();
  } catch (error) {
    if (own !== running || error.name === "AbortError") return;
    showNothing();
    if (error.code === "input_too_long" && !session.state.cut) {
      return showProblem(error, () => { change({ cut: "1" }); run(); }, "Run with its beginning only");
    }
    showProblem(error, run);
  }
}

function showNothing() {
  session.result = null;
  for (const id of ["answer", "tabs", "maps", "similarity", "mechanism"]) $(id).hidden = true;
}

// Words, where there are several and tokens are parts of them; letters stay what they are.
function bestUnits({ text, source }) {
  if (!text) return "tokens";
  const own = source.filter((token) => !token.special);
  const words = wordUnits(own, text).length;
  return words > 1 && own.length / words <= 2.5 ? "words" : "tokens";
}

// Fetches what the result is to be compared with, then shows both.
async function compare() {
  const { model, result, state } = session;
  const text = state.other.trim();
  const [, output] = state.compare.match(/^output (\d+)$/) ?? [];
  if (output !== undefined && (!result.sequences[output] || output === state.sequence)) state.compare = "";
  session.other = null;
  try {
    const onToken = () => {};
    if (state.compare === "input" && text) {
      session.other = await whileBusy(Result.of(model, inputOf(text), fieldsOf(""), { onToken }));
    } else if (state.compare === "target" && text) {
      session.other = await whileBusy(Result.of(model, inputOf(state.text), fieldsOf(text), { onToken }));
    } else if (state.compare.startsWith("output ")) {
      session.other = result;
    }
  } catch (error) {
    showProblem(error);
  }
  await showPanel();
}

// Takes a choice into the state and the address, and shows it.
function change(changes) {
  Object.assign(session.state, changes);
  writeFragment(session.state);
  if ("sequence" in changes) showAnswer();
  if (["compare", "other", "sequence"].some((name) => name in changes)) return compare();
  showPanel();
}

// The form

function showModel() {
  const { models, state } = session;
  const model = models.find((one) => one.name === state.model) ?? models[0];
  session.model = model;
  state.model = model.name;
  $("model").value = model.name;
  const stack = (name, { layers, heads }) => `${name} ${counted(layers, "layer")} × ${counted(heads, "head")}`;
  $("facts").textContent = [stack("encoder", model.encoder), model.decoder && stack("decoder", model.decoder),
    !model.tokenizer && "takes token ids"].filter(Boolean).join(" · ");
  $("text-label").textContent = model.tokenizer ? "Text" : "Token ids";
  $("text").placeholder = model.tokenizer ? "A text" : "Token ids, separated by spaces";
  $("options").hidden = !model.decoder;
  const fields = model.language_fields ?? [];
  $("languages").hidden = !fields.length;
  for (const field of ["source_language", "target_language"]) {
    $(field).parentElement.hidden = !fields.includes(field);
    setOptions($(field), [["", "the model's"], ...(model.languages ?? []).map((language) => [language, language])], state[field]);
  }
  if (model.decoder) {
    const own = model.decoding_defaults.num_beams;
    const named = (count) => (count === 1 ? "greedy, token by token" : counted(count, "beam"));
    setOptions($("beams"), [["", `the model's (${named(own)})`], ...[1, 2, 3, 4, 8].map((count) => [String(count), named(count)])], state.beams);
  }
  $("forced").value = state.forced;
  $("text").value = state.text;
}

function submit() {
  for (const id of ["text", "beams", "source_language", "target_language"]) session.state[id] = $(id).value;
  Object.assign(session.state, { forced: $("forced").value.trim(), cut: "" });
  writeFragment(session.state);
  run();
}

function buildForm() {
  $("ask").addEventListener("submit", (event) => { event.preventDefault(); submit(); });
  $("text").addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });
  for (const id of ["beams", "source_language", "target_language", "forced"]) $(id).addEventListener("change", submit);
  $("model").addEventListener("change", () => {
    const next = session.models.find((one) => one.name === $("model").value);
    const text = $("text").value;
    const isOwnText = text && !session.models.some((one) => exampleOf(one) === text);
    const { share, hide, table } = session.state;
    session.state = { ...defaults, share, hide, table, model: next.name, text: isOwnText && next.tokenizer ? text : exampleOf(next) };
    writeFragment(session.state);
    showModel();
    run();
  });
  $("key-form").addEventListener("submit", () => {
    apiKey.set($("key").value);
    $("key").value = "";
    clearProblem();
    start();
  });
  $("key-change").addEventListener("click", () => askForKey("Another key, for this tab."));
}

async function start() {
  if (session.saved) return startSaved();
  try {
    session.models = (await whileBusy(ask("/models"))).models;
  } catch (error) {
    return showProblem(error, start);
  }
  const { models, state } = session;
  $("key-change").hidden = !apiKey.get();
  setOptions($("model"), models.map((one) => [one.name, one.name]), state.model);
  if (state.text === null) state.text = exampleOf(models.find((one) => one.name === state.model) ?? models[0]);
  showModel();
  await run();
}

// A page that was saved shows what it holds.
async function startSaved() {
  const { state, result, other } = session.saved;
  Object.assign(session.state, state);
  session.result = Result.restored(result);
  session.models = [session.result.model];
  session.other = other ? Result.restored(other) : state.compare.startsWith("output ") ? session.result : null;
  setOptions($("model"), [[session.result.model.name, session.result.model.name]], "");
  showModel();
  for (const control of [...$("ask").elements, ...["model", "compare", "other", "save-html", "copy-link"].map($)]) control.disabled = true;
  showAnswer();
  await showPanel();
}

buildForm();
buildPanel({ onChange: change });
buildSharing();
buildSimilarity();
addEventListener("hashchange", () => { session.state = readFragment(); start(); });
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => showPanel());
start();
