// Everything that a person has chosen, kept in the address's fragment, so that a link shows the same.

// - text: null: an example of the model's
export const defaults = {
  model: "", text: null, source_language: "", target_language: "", forced: "", beams: "", cut: "",
  tab: "cross", layer: "", head: "mean", pin: "", hide: "1", units: "", share: "0.7", sequence: "0",
  compare: "", other: "", table: "",
};

export function readFragment() {
  const given = new URLSearchParams(location.hash.slice(1));
  const state = { ...defaults };
  for (const name of Object.keys(defaults)) if (given.has(name)) state[name] = given.get(name);
  return state;
}

export function writeFragment(state) {
  const kept = new URLSearchParams();
  for (const [name, value] of Object.entries(state)) if (value !== defaults[name]) kept.set(name, value);
  const fragment = kept.toString();
  const url = fragment ? `#${fragment}` : location.pathname + location.search;
  if (location.hash.slice(1) !== fragment) history.replaceState(null, "", url);
}
