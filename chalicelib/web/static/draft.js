// The draft of a report: kept on the device (for the tab only, when it is to
// be hidden) until it is sent, under one Idempotency-Key, so that
// trying again on a bad network can never file it twice. A contact is only kept for the tab, and
// not at all when the report is anonymous.
import { newKey } from "./api.js";
import { device, tab } from "./page.js";

const DRAFT = "lapor.draft";
const CONTACT = "lapor.contact";
const SENT = "lapor.sent"; // exactly what was sent, for asking the same again

let sent = null; // {key, bodies}: what went out, oldest first; in memory even when not in storage

export function open() {
  const kept = tab.get(DRAFT) ?? device.get(DRAFT);
  return { key: kept?.key ?? newKey(), values: kept?.values ?? {}, contact: tab.get(CONTACT) ?? {}, restored: Boolean(kept) };
}

export function save({ key, values, contact }) {
  const hidden = values.anonymous || values.confidential || values.at_risk;
  (hidden ? device : tab).drop(DRAFT);
  (hidden ? tab : device).set(DRAFT, { key, values });
  if (values.anonymous) tab.drop(CONTACT);
  else tab.set(CONTACT, contact);
}

export function rememberSent(key, body) {
  const bodies = sentUnder(key);
  if (JSON.stringify(bodies.at(-1)) !== JSON.stringify(body)) bodies.push(body);
  sent = { key, bodies };
  if (bodies.some(({ anonymous, reporter }) => anonymous && reporter)) tab.drop(SENT);
  else tab.set(SENT, sent);
}

/** The bodies sent under `key` whose answer never came, oldest first. */
export function sentUnder(key) {
  const known = sent ?? tab.get(SENT);
  return known?.key === key ? [...known.bodies] : [];
}

export function discard() {
  sent = null;
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

export function renewKey(draft) {
  forgetSent();
  draft.key = newKey();
}
