// The answer of an encoder–decoder model, linked to the text that it was made of.

import { scale } from "./colors.js";
import { element } from "./drawing.js";
import { Links } from "./links.js";
import { axisNames, viewOf } from "./pane.js";
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

// All heads of the last layer together. Special tokens never have lines here.
export async function showAnswerLinks(signal) {
  const { model, result, state } = session;
  const sequence = Number(state.sequence);
  if (!result.sequences[sequence]) return;
  const layer = model.decoder.layers - 1;
  await result.ensure("cross", sequence, layer, signal);
  const view = viewOf(result, "cross", sequence, layer, "mean", { units: state.units, hidesSpecial: true });
  links.show(view, {
    share: Number(state.share), colors: scale(), names: axisNames.cross,
    hint: `The stronger a line, the more attention: layer ${layer + 1}, mean of ${counted(model.decoder.heads, "head")}. Point at a token.`,
  });
}
