// Attention maps: what the service sends, and what is drawn of it.

// One kind of map (cross, encoder or decoder) of one text, whose layers may arrive one by one.
export class AttentionMap {
  constructor(layerCount) {
    this.layerCount = layerCount;
    // By layer: heads × rows × columns.
    this.layers = new Map();
    this.means = new Map();
    // Layers whose weights are rounded to 1/255.
    this.rounded = new Set();
  }

  // Takes what a reply has in its place `attention.cross`, `.encoder` or `.decoder`.
  add(reply) {
    const [layers, heads, rows, columns] = reply.shape;
    Object.assign(this, { heads, rows, columns, keys: reply.keys, queries: reply.queries });
    const weights = numbers(reply);
    const size = heads * rows * columns;
    for (let index = 0; index < layers; index++) {
      const layer = reply.layers[index];
      this.layers.set(layer, weights.subarray(index * size, (index + 1) * size));
      this.means.delete(layer);
      if (reply.dtype === "uint8") this.rounded.add(layer);
      else this.rounded.delete(layer);
    }
    return this;
  }

  has(layer) {
    return this.layers.has(layer);
  }

  // Rows × columns of one head, or of the mean of a layer's heads.
  // - head: an index, or "mean"
  weights(layer, head) {
    const all = this.layers.get(layer);
    const size = this.rows * this.columns;
    if (head !== "mean") return all.subarray(head * size, (head + 1) * size);
    if (!this.means.has(layer)) {
      const mean = new Float32Array(size);
      for (let index = 0; index < all.length; index++) mean[index % size] += all[index] / this.heads;
      this.means.set(layer, mean);
    }
    return this.means.get(layer);
  }
}

function numbers(reply) {
  if (reply.weights) return Float32Array.from(reply.weights.flat(3));
  const text = atob(reply.data);
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < bytes.length; index++) bytes[index] = text.charCodeAt(index);
  if (reply.dtype !== "uint8") return new Float32Array(bytes.buffer);
  const weights = new Float32Array(bytes.length);
  for (let index = 0; index < bytes.length; index++) weights[index] = bytes[index] / 255;
  return weights;
}

// What stands on an axis: tokens, or words of several tokens. Each has its text and its tokens' indices.
export function tokenUnits(tokens) {
  return tokens.map((token, index) => ({
    text: label(token), special: token.special === true, members: [index],
  }));
}

// Spaces and line ends can be seen.
function label(token) {
  if (token.text === null || token.text === undefined) return String(token.id ?? "");
  if (token.text === "") return "∅";
  return token.text.trim() === "" ? token.text.replaceAll(" ", "␣").replaceAll("\n", "↵") : token.text.trim();
}

// Tokens that begin in the same word belong together. Special tokens stand alone.
// - text: what the tokens' offsets are in, counted in code points
export function wordUnits(tokens, text) {
  const segments = wordSegments(text);
  const units = [];
  let last = null;
  tokens.forEach((token, index) => {
    const segment = token.special || !(token.start < token.end) ? null : segmentAt(segments, token.end - 1);
    if (segment && last?.segment === segment) {
      last.members.push(index);
    } else {
      last = { segment, text: segment?.text ?? label(token), special: token.special === true, members: [index] };
      units.push(last);
    }
  });
  return units;
}

function wordSegments(text) {
  const segments = [];
  let start = 0;
  for (const { segment } of new Intl.Segmenter(undefined, { granularity: "word" }).segment(text)) {
    const end = start + [...segment].length;
    segments.push({ text: segment, start, end });
    start = end;
  }
  return segments;
}

function segmentAt(segments, position) {
  let [low, high] = [0, segments.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (segments[middle].end <= position) low = middle + 1;
    else high = middle;
  }
  return segments[low];
}

// A map as it is looked at: units on both axes, and the weights between them. A row of several tokens is their mean and
// a column their sum, so that a row still sums to 1; without special tokens the rest of a row is scaled to sum to 1.
// - rowUnits, columnUnits: of all tokens
// - Returns: with `peak`, the largest weight, which gets the darkest colour
export function arrange(weights, columnCount, rowUnits, columnUnits, hidesSpecial) {
  const keep = (unit) => !hidesSpecial || !unit.special;
  const rows = rowUnits.filter(keep);
  const columns = columnUnits.filter(keep);
  const arranged = new Float32Array(rows.length * columns.length);
  rows.forEach((row, rowIndex) => {
    const begin = rowIndex * columns.length;
    let sum = 0;
    for (let index = 0; index < columns.length; index++) {
      let weight = 0;
      for (const i of row.members) for (const j of columns[index].members) weight += weights[i * columnCount + j];
      sum += arranged[begin + index] = weight / row.members.length;
    }
    if (hidesSpecial && sum > 0) for (let index = 0; index < columns.length; index++) arranged[begin + index] /= sum;
  });
  return { rows, columns, weights: arranged, peak: Math.max(1e-6, largest(arranged)) };
}

function largest(weights) {
  let most = 0;
  for (const weight of weights) if (weight > most) most = weight;
  return most;
}

// The largest links of each row that together have `share` of its weight; of equal ones all or none.
// - most: of all rows together only the largest so many are made
// - Returns: links [{ row, column, weight }], the weakest first, so that the strongest are drawn on top; and how many there were
export function strongestLinks({ rows, columns, weights }, share, most = Infinity) {
  const width = columns.length;
  const least = new Float32Array(rows.length);
  const taken = [];
  for (let row = 0; row < rows.length; row++) {
    const sorted = weights.slice(row * width, (row + 1) * width).sort();
    let total = 0;
    for (const weight of sorted) total += weight;
    let [sum, last] = [0, Infinity];
    for (let index = width - 1; index >= 0 && sum < share * total - 1e-6 && sorted[index] > 0; index--) {
      sum += last = sorted[index];
      taken.push(last);
    }
    least[row] = last;
  }
  const cut = taken.length > most ? Float32Array.from(taken).sort()[taken.length - most] : 0;
  const links = [];
  for (let row = 0; row < rows.length; row++) {
    const lowest = Math.max(least[row], cut);
    for (let column = 0; column < width; column++) {
      const weight = weights[row * width + column];
      if (weight >= lowest) links.push({ row, column, weight });
    }
  }
  return { links: links.sort((a, b) => a.weight - b.weight), count: taken.length };
}

// What the chosen units give or get: for rows, how much goes to each column, summed over the rows; for columns, how much comes
// from each row, summed over the columns.
// - side: "rows" or "columns"
export function sums({ rows, columns, weights }, side, chosen) {
  const result = new Float32Array(side === "rows" ? columns.length : rows.length);
  for (const index of chosen) {
    for (let other = 0; other < result.length; other++) {
      result[other] += side === "rows" ? weights[index * columns.length + other] : weights[other * columns.length + index];
    }
  }
  return result;
}

// How much of all attention each column gets: the mean over the rows.
export function received(view) {
  const all = [...view.rows.keys()];
  return sums(view, "rows", all).map((sum) => sum / Math.max(1, all.length));
}
