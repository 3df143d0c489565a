// What the service said about one text: tokens, outputs, and the maps, which are fetched when they are looked at.

import { ask, askForStream, RequestError } from "./api.js";
import { AttentionMap } from "./maps.js";

// Longer texts have their maps fetched one layer at a time.
const manyTokens = 200;
// More weights than this, and those of longer texts, come rounded to 1/255.
const manyWeights = 4_000_000;
// Length of a text whose maps all come with its answer.
const shortText = 120;
// Length of a text of whose tokens all pairs are asked for.
const alignedText = 1000;

export class Result {
  // - model: as GET /models says it
  // - asked: { input, fields }: what is asked, but for attention
  constructor(model, asked, reply) {
    Object.assign(this, { model, asked, reply });
    const [output] = reply.outputs;
    this.source = output.tokens;
    this.droppedTokens = output.dropped_tokens ?? 0;
    this.sequences = output.sequences ?? [];
    this.text = typeof asked.input === "string" ? asked.input : "";
    this.maps = new Map();
    this.take("encoder", 0, output.attention?.encoder);
    this.sequences.forEach((sequence, index) => {
      this.take("cross", index, sequence.attention?.cross);
      this.take("decoder", index, sequence.attention?.decoder);
    });
  }

  // - fields: of the request, beside model and input
  static async of(model, input, fields, { onToken, signal }) {
    const asked = { input, fields };
    const body = { model: model.name, input, ...fields };
    if (!model.decoder) {
      const reply = await ask("/encode", { ...body, pooling: "mean", ...attention(["encoder"], input) }, signal);
      return new Result(model, asked, reply);
    }
    const isGreedy = (fields.num_beams ?? model.decoding_defaults.num_beams) === 1 && !fields.target;
    const request = (maps) => (isGreedy && !model.decoding_defaults.do_sample
      ? askForStream("/decode", { ...body, ...maps }, onToken, signal) : ask("/decode", { ...body, ...maps }, signal));
    const reply = await request({ ...attention(["cross"], input), ...alignment(input) }).catch((error) => {
      if (error.code !== "response_too_large") throw error;
      return request({});
    });
    return new Result(model, asked, reply);
  }

  // - kind: "cross", "encoder" or "decoder"
  map(kind, sequence) {
    return this.maps.get(kind === "encoder" ? kind : `${kind} ${sequence}`);
  }

  take(kind, sequence, reply) {
    if (!reply) return;
    const name = kind === "encoder" ? kind : `${kind} ${sequence}`;
    const stack = kind === "encoder" ? this.model.encoder : this.model.decoder;
    const map = this.maps.get(name) ?? new AttentionMap(stack.layers);
    this.maps.set(name, map.add(reply));
  }

  // How much of each output token came from each input token, as the service reads it from the cross-attention.
  // - Returns: { weights: rows × columns of all tokens, used }; null: there is none, or its units are not these tokens
  alignment(sequence) {
    const { alignment: links, tokens } = this.sequences[sequence];
    const [rows, columns] = [tokens, this.source].map((side) => [...side.keys()].filter((index) => !side[index].special));
    if (links?.target.length !== rows.length || links.source.length !== columns.length) return null;
    const weights = new Float32Array(tokens.length * this.source.length);
    for (const { source, target, score } of links.links) weights[rows[target] * this.source.length + columns[source]] = score;
    return { weights, used: links.used };
  }

  // The tokens of a map's axes, and the texts that their offsets are in.
  axes(kind, sequence) {
    const own = this.sequences[sequence];
    const source = { tokens: this.source, text: this.text };
    if (kind === "encoder") return { rows: source, columns: source };
    const target = { tokens: own.tokens, text: own.text };
    if (kind === "cross") return { rows: target, columns: source };
    const map = this.map(kind, sequence);
    const start = { text: map.keys[0], special: true };
    const inputs = [start, ...own.tokens].slice(0, map.columns);
    return { rows: target, columns: { tokens: inputs, text: own.text } };
  }

  get isLong() {
    return Math.max(this.source.length, ...this.sequences.map((one) => one.tokens.length)) > manyTokens;
  }

  // Fetches a layer's map, and the other layers' with it unless the text is long.
  async ensure(kind, sequence, layer, signal) {
    const map = this.map(kind, sequence);
    if (map?.has(layer) && (this.isLong || this.isSaved || map.layers.size === map.layerCount)) return;
    if (this.isSaved) throw new RequestError({ message: "This layer was not kept in the saved page." });
    const stack = kind === "encoder" ? this.model.encoder : this.model.decoder;
    const [rows, columns] = kind === "encoder" ? [this.source, this.source]
      : [this.sequences[sequence].tokens, kind === "cross" ? this.source : this.sequences[sequence].tokens];
    const layers = this.isLong ? 1 : stack.layers;
    const count = layers * stack.heads * rows.length * columns.length;
    const maps = {
      maps: [kind], encoding: "base64", dtype: this.isLong || count > manyWeights ? "uint8" : "float32",
      ...(this.isLong ? { layers: [layer] } : {}),
    };
    const { num_beams, num_return_sequences, target, ...fields } = this.asked.fields;
    const body = { model: this.model.name, input: this.asked.input, ...fields, attention: maps };
    if (kind === "encoder" && !this.model.decoder) {
      const reply = await ask("/encode", { ...body, pooling: "mean" }, signal);
      return this.take(kind, sequence, reply.outputs[0].attention.encoder);
    }
    // The output as it is, forced: its maps are the same, without another search.
    body.target = this.sequences[sequence].tokens.map((token) => token.id);
    const [output] = (await ask("/decode", body, signal)).outputs;
    this.take(kind, sequence, kind === "encoder" ? output.attention.encoder : output.sequences[0].attention[kind]);
  }

  // The request that gives one map in numbers that can be read.
  requestOf(kind, layer, head) {
    const path = this.model.decoder ? "/decode" : "/encode";
    const heads = head === "mean" ? { reduce: "mean" } : { heads: [head] };
    const body = { model: this.model.name, input: this.asked.input, ...this.asked.fields };
    return [path, { ...body, attention: { maps: [kind], layers: [layer], ...heads } }];
  }

  // The request that gives the answer and its links.
  requestOfAnswer() {
    const body = { model: this.model.name, input: this.asked.input, ...this.asked.fields };
    return ["/decode", { ...body, alignment: { unit: "tokens" } }];
  }

  // For a page of its own; `restored` undoes it.
  saved() {
    const maps = [...this.maps].map(([name, map]) => ({
      name, shape: [map.layerCount, map.heads, map.rows, map.columns], keys: map.keys, queries: map.queries,
      rounded: [...map.rounded], layers: [...map.layers].map(([layer, weights]) => [layer, base64(weights)]),
    }));
    const { attention: _, ...output } = this.reply.outputs[0];
    const sequences = output.sequences?.map(({ attention: __, ...sequence }) => sequence);
    return { model: this.model, asked: this.asked, reply: { ...this.reply, outputs: [{ ...output, sequences }] }, maps };
  }

  static restored({ model, asked, reply, maps }) {
    const result = new Result(model, asked, reply);
    result.isSaved = true;
    for (const { name, shape: [layerCount, heads, rows, columns], keys, queries, rounded, layers } of maps) {
      const map = Object.assign(new AttentionMap(layerCount), { heads, rows, columns, keys, queries });
      for (const [layer, data] of layers) map.add({ layers: [layer], shape: [1, heads, rows, columns], keys, queries, data });
      map.rounded = new Set(rounded);
      result.maps.set(name, map);
    }
    return result;
  }
}

// Pairs below this are left out.
const leastScore = 0.002;

function alignment(input) {
  return input.length <= alignedText ? { alignment: { unit: "tokens", links: "all", threshold: leastScore } } : {};
}

// Maps that come with the answer: all of a short text's, else the last layer's.
function attention(maps, input) {
  const some = input.length <= shortText ? {} : { layers: [-1], dtype: "uint8" };
  return { attention: { maps, encoding: "base64", ...some } };
}

function base64(weights) {
  const bytes = new Uint8Array(weights.buffer, weights.byteOffset, weights.byteLength);
  let text = "";
  for (let index = 0; index < bytes.length; index += 0x8000) text += String.fromCharCode(...bytes.subarray(index, index + 0x8000));
  return btoa(text);
}
