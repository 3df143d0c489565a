// The buttons that keep and share what is seen.

import { htmlOf, jsonOf, pngOf, saveFile, svgOf } from "./export.js";
import { axisNames } from "./pane.js";
import { kindShown, panes, place, tabNames } from "./panel.js";
import { $, session, showProblem, whileBusy } from "./session.js";

// All maps of a text that is not long, so that the page works alone.
async function withAllMaps(result) {
  if (result.isLong) return result.saved();
  for (const kind of tabNames().filter((name) => axisNames[name])) {
    for (const index of kind === "encoder" ? [0] : result.sequences.keys()) await result.ensure(kind, index, 0);
  }
  return result.saved();
}

async function pageAlone() {
  const { state, result, other } = session;
  return htmlOf({ state, result: await withAllMaps(result), other: other && other !== result ? await withAllMaps(other) : null });
}

function about() {
  const [path, request] = session.result.requestOf(kindShown(), ...place());
  return { path, request, units: session.state.units, scaledWithoutSpecialTokens: session.state.hide === "1" };
}

async function copy(text, button) {
  await navigator.clipboard.writeText(text);
  const name = button.textContent;
  button.textContent = "Copied";
  setTimeout(() => { button.textContent = name; }, 1200);
}

export function buildSharing() {
  const picture = () => ({ share: Number(session.state.share), series: 0, title: panes[0].title.textContent });
  const onClick = (id, action) => $(id).addEventListener("click", async ({ target }) => {
    try {
      await whileBusy(action(target));
    } catch (error) {
      showProblem(error);
    }
  });
  onClick("save-svg", () => saveFile("attention.svg", "image/svg+xml", svgOf(panes[0].view, picture())));
  onClick("save-png", async () => saveFile("attention.png", "image/png", await pngOf(panes[0].view, picture())));
  onClick("save-json", () => saveFile("attention.json", "application/json", jsonOf(panes[0].view, about())));
  onClick("save-html", async () => saveFile("attention.html", "text/html", await pageAlone()));
  onClick("copy-link", (button) => copy(location.href, button));
  onClick("copy-curl", (button) => copy($("curl").textContent, button));
}
