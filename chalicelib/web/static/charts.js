// Figures as words, bars, columns and tables. A drawing never says what no table or label says too.
import { date, el, has, number, t } from "./page.js";

const SVG = "http://www.w3.org/2000/svg";

export const count = (value) => (typeof value === "number" ? number(value) : t("figures.few"));
export const share = (value) => (value === null || value === undefined ? "–" : `${Math.round(100 * value)} %`);
export const days = (value) => (value === null ? "–" : t("figures.days", { n: value }));
export const option = (value, text) => el("option", { value }, text);

/** The month so many before this one, as `2026-11`, by the clock of Jakarta. */
export function month(before = 0) {
  const now = new Date(Date.now() + 7 * 3600 * 1000);
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - before, 1)).toISOString().slice(0, 7);
}

const TWELVE = "12"; // months, in the value of an option; a year stands for itself

/** What figures may be asked of, for a field to choose from. */
export function periods() {
  const year = Number(month().slice(0, 4));
  return [
    ...["1", "3", TWELVE].map((months) => option(months, t(`figures.period.${months}`))),
    ...[year, year - 1].map((one) => option(one, t("figures.period.year", { year: one }))),
  ];
}

/** The months of a choice, as the API asks for them. */
export const monthsOf = (period) => (period.length === "2026".length
  ? { from: `${period}-01`, to: `${period}-12` }
  : { from: month(period - 1), to: month() });

/** There are many agencies and categories: of those, three months or a calendar year may be asked for. */
export const ofMany = (group) => group === "agency" || group === "category";

/** Leave in a field what may be asked for; what was chosen and may not, becomes three months. */
export function limit(period, many) {
  for (const each of period.options) each.disabled = many && each.value === TWELVE;
  if (period.selectedOptions[0]?.disabled) period.value = "3";
}

/** An element of a drawing. */
export function shape(tag, attributes, ...inside) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...inside);
  return node;
}

/** A share as a bar; the number stands beside it. */
function bar(value) {
  return shape("svg", { class: "bar", viewBox: "0 0 100 6", preserveAspectRatio: "none", "aria-hidden": "true" },
    shape("rect", { class: "whole", width: 100, height: 6 }),
    shape("rect", { class: "part", width: 100 * (value ?? 0), height: 6 }));
}

/** A share in a cell: as a bar and in words, or that there is none. */
export const keptShare = (value) => (value === null || value === undefined ? "–" : [bar(value), share(value)]);

const LEAST_COLUMNS = 30; // fewer would be broad blocks

/**
 * Numbers as columns, under a sentence that says what they are: `[[name, number], …]`. Where the
 * number is only known to be small (`<5`, also none), a pale line stands for it.
 */
export function columns(found, label) {
  const numbers = found.map(([, n]) => n).filter((n) => typeof n === "number");
  const most = Math.max(1, ...numbers);
  const height = (n) => (typeof n === "number" ? (60 * n) / most : 2);
  return el("figure", { class: "columned" },
    shape("svg", { class: "columns", viewBox: `0 0 ${4 * Math.max(LEAST_COLUMNS, found.length)} 60`, preserveAspectRatio: "none", role: "img", "aria-label": label },
      ...found.map(([name, n], place) => shape("rect", { class: typeof n === "number" ? "part" : "few", x: 4 * place, y: 60 - height(n), width: 3, height: height(n) },
        shape("title", {}, `${name}: ${count(n)}`)))),
    el("figcaption", {}, label));
}

/** What was filed on each day, as columns. */
function daily(byDay) {
  const found = Object.entries(byDay).map(([day, n]) => [date(day), n]);
  const most = number(Math.max(...found.map(([, n]) => n)));
  return columns(found, t("figures.by_day_label", { from: found[0][0], to: found.at(-1)[0], most }));
}

/** What was filed in each hour of the day, in the same way; nothing where no hour has a number. */
function hourly(byHour) {
  const found = Array.from({ length: 24 }, (_, hour) => {
    const name = String(hour).padStart(2, "0");
    return [t("figures.hour", { hour: name }), byHour[name] ?? 0];
  });
  const told = found.filter(([, n]) => typeof n === "number" && n > 0);
  if (!told.length) return null;
  const [busiest] = told.reduce((one, other) => (other[1] > one[1] ? other : one));
  const few = found.some(([, n]) => typeof n !== "number");
  return columns(found, [t("figures.by_hour_label", { hour: busiest }), few && t("figures.few_hours")].filter(Boolean).join(" "));
}

/**
 * A table: heads, then rows whose first cell is the row's own head. On a phone a wide one folds:
 * each row becomes a block in which every cell stands under the name of its column.
 */
export function table(caption, heads, rows) {
  const cell = (content, column) => el("td", { role: "cell", "data-head": heads[column + 1] }, content);
  return el("div", { class: "wide", tabindex: 0, role: "region", "aria-label": caption },
    el("table", { role: "table", class: heads.length > 3 ? "fold" : null },
      el("caption", {}, caption),
      el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, heads.map((head) => el("th", { scope: "col", role: "columnheader" }, head)))),
      el("tbody", { role: "rowgroup" }, rows.map(([head, ...cells]) => el("tr", { role: "row" },
        el("th", { scope: "row", role: "rowheader" }, head),
        cells.map(cell))))));
}

const STAGES = ["verify", "follow_up", "resolve", "from_disposition"];
const RATES = ["rerouted", "held", "archived", "escalated", "appealed", "upheld", "reopened"];

/** A table of figures without the rows that tell nothing, and a word on those that are left out. */
function figured(caption, heads, rows) {
  const told = rows.filter(([, ...cells]) => cells.some((cell) => cell !== "–"));
  return [
    told.length ? table(caption, heads, told) : el("h3", {}, caption),
    told.length < rows.length && el("p", { class: "hint" }, t(told.length ? "figures.left_out" : "figures.not_yet")),
  ];
}

function promises(figures) {
  return figured(t("figures.promises"), ["stage", "kept", "median", "p90"].map((head) => t(`figures.${head}`)),
    STAGES.map((name) => [t(`figures.${name}`), keptShare(figures[name].kept_share), days(figures[name].median), days(figures[name].p90)]));
}

function rates({ rates: found, routing, satisfaction: said, closed }) {
  return figured(t("figures.rates"), [t("figures.what"), t("figures.share")], [
    ...RATES.map((name) => [t(`figures.${name}`), share(found[name])]),
    [t("figures.automatic"), share(routing.automatic_share)],
    [t("figures.misrouted"), share(routing.misrouted_share)],
    [t("figures.satisfied"), said.satisfied_share === null ? "–" : t("figures.satisfied_of", { share: share(said.satisfied_share), response: share(said.response_share) })],
    [t("figures.silent"), closed.timeout ? count(closed.timeout) : "–"],
  ]);
}

/** What the service chose agencies by, and how often such an agency said that it is not its affair. */
function choices({ by_rule: byRule }) {
  const rows = Object.entries(byRule).map(([rule, found]) =>
    [t(`figures.rule.${rule}`), count(found.chosen), share(found.misrouted_share)]);
  return rows.length ? figured(t("figures.by_rule"), ["rule", "chosen", "declined"].map((head) => t(`figures.${head}`)), rows) : [];
}

const UNKNOWN = "-"; // the key of reports that have no value of what is grouped by

function nameOf({ key, name }, group) {
  const keyed = key === UNKNOWN ? `figures.unknown.${group}` : `figures.key.${key}`;
  return name ?? (has(keyed) ? t(keyed) : key === UNKNOWN ? t("figures.unknown") : key);
}

function parts({ items, group }) {
  const rows = items.map(({ figures, ...item }) =>
    [nameOf(item, group), count(item.filed), share(figures?.resolve.kept_share), days(figures?.resolve.median ?? null)]);
  return [
    table(t("figures.parts"), ["what", "filed", "kept_answers", "median"].map((head) => t(`figures.${head}`)), rows),
    rows.some((row) => row.includes("–")) && el("p", { class: "hint" }, t("figures.dash")),
  ];
}

/** An answer of the figures, as tables and drawings: public ones and exact ones are of one form. */
export function tables(answer) {
  const { figures } = answer;
  return [
    Object.keys(answer.by_day).length ? daily(answer.by_day) : null,
    Object.keys(answer.by_hour).length ? hourly(answer.by_hour) : null,
    ...(figures ? promises(figures) : []),
    ...(answer.group ? parts(answer) : []),
    ...(figures ? [...rates(figures), ...choices(figures.routing)] : [el("p", {}, t("figures.too_few"))]),
  ].filter(Boolean);
}
