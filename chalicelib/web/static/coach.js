// Where people practise: what is owed on the open case, why, and what comes when nobody does it.
import { officerCall } from "./session.js";
import { day, el, learn, moment, t } from "./page.js";

await learn("coach");

function owed({ limit, at, days, overdue }) {
  return el("li", {},
    el("strong", {}, t(`limit.${limit}`)), " · ", day(at), " ",
    overdue && el("span", { class: "badge late" }, t("coach.late")),
    el("p", {}, t(`coach.why.${limit}`, { days })),
    el("p", { class: "hint" }, t(`coach.do.${limit}`)));
}

function ahead({ type, at, limit, level, told }) {
  const names = told.map(({ name }) => name).join(", ");
  const key = type === "escalated" ? `coach.ahead.escalated_${level}` : `coach.ahead.${type}`;
  return el("li", {}, el("strong", {}, moment(at)), ": ", t(key, { limit: limit ? t(`limit.${limit}`) : "", names }));
}

/** A section that is filled when the outlook of the case is there; where it is not, it goes. */
export function coach({ id, status }) {
  const section = el("section", { class: "card coach", "aria-labelledby": "coach-title" },
    el("h3", { id: "coach-title" }, t("coach.title")));
  officerCall("GET", `complaints/${encodeURIComponent(id)}/outlook`).then((outlook) => {
    section.append(
      outlook.limits.length
        ? el("ol", { class: "plain" }, outlook.limits.map(owed))
        : el("p", {}, t(status === "on_hold" ? "coach.on_hold" : "coach.nothing_owed")),
      el("h4", {}, t("coach.if_nothing")),
      outlook.ahead.length
        ? el("ol", { class: "plain" }, outlook.ahead.map(ahead))
        : el("p", {}, t("coach.nothing_ahead")));
  }).catch(() => section.remove());
  return section;
}
