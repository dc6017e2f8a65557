// Server-sent events over fetch: EventSource sends no key. A connection that breaks is taken up again
// where it broke (Last-Event-ID), a few times.

import { Problem, send } from "./api.js";

const PAUSES_MS = [300, 1000, 2000, 4000, 8000];

/**
 * The events of an address, each {name, data}, until the server ends the stream after a `last` one.
 * `onBroken(true)` is told while the connection is away.
 * @throws {Problem} it was refused, or could not be taken up again
 */
export async function* events(path, { last, onBroken = () => {}, signal }) {
  let lastId = null;
  let broken = 0;
  for (;;) {
    try {
      const headers = lastId === null ? {} : { "Last-Event-ID": lastId };
      const response = await send("GET", path, { headers, signal });
      onBroken(false);
      for await (const event of parsed(response.body)) {
        if (event.id) lastId = event.id;
        broken = 0;
        yield event;
        if (last(event)) return;
      }
    } catch (error) {
      const passing = error instanceof TypeError || error.offline || error.status === 503;
      if (!passing || broken >= PAUSES_MS.length) throw error;
    }
    // Also a stream that ends early: its gateway is being replaced.
    if (broken >= PAUSES_MS.length) throw new Problem(0, { code: "offline" });
    onBroken(true);
    await pause(PAUSES_MS[broken++], signal);
  }
}

/** The events in a stream of bytes (WHATWG HTML, 9.2.6); `data` is read as JSON. */
export async function* parsed(stream) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  let name = "";
  let id = "";
  let data = [];
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const lines = (rest + value).split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop();
      for (const line of lines) {
        if (line === "") {
          if (data.length) yield { name: name || "message", id, data: JSON.parse(data.join("\n")) };
          name = "";
          data = [];
          continue;
        }
        const at = line.indexOf(":");
        const field = at < 0 ? line : line.slice(0, at);
        const text = at < 0 ? "" : line.slice(at + 1).replace(/^ /, "");
        if (field === "event") name = text;
        else if (field === "data") data.push(text);
        else if (field === "id") id = text;
      }
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

function pause(ms, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
