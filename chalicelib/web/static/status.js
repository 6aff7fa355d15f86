// Where a case stands, in words.
import { el } from "./dom.js";
import { has, t } from "./i18n.js";

const ENDED = new Set(["closed", "archived", "merged"]);

export const hasEnded = ({ status }) => ENDED.has(status);

/** The key of a sentence about the reporter; to the reporter, whose view alone has `next`, that to them. */
export const addressed = (key, { next }) => (next && has(`${key}.yours`) ? `${key}.yours` : key);

export function badge(thing) {
  const key = addressed(`status.${thing.status}`, thing);
  return el("span", { class: "badge", "data-status": thing.status }, has(key) ? t(key) : thing.status);
}
