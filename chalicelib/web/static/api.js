// Talking to the API that serves this page: calls, keys for trying again, and proof of work. Every
// address is relative to this file, so the pages work under any stage path.
import { language, t } from "./page.js";

const STAGE = new URL("../../", import.meta.url);
const PATIENCE = 25_000; // milliseconds until a request on a bad network counts as lost

/** What the API refused, in words for the reader. `status` 0: no answer arrived. */
export class Refused extends Error {
  constructor(status, error = {}, retryAfter = null) {
    super(error.message || words(status, retryAfter));
    this.status = status;
    this.code = error.code ?? "";
    this.fields = error.fields ?? [];
    this.requestId = error.request_id ?? null;
  }

  get lost() {
    return this.status === 0;
  }
}

function words(status, retryAfter) {
  if (status === 0) return t("error.network");
  if (status === 429) return t("error.busy", { seconds: retryAfter ?? 60 });
  if (status === 503 || status === 504) return t("error.down");
  return t("error.other");
}

export const address = (path) => new URL(path, STAGE).href;

/** Call the API. Returns the parsed answer (null when empty); raises `Refused`. */
export async function call(method, path, { body, headers = {} } = {}) {
  const waiting = new AbortController();
  const timer = setTimeout(() => waiting.abort(), PATIENCE);
  let response;
  let text;
  try {
    response = await fetch(address(path), {
      method,
      signal: waiting.signal,
      credentials: "omit",
      headers: {
        Accept: "application/json",
        "Accept-Language": language,
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    text = await response.text();
  } catch {
    throw new Refused(0);
  } finally {
    clearTimeout(timer);
  }
  let answer = null;
  try {
    answer = text ? JSON.parse(text) : null;
  } catch {
    if (response.ok) throw new Refused(502); // a captive portal's page, most likely
  }
  if (response.ok) return answer;
  throw new Refused(response.status, answer?.error, response.headers.get("Retry-After"));
}

/** The list in an answer, whether bare or under `items`. */
export const listed = (answer) => (Array.isArray(answer) ? answer : (answer?.items ?? []));

/** One message for any failure, with the reference an operator can look up. */
export function explain(failure) {
  if (!(failure instanceof Refused)) throw failure;
  const reference = failure.requestId && failure.status >= 500;
  return reference ? `${failure.message} ${t("error.reference", { id: failure.requestId })}` : failure.message;
}

// Trying again. One Idempotency-Key for each thing asked, kept until it is answered: who sends the same again
// after an answer was lost on a bad network has it done once.
const unanswered = new Map(); // what was asked -> its key

export function newKey() {
  // Not `randomUUID`: that is missing where the page is served without TLS (a local network).
  return [...crypto.getRandomValues(new Uint8Array(20))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Do `send(headers)`, with the same key as before while `asked` has had no answer. */
export async function once(asked, send) {
  const name = JSON.stringify(asked);
  if (!unanswered.has(name)) unanswered.set(name, newKey());
  try {
    const answer = await send({ "Idempotency-Key": unanswered.get(name) });
    unanswered.delete(name);
    return answer;
  } catch (failure) {
    if (failure.status >= 400 && failure.status < 500) unanswered.delete(name); // nothing was done
    throw failure;
  }
}

// Proof of work for filing, solved in a worker while the person is still writing.

const MARGIN = 60_000; // milliseconds a solution must still be valid when it is used
const DEFAULT_LIFE = 10 * 60_000; // when the challenge does not say when it ends

let pending = null; // {solution: Promise<string>, endsAt: number, failed: boolean}

function endOf(salt) {
  const seconds = new URLSearchParams(salt.split("?")[1] ?? "").get("expires");
  return seconds ? Number(seconds) * 1000 : Date.now() + DEFAULT_LIFE;
}

function solved(given) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./solve.js", import.meta.url));
    const stop = (act) => (value) => {
      worker.terminate();
      act(value);
    };
    worker.onerror = stop(() => reject(new Refused(502)));
    worker.onmessage = stop(({ data: number }) => {
      if (number === null) reject(new Refused(502));
      else resolve(number);
    });
    worker.postMessage(given);
  });
}

async function fetched(work) {
  const given = await call("GET", "v1/challenge");
  work.endsAt = endOf(given.salt);
  const number = await solved({ ...given, maxnumber: given.maxnumber ?? given.maxNumber ?? 1_000_000 });
  const { algorithm, challenge: of, salt, signature } = given;
  return btoa(JSON.stringify({ algorithm, challenge: of, number, salt, signature }));
}

/** Begin solving, unless a usable solution is there or on its way. */
function prepare() {
  if (pending && !pending.failed && pending.endsAt - Date.now() > MARGIN) return;
  const work = { endsAt: Infinity, failed: false };
  work.solution = fetched(work);
  work.solution.catch(() => { work.failed = true; });
  pending = work;
}

/** A solved payload for `X-Challenge`. Each is used once. Raises `Refused`. */
async function take() {
  prepare();
  const { solution } = pending;
  const payload = await solution;
  pending = null;
  return payload;
}

export const challenge = { prepare, take };
