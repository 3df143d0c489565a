// The answer of an encoder–decoder model, linked to the text that it was made of.

import { scale } from "./colors.js";
import { element } from "./drawing.js";
import { Links } from "./links.js";
import { arranged, axisNames, viewOf } from "./pane.js";
import { $, counted, session } from "./session.js";

const links = new Links($("answer-links"));

// The output as far as it has come.
export function showWriting(text) {
  $("answer").hidden = false;
  $("output").replaceChildren(element("bdi", {}, text));
}

export function showAnswer() {
  const { result, state } = session;
  const sequence = result.sequences[Number(state.sequence)];
  $("answer").hidden = !sequence;
  if (!sequence) {
    $("status").textContent = `${counted(result.source.length, "token")}: their maps are below.`;
    return;
  }
  const text = sequence.text ?? sequence.tokens.map((token) => token.id).join(" ");
  $("output").replaceChildren(element("bdi", {}, text));
  const parts = [
    `${counted(result.source.length, "token")} in, ${sequence.tokens.length} out`,
    sequence.score === null || sequence.score === undefined ? "" : `score ${sequence.score.toFixed(2).replace("-", "−")}`,
    { length: "cut at the limit of new tokens", forced: "forced", stop: "ended at a stop string" }[sequence.finish_reason] ?? "",
    result.reply.timing_ms ? `${result.reply.timing_ms.total.toFixed(1)} ms` : "",
  ];
  $("figures").textContent = parts.filter(Boolean).join(" · ");
  $("status").textContent = `Answer: ${text}`;
}

// Which input made which output: the alignment, or where there is none all heads of the last layer together.
export async function showAnswerLinks(signal) {
  const { model, result, state } = session;
  const sequence = Number(state.sequence);
  if (!result.sequences[sequence]) return;
  const options = { units: state.units, hidesSpecial: true };
  const alignment = result.alignment(sequence);
  const layer = alignment ? alignment.used.layer : model.decoder.layers - 1;
  if (!alignment) await result.ensure("cross", sequence, layer, signal);
  const view = alignment ? arranged(alignment.weights, result.axes("cross", sequence), options)
    : viewOf(result, "cross", sequence, layer, "mean", options);
  const isReading = alignment?.used.row === "input" ? ", one step later" : "";
  links.show(view, {
    share: Number(state.share), colors: scale(), names: axisNames.cross,
    hint: `The stronger a line, the more of it came from there: cross-attention of layer ${layer + 1}${isReading}, mean of its heads.`,
  });
}
