// Talking to the API that serves this page. Every address is relative to this file, so the pages
// work under any stage path.
import { language, t } from "./i18n.js";

const STAGE = new URL("../", import.meta.url);
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
