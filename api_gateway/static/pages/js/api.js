// The gateway's HTTP calls. A key is held in memory alone: a reload forgets it.

let key = null;
let askForKey = null;

/** What the gateway refused (RFC 9457), or `offline`: it could not be reached at all. */
export class Problem extends Error {
  constructor(status, body) {
    super(body.detail ?? body.code);
    this.status = status;
    this.code = body.code;
    this.errors = body.errors ?? [];
    this.retryAfterS = body.retry_after ?? null;
  }

  get offline() {
    return this.code === "offline";
  }
}

/**
 * Sets who is asked for a key when a call needs one: a function of the problem that promises the key,
 * or null where none is given.
 */
export function onKeyNeeded(ask) {
  askForKey = ask;
}

/** Whether one was given. */
export function hasKey() {
  return key !== null;
}

/**
 * One call; its answer as {status, body, headers}. `language` is that of problems. The browser keeps
 * nothing of it, unless `cache` lets it: for what is no person's.
 * @throws {Problem}
 */
export async function call(method, path, { body, language, signal, cache } = {}) {
  const response = await send(method, path, { body, language, signal, cache });
  const text = await read(response);
  return { status: response.status, body: text && JSON.parse(text), headers: response.headers };
}

/**
 * The open answer of a call, its body still to be read.
 * @throws {Problem}
 */
export async function send(method, path, { body, language, signal, headers = {}, cache = "no-store" } = {}) {
  for (;;) {
    const sent = { Accept: "application/json, text/event-stream", ...headers };
    if (language) sent["Accept-Language"] = language;
    if (key !== null) sent.Authorization = `Bearer ${key}`;
    if (body !== undefined) sent["Content-Type"] = "application/json";
    let response;
    try {
      response = await fetch(path, {
        method,
        headers: sent,
        body: body === undefined ? undefined : JSON.stringify(body),
        cache,
        credentials: "omit",
        redirect: "error",
        signal,
      });
    } catch (error) {
      throw offline(error);
    }
    if (response.ok) return response;
    const problem = await problemOf(response);
    if (!(await newKey(problem))) throw problem;
  }
}

async function newKey(problem) {
  if (askForKey === null) return false;
  if (problem.code !== "unauthenticated" && !(problem.status === 403 && key !== null)) return false;
  const given = await askForKey(problem);
  if (given === null) return false;
  key = given.replace(/[^!-~]/g, "?"); // no header carries other signs: a wrong key, and asked for again
  return true;
}

async function read(response) {
  try {
    return await response.text();
  } catch (error) {
    throw offline(error);
  }
}

async function problemOf(response) {
  const text = await read(response);
  try {
    return new Problem(response.status, JSON.parse(text));
  } catch {
    return new Problem(response.status, { code: "unreadable", detail: `HTTP ${response.status}` });
  }
}

function offline(error) {
  return error.name === "AbortError" ? error : new Problem(0, { code: "offline" });
}
