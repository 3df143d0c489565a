// Asks the service, as any client could: JSON over fetch, server-sent events, and the same as a curl command.

const keyName = "heed-api-key";

// Kept for this tab only.
export const apiKey = {
  get: () => sessionStorage.getItem(keyName) ?? "",
  set: (key) => sessionStorage.setItem(keyName, key),
};

// What the service refused, in its own words, or why there was no answer.
export class RequestError extends Error {
  constructor({ status = 0, code = "", param = null, message }) {
    super(message);
    Object.assign(this, { status, code, param });
  }
}

// Relative to the page, so that it works behind a proxy's prefix.
const address = (path) => new URL(path.replace(/^\//, ""), document.baseURI);

async function send(path, body, signal) {
  const headers = {};
  if (body) headers["Content-Type"] = "application/json";
  if (apiKey.get()) headers.Authorization = `Bearer ${apiKey.get()}`;
  let response;
  try {
    response = await fetch(address(path), {
      method: body ? "POST" : "GET", headers, body: body && JSON.stringify(body), signal,
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new RequestError({ code: "unreachable", message: "The server does not answer. Is it still running?" });
  }
  if (response.ok) return response;
  const reply = await response.json().catch(() => ({}));
  throw new RequestError({
    status: response.status, message: `The server answered with status ${response.status}.`, ...reply.error,
  });
}

// - body: undefined: GET
export async function ask(path, body, signal) {
  return (await send(path, body, signal)).json();
}

// Gives each token's text to `onToken` as it comes, and returns the whole reply.
export async function askForStream(path, body, onToken, signal) {
  const response = await send(path, { ...body, stream: true }, signal);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let waiting = "";
  for (;;) {
    const { value, done } = await reader.read().catch((error) => {
      if (error.name === "AbortError") throw error;
      return { done: true };
    });
    if (done) break;
    const events = (waiting + value).split("\n\n");
    waiting = events.pop();
    for (const event of events) {
      const name = event.match(/^event: (.*)$/m)?.[1];
      const data = JSON.parse(event.match(/^data: (.*)$/m)?.[1] ?? "null");
      if (name === "token") onToken(data.text);
      if (name === "done") return data;
      if (name === "error") throw new RequestError({ status: 500, ...data.error });
    }
  }
  throw new RequestError({ code: "unreachable", message: "The connection ended before the answer was complete." });
}

// The command that gives the same. The key stays out of it.
export function curlCommand(path, body) {
  const quoted = (text) => `'${text.replaceAll("'", `'\\''`)}'`;
  const key = apiKey.get() ? ` -H "Authorization: Bearer $HEED_API_KEY"` : "";
  return `curl${key} -d ${quoted(JSON.stringify(body))} ${quoted(address(path).href)}`;
}
