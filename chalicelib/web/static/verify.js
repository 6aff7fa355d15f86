// What a browser finds by itself of a report, its history and a receipt: docs/ledger.md has the
// rules. Nothing here fetches or draws.

const WORDS = ["text", "reason", "question", "comment", "note"];
const utf8 = new TextEncoder();

/** The one text that stands for a JSON value. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
}

export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
export const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
const digestOf = async (text) => hex(await sha256(utf8.encode(text)));
const salted = (salt, value) => digestOf(salt + canonical(value));
const same = (one, other) => canonical(one) === canonical(other);
const picked = (data, names) => Object.fromEntries(names.filter((name) => name in data).map((name) => [name, data[name]]));
const second = (moment) => Math.floor(Date.parse(moment) / 1000);

// Signatures

function unpacked(part) {
  const text = atob(part.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

const read = (part) => JSON.parse(new TextDecoder().decode(unpacked(part)));

/** What a compact JWS says, where a published key for `signs` signed it; null where none did. */
export async function signedClaims(token, keys, signs) {
  try {
    const [head, payload, signature, ...more] = token.split(".");
    const { alg, kid, typ } = read(head);
    const key = keys.find((one) => one.kid === kid && one.signs === signs);
    if (more.length || alg !== "ES256" || typ !== `lapor-${signs}+jwt` || !key) return null;
    const { kty, crv, x, y } = key;
    const p256 = { name: "ECDSA", namedCurve: "P-256" };
    const imported = await crypto.subtle.importKey("jwk", { kty, crv, x, y }, p256, false, ["verify"]);
    const signed = await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, imported, unpacked(signature), utf8.encode(`${head}.${payload}`));
    return signed ? read(payload) : null;
  } catch {
    return null; // no JWS at all
  }
}

// The history

/** The digest of an event as it is shown, after an event with the digest `previous`. */
export function eventDigest(caseId, event, previous) {
  const { number, type, visibility, actor, data, seal } = event;
  return digestOf(previous + canonical({
    case_id: caseId, number, type, visibility, at: seal.at, role: actor.role, agency_id: actor.agency_id,
    plain: picked(data, seal.plain), words: seal.words, kept: seal.kept, state: seal.state,
  }));
}

/** Whether an event says what its digest covers. */
async function holds(caseId, event, previous) {
  const { data, seal, at } = event;
  return second(seal.at) === second(at)
    && (!seal.words_salt || await salted(seal.words_salt, picked(data, WORDS)) === seal.words)
    && await eventDigest(caseId, event, previous) === event.digest;
}

/** Of the whole history: the first event that does not fit, and how many nobody but the service can
 * compute: those of earlier releases, and those after one of which nothing is known. `digests` are
 * those of all events by number, null where nothing is told: of events of earlier releases alone, so
 * never after one with a seal. */
async function historyOf(caseId, events, digests) {
  let before = { number: 0, digest: "" };
  let unknown = 0;
  let sealed = false;
  for (const event of events) {
    const next = event.number === before.number + 1;
    const previous = next ? before.digest : digests[event.number - 1];
    const back = before.at && Date.parse(event.at) < Date.parse(before.at);
    const otherwise = (digests[event.number] ?? event.digest) !== event.digest;
    const inPlace = Number.isInteger(event.number) && event.number > before.number;
    const silent = event.seal ? digests[event.number] === null || (sealed && previous === null) : sealed;
    if (!inPlace || back || otherwise || silent) return { bad: event };
    if (!event.seal || previous == null) unknown += 1;
    else if (!await holds(caseId, event, previous)) return { bad: event };
    before = event;
    sealed ||= Boolean(event.seal);
  }
  return { unknown };
}

// What comes of it: {name, outcome: "good" | "bad" | "unknown", ...details}

async function ofHistory({ caseId, events, digests }) {
  const { bad, unknown } = await historyOf(caseId, events, digests);
  if (bad) return { name: "history", outcome: "bad", number: bad.number };
  return unknown || !events.length
    ? { name: "history", outcome: "unknown", count: unknown }
    : { name: "history", outcome: "good", count: events.length };
}

/** The number of the last event there is, shown or not. */
const lastOf = ({ events, digests }) => Math.max(0, ...events.map(({ number }) => number), ...Object.keys(digests).map(Number));

/** Whether the history still has, as it was, the event `head`. */
function reaches(head, asked) {
  const { events, digests } = asked;
  if (head.number > lastOf(asked)) return "bad";
  const digest = events.find(({ number }) => number === head.number)?.digest ?? digests[head.number];
  if (digest == null) return "unknown";
  return digest === head.digest ? "good" : "bad";
}

/** The numbers of events that are not among those shown: they are for officers, or were left out. */
function ofHidden(asked) {
  const shown = new Set(asked.events.map(({ number }) => number));
  const hidden = Array.from({ length: lastOf(asked) }, (_, at) => at + 1).filter((number) => !shown.has(number));
  return hidden.length ? [{ name: "hidden", outcome: "unknown", numbers: hidden.join(", ") }] : [];
}

async function ofReceipt(asked) {
  const { caseId, events, claims, filed } = asked;
  if (!claims) return [{ name: "signature", outcome: "bad" }];
  if (claims.sub !== caseId) return [{ name: "signature", outcome: "good" }, { name: "report", outcome: "bad", id: claims.sub }];
  const first = events.find(({ number }) => number === 1);
  const promised = first && first.at === claims.filed_at
    && same(first.data.deadlines, claims.deadlines) && (first.data.filed_digest ?? null) === claims.filed_digest;
  return [
    { name: "signature", outcome: "good" },
    { name: "since", outcome: reaches(claims.head, asked), number: claims.head.number, at: claims.iat * 1000 },
    { name: "promise", outcome: promised ? "good" : "bad" },
    ...(filed ? [{ name: "words", outcome: await ofWords(claims.filed_digest, filed) }] : []),
  ];
}

async function ofWords(digest, { salt, ...filed }) {
  if (!digest || !salt) return "unknown";
  return await salted(salt, filed) === digest ? "good" : "bad";
}

// The sealed day

/** The root that a leaf of the tree leads to, over its neighbours from the leaf up. */
async function rootFrom({ number, digest, pseudonym, path }) {
  let found = await sha256(Uint8Array.of(0, ...utf8.encode(canonical({ number, digest, pseudonym }))));
  for (const [at, neighbour] of path.entries()) {
    const depth = path.length - 1 - at;
    const right = parseInt(pseudonym[depth >> 2], 16) >> (3 - (depth & 3)) & 1;
    const other = Uint8Array.from(neighbour.match(/../g), (byte) => parseInt(byte, 16));
    found = await sha256(Uint8Array.of(1, ...(right ? other : found), ...(right ? found : other)));
  }
  return hex(found);
}

/** Whether the history has what a signed day has of it. */
async function ofDay(asked) {
  const { sealed, keys, claims } = asked;
  if (!sealed) return { name: "sealed", outcome: "unknown" };
  const day = await signedClaims(sealed.root, keys, "ledger");
  const elsewhere = claims && claims.pseudonym !== sealed.pseudonym;
  if (!day || elsewhere || await rootFrom(sealed) !== day.root) return { name: "sealed", outcome: "bad", number: sealed.number };
  return { name: "sealed", outcome: reaches(sealed, asked), number: sealed.number, day: day.day };
}

/** Half a millionth goes to the even one, as where it was filed. */
function millionths(degrees) {
  if (typeof degrees !== "number") return null;
  const scaled = degrees * 1e6;
  const below = Math.floor(scaled);
  return scaled - below === 0.5 ? below + Math.abs(below % 2) : Math.round(scaled);
}

/** What was filed, out of the reporter's view of a case, with the salt that opens its digest. */
export const filedOf = ({ title, body, incident_date = null, location = {} }, salt) => ({
  salt, title, body, incident_date: incident_date ?? null,
  region_code: location.region_code ?? null, address: location.address ?? null,
  latitude_millionths: millionths(location.latitude), longitude_millionths: millionths(location.longitude),
});

/**
 * Everything that can be found out of `caseId` and its `events`. `receipt` is a JWS or missing,
 * `proof` what the service gives as such, `keys` are the published ones, `filed` (`filedOf`) is for
 * the reporter.
 */
export async function examine({ proof, ...given }) {
  const digests = Object.fromEntries((proof?.digests ?? []).map((digest, at) => [at + 1, digest]));
  const claims = given.receipt && await signedClaims(given.receipt, given.keys, "receipts");
  const asked = { ...given, digests, claims, sealed: proof?.sealed };
  return [
    await ofHistory(asked),
    ...ofHidden(asked),
    ...(asked.receipt ? await ofReceipt(asked) : []),
    ...(proof ? [await ofDay(asked)] : []),
  ];
}
