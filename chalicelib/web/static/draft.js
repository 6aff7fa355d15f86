// The draft of a report, under one Idempotency-Key, so that trying again on a bad network can never
// file it twice. One that everybody may read is kept on the device for seven days, any other in the
// tab only, and none of it once it was sent. An address to write to is only kept for the tab, and
// that of a masked report in the memory of its page alone, like what was sent or waits with it.
import { device, tab } from "./page.js";

const DRAFT = "lapor.draft";
const CONTACT = "lapor.contact";
const SENT = "lapor.sent"; // exactly what was sent, for asking the same again
const QUEUED = "lapor.queued"; // what waits for a network, exactly as it is to be sent
const KEPT = 7 * 24 * 3_600_000; // milliseconds a draft stays on the device

let sent = null; // {key, bodies}: what went out, oldest first; in memory even when not in storage
let unstored = null; // {key, body}: what waits for a network and is in memory alone

/** Whether a body says who a masked report is from. */
export const tellsWho = ({ anonymous, reporter }) => Boolean(anonymous && reporter);

/** Whether others who use the device may come upon it. */
export const mayStay = ({ privacy }) => privacy === "open";

/** What the tab has under a name, or else the device since less than seven days. */
function keptAs(name) {
  const kept = device.get(name);
  if (kept && !(kept.at > Date.now() - KEPT)) device.drop(name);
  return tab.get(name) ?? device.get(name);
}

export function open() {
  const kept = keptAs(DRAFT);
  return { key: kept?.key ?? null, values: kept?.values ?? {}, contact: tab.get(CONTACT) ?? {}, restored: Boolean(kept) };
}

export function save({ key, values, contact }) {
  const stays = mayStay(values);
  (stays ? tab : device).drop(DRAFT);
  (stays ? device : tab).set(DRAFT, { key, values, at: Date.now() });
  if (values.privacy === "masked") tab.drop(CONTACT);
  else tab.set(CONTACT, contact);
}

export function rememberSent(key, body) {
  const bodies = sentUnder(key);
  if (JSON.stringify(bodies.at(-1)) !== JSON.stringify(body)) bodies.push(body);
  sent = { key, bodies };
  if (bodies.some(tellsWho)) tab.drop(SENT);
  else tab.set(SENT, sent);
}

/** The bodies sent under `key` whose answer never came, oldest first. */
export function sentUnder(key) {
  const known = sent ?? tab.get(SENT);
  return known?.key === key ? [...known.bodies] : [];
}

/** Keep `body` until there is a network, with its address: where its draft is kept, or in memory. */
export function queue({ key, values }, body) {
  dequeue();
  if (tellsWho(body)) unstored = { key, body };
  else (mayStay(values) ? device : tab).set(QUEUED, { key, body, at: Date.now() });
}

/** The body that waits to be sent under the draft's key. */
export function queued({ key }) {
  const waiting = unstored ?? keptAs(QUEUED);
  return waiting && waiting.key === key ? waiting.body : null;
}

export function dequeue() {
  unstored = null;
  device.drop(QUEUED);
  tab.drop(QUEUED);
}

export function discard() {
  sent = null;
  dequeue();
  device.drop(DRAFT);
  tab.drop(DRAFT);
  tab.drop(CONTACT);
  tab.drop(SENT);
}

/** What was sent was refused: nothing was filed under this key. */
export function forgetSent() {
  sent = null;
  tab.drop(SENT);
}

/** The next thing sent is another report. */
export function renewKey(draft) {
  forgetSent();
  draft.key = null;
}
