// How alike two texts are to an encoder that makes embeddings.

import { ask } from "./api.js";
import { $, clearProblem, session, showProblem, whileBusy } from "./session.js";

const dot = (a, b) => a.reduce((sum, value, index) => sum + value * b[index], 0);

export function buildSimilarity() {
  $("pair").addEventListener("submit", async (event) => {
    event.preventDefault();
    clearProblem();
    const { model, state } = session;
    const pooling = model.encoding_defaults.pooling === "none" ? { pooling: "mean" } : {};
    try {
      const reply = await whileBusy(ask("/encode", { model: model.name, input: [state.text, $("second").value], ...pooling }));
      const [first, second] = reply.outputs.map((output) => output.embedding);
      const cosine = dot(first, second) / Math.sqrt(dot(first, first) * dot(second, second));
      $("likeness").textContent = `Similarity ${cosine.toFixed(4)}`;
    } catch (error) {
      showProblem(error);
    }
  });
}
