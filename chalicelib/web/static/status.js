// Where a case stands, and who reads it, in words.
import { day, el, has, t } from "./page.js";

const ENDED = new Set(["closed", "archived", "merged"]);

export const hasEnded = ({ status }) => ENDED.has(status);

/** The key of a sentence about the reporter; to the reporter, whose view alone has `next`, that to them. */
export const addressed = (key, { next }) => (next && has(`${key}.yours`) ? `${key}.yours` : key);

/** What the status is called: work under way on an open appeal has a name of its own. */
export function statusName(report) {
  const appealed = report.status === "in_progress" && report.appeal_state === "open";
  const key = addressed(appealed ? "status.appealed" : `status.${report.status}`, report);
  return has(key) ? t(key) : report.status;
}

export const badge = (report) => el("span", { class: "badge", "data-status": report.status }, statusName(report));

/** Who can read the report now, and why, in words. */
export function seenBy({ public: shown, confidential, protected_for: reasons = [] }) {
  if (reasons.length) {
    const why = reasons.map((reason) => t(`protected.${reason}`)).join(" ");
    const stays = t(reasons.join() === "words" ? "protected.open" : "protected.stays");
    return [t("protected.is"), why, t("seen.closed"), stays].join(" ");
  }
  if (confidential) return `${t("seen.public_confidential")} ${t("seen.closed")}`;
  return shown ? "" : t("seen.unchecked");
}

/** What is promised of a report by when, in words: who handles it is promised as long as there is no `holder`. */
export const promised = ({ holder, deadlines = {} }) =>
  [["receipt.verify", !holder && deadlines.verify_by], ["receipt.follow_up", deadlines.follow_up_by], ["receipt.resolve", deadlines.resolve_by]]
    .filter(([, by]) => by).map(([key, by]) => t(key, { date: day(by) }));
