// Weights as colours: one hue from the paper to the accent, in even steps of OKLCH (Ottosson, 2020).

const darkness = matchMedia("(prefers-color-scheme: dark)");
const known = new Map();
darkness.addEventListener("change", () => known.clear());

// By variable name, as the style sheet has them now.
export function themeColor(name) {
  if (!known.has(name)) known.set(name, getComputedStyle(document.documentElement).getPropertyValue(name).trim());
  return known.get(name);
}

// 256 colours, 0 to 1, as red, green and blue bytes.
// - series: 0, or 1 for what is compared with it
export function scale(series = 0) {
  const name = `scale ${series}`;
  if (!known.has(name)) known.set(name, makeScale(series));
  return known.get(name);
}

function makeScale(series) {
  const hue = series === 0 ? 40 : 250;
  const [from, to] = darkness.matches ? [[0.21, 0.008], [0.84, 0.15]] : [[0.985, 0.006], [0.43, 0.15]];
  const colors = [];
  for (let step = 0; step < 256; step++) {
    // A weight of 0.05 is to be seen.
    const t = Math.pow(step / 255, 0.7);
    colors.push(bytesOfOKLCH(from[0] + (to[0] - from[0]) * t, from[1] + (to[1] - from[1]) * t, hue));
  }
  return colors;
}

export const css = ([red, green, blue]) => `rgb(${red} ${green} ${blue})`;

export const colorOf = (colors, weight) => colors[Math.max(0, Math.min(255, Math.round(weight * 255)))];

function bytesOfOKLCH(lightness, chroma, hue) {
  const angle = (hue * Math.PI) / 180;
  const [a, b] = [chroma * Math.cos(angle), chroma * Math.sin(angle)];
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ].map((linear) => {
    const light = linear <= 0.0031308 ? 12.92 * linear : 1.055 * Math.pow(linear, 1 / 2.4) - 0.055;
    return Math.max(0, Math.min(255, Math.round(light * 255)));
  });
}
