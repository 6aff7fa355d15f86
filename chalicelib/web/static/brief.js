// The brief of yesterday, for who oversees: what rose, which promises were broken, what is late.
import { columns, table } from "./charts.js";
import { date, el, goTo, learn, number, t } from "./page.js";
import { officerCall } from "./session.js";

const STAGES = ["verify", "follow_up", "resolve"];

/** Fill the section with it, where `still()` that is wanted by then. Raises `Refused`. */
export async function open(part, _, still) {
  await learn("brief");
  const brief = await officerCall("GET", "brief");
  if (!still()) return;
  const heading = el("h1", {}, t("brief.title", { day: date(brief.day) }));
  const days = Object.entries(brief.by_day).map(([day, n]) => [date(day), n]);
  const most = Math.max(...days.map(([, n]) => n));
  const span = { from: days[0][0], to: days.at(-1)[0] };
  const late = (one) => STAGES.map((stage) => number(one.late[stage]));
  part.replaceChildren(
    heading,
    el("p", {}, t("brief.lead")),
    most ? columns(days, t("brief.chart", { ...span, filed: number(brief.filed), most: number(most) })) : el("p", {}, t("brief.none_filed", span)),
    ...(brief.rises.length
      ? [table(t("brief.rises"), [t("brief.what"), t("brief.filed"), t("brief.usual")],
        brief.rises.map((one) => [t(`brief.of.${one.of}`, { name: one.name }), number(one.filed), number(one.usual)])),
      el("p", { class: "hint" }, t("brief.rises_hint"))]
      : [el("h2", {}, t("brief.rises")), el("p", {}, t("brief.no_rises"))]),
    table(t("brief.promises"), [t("brief.stage"), t("brief.kept"), t("brief.late")],
      STAGES.map((stage) => [t(`brief.${stage}`), number(brief.kept[stage]), number(brief.late[stage])])),
    el("p", { class: "hint" }, t("brief.promises_hint")),
    ...(brief.broken.length
      ? [table(t("brief.broken"), [t("brief.agency"), ...STAGES.map((stage) => t(`brief.${stage}`))],
        brief.broken.map((one) => [one.name, ...late(one)]))]
      : []),
    ...(brief.all_overdue === null ? [] : [el("p", {}, t("brief.all_overdue", { count: number(brief.all_overdue) }))]),
    ...(brief.overdue.length
      ? [el("p", { class: "hint" }, t("brief.level_hint")), table(t("brief.overdue"), [t("brief.case"), t("brief.agency"), t("brief.level"), t("brief.resolve_by")],
        brief.overdue.map((one) => [el("a", { href: `#${one.id}` }, one.id), one.name ?? "–", number(one.level), date(one.resolve_by)]))]
      : [el("h2", {}, t("brief.overdue")), el("p", {}, t("brief.no_overdue"))]));
  goTo(heading);
}
