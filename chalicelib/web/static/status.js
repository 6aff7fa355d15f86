// Where a case stands, in words.
import { el } from "./dom.js";
import { has, t } from "./i18n.js";

const ENDED = new Set(["closed", "archived", "merged"]);

export const hasEnded = ({ status }) => ENDED.has(status);

export function badge({ status }) {
  return el("span", { class: "badge", "data-status": status }, has(`status.${status}`) ? t(`status.${status}`) : status);
}
