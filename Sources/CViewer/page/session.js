// What the parts of the page share.

import { apiKey, RequestError } from "./api.js";
import { element } from "./drawing.js";
import { readFragment } from "./state.js";

export const $ = (id) => document.getElementById(id);

export const session = {
  // What is chosen, as in the address.
  state: readFragment(),
  models: [],
  model: null,
  // The text that was asked for, and what it is compared with; null: nothing.
  result: null,
  other: null,
  // Of a page that was saved: what it shows without a server; null: this page has one.
  saved: JSON.parse($("saved")?.textContent ?? "null"),
};

// A problem in the service's own words, with a button if trying again may help.
// - again: does what failed once more
// - label: what that is called; null: it is offered if the problem may pass by itself
export function showProblem(error, again = null, label = null) {
  if (error.name === "AbortError") return;
  if (error.status === 401) return askForKey(error.message);
  const place = error.param ? [element("span", { class: "soft" }, ` (field ${error.param})`)] : [];
  const button = element("button", { type: "button", onclick: again }, label ?? "Try again");
  $("problem").replaceChildren(element("span", {}, error.message), ...place, ...(again && (label || mayPass(error)) ? [element("div", {}, button)] : []));
  $("problem").hidden = false;
  if (!(error instanceof RequestError)) console.error(error);
}

const mayPass = ({ code, status }) => code === "unreachable" || [408, 429, 503, 504].includes(status);

export function clearProblem() {
  $("problem").hidden = true;
}

export function askForKey(reason) {
  $("key-reason").textContent = apiKey.get() ? reason : "It is kept for this tab only.";
  if (!$("key-dialog").open) $("key-dialog").showModal();
}

// Shows that something is being waited for, if it takes long enough to be noticed.
let waiting = 0;
export async function whileBusy(work) {
  waiting += 1;
  const timer = setTimeout(() => { $("busy").hidden = false; }, 200);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
    waiting -= 1;
    if (!waiting) $("busy").hidden = true;
  }
}

export const counted = (count, what) => `${count} ${what}${count === 1 ? "" : "s"}`;
