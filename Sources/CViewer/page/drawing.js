// What all canvases have in common.

// Gives the canvas so many CSS pixels, sharp on this screen, and returns its context, cleared.
export function prepareCanvas(canvas, width, height) {
  const ratio = window.devicePixelRatio || 1;
  const [w, h] = [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))];
  if (canvas.width !== w || canvas.height !== h) {
    Object.assign(canvas, { width: w, height: h });
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}

// A picture of a map, one pixel a weight.
export function matrixImage({ rows: { length: rows }, columns: { length: columns }, weights, peak }, colors) {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: Math.max(1, columns), height: Math.max(1, rows) });
  if (!rows || !columns) return canvas;
  const context = canvas.getContext("2d");
  const image = context.createImageData(columns, rows);
  const pixels = new Uint32Array(image.data.buffer);
  const palette = Uint32Array.from(colors, ([red, green, blue]) => (255 << 24) | (blue << 16) | (green << 8) | red);
  for (let index = 0; index < weights.length; index++) {
    pixels[index] = palette[Math.max(0, Math.min(255, Math.round((weights[index] / peak) * 255)))];
  }
  context.putImageData(image, 0, 0);
  return canvas;
}

// At most one call a frame, with the last arguments.
export function oncePerFrame(callback) {
  let waiting = null;
  return (...values) => {
    if (!waiting) requestAnimationFrame(() => { const last = waiting; waiting = null; callback(...last); });
    waiting = values;
  };
}

export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "class") made.className = value;
    else if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

// Whether the text's first letter is of a script that is written from right to left.
export function isRightToLeft(text) {
  const letter = text.match(/\p{L}/u)?.[0] ?? "";
  return /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/.test(letter);
}

export const format = (weight) => weight.toFixed(weight < 0.0995 ? 3 : 2);
