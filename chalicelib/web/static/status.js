// Where a case stands, and who reads it, in words.
import { el, has, t } from "./page.js";

const ENDED = new Set(["closed", "archived", "merged"]);

export const hasEnded = ({ status }) => ENDED.has(status);

/** The key of a sentence about the reporter; to the reporter, whose view alone has `next`, that to them. */
export const addressed = (key, { next }) => (next && has(`${key}.yours`) ? `${key}.yours` : key);

export function badge(thing) {
  const key = addressed(`status.${thing.status}`, thing);
  return el("span", { class: "badge", "data-status": thing.status }, has(key) ? t(key) : thing.status);
}

/** Who can read the report now, and why, in words. */
export function seenBy({ public: shown, confidential, protected_for: reasons = [] }) {
  if (reasons.length) {
    const why = reasons.map((reason) => t(`protected.${reason}`)).join(" ");
    return [t("protected.is"), why, t(reasons.join() === "words" ? "protected.open" : "protected.stays")].join(" ");
  }
  if (confidential) return t("seen.public_confidential");
  return shown ? "" : t("seen.unchecked");
}
