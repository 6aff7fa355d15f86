// Figures for everybody: how many reports, whether promises are kept, and agencies compared.
import { call, explain, listed } from "./api.js";
import { date, el, find, has, number, say, show, t } from "./page.js";

const SVG = "http://www.w3.org/2000/svg";
const STAGES = ["verify", "follow_up", "resolve", "from_disposition"];
const RATES = ["rerouted", "held", "archived", "escalated", "appealed", "upheld", "reopened"];
const OF_PROVINCES = ["", "class", "category", "region"];
const GROUPS = [...OF_PROVINCES, "sector", "agency", "channel"];
const note = find("#note");
const period = find("#period");
const province = find("#province");
const group = find("#group");

const count = (value) => (typeof value === "number" ? number(value) : t("figures.few"));
const share = (value) => (value === null ? "–" : `${Math.round(100 * value)} %`);
const days = (value) => (value === null ? "–" : t("figures.days", { n: value }));
const option = (value, text) => el("option", { value }, text);

/** The month so many before this one, as `2026-11`, by the clock of Jakarta. */
function month(before = 0) {
  const now = new Date(Date.now() + 7 * 3600 * 1000);
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - before, 1)).toISOString().slice(0, 7);
}

function shape(tag, attributes) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}

/** A share as a bar; the number stands beside it. */
function bar(value) {
  const drawn = shape("svg", { class: "bar", viewBox: "0 0 100 6", preserveAspectRatio: "none", "aria-hidden": "true" });
  drawn.append(
    shape("rect", { class: "whole", width: 100, height: 6 }),
    shape("rect", { class: "part", width: 100 * (value ?? 0), height: 6 }),
  );
  return drawn;
}

/** What was filed on each day, as columns; `<5` is drawn as two. */
function columns(byDay) {
  const found = Object.entries(byDay).map(([day, n]) => [day, typeof n === "number" ? n : 2]);
  const most = Math.max(1, ...found.map(([, n]) => n));
  const label = t("figures.by_day_label", { from: date(found[0][0]), to: date(found.at(-1)[0]), most: number(most) });
  const drawn = shape("svg", { class: "columns", viewBox: `0 0 ${4 * found.length} 60`, preserveAspectRatio: "none", role: "img", "aria-label": label });
  drawn.append(...found.map(([, n], place) => shape("rect", { class: "part", x: 4 * place, y: 60 - (60 * n) / most, width: 3, height: (60 * n) / most })));
  return el("figure", {}, drawn, el("figcaption", {}, label));
}

function table(caption, heads, rows) {
  return el("div", { class: "wide", tabindex: 0, role: "region", "aria-label": caption },
    el("table", {},
      el("caption", {}, caption),
      el("thead", {}, el("tr", {}, heads.map((head) => el("th", { scope: "col" }, head)))),
      el("tbody", {}, rows.map(([head, ...cells]) => el("tr", {}, el("th", { scope: "row" }, head), cells.map((cell) => el("td", {}, cell)))))));
}

function promises(figures) {
  const kept = (stage) => (stage.kept_share === undefined ? ["–"] : [bar(stage.kept_share), share(stage.kept_share)]);
  return table(t("figures.promises"), ["stage", "kept", "median", "p90"].map((head) => t(`figures.${head}`)),
    STAGES.map((name) => [t(`figures.${name}`), kept(figures[name]), days(figures[name].median), days(figures[name].p90)]));
}

function rates({ rates: found, routing, satisfaction: said, closed }) {
  return table(t("figures.rates"), [t("figures.what"), t("figures.share")], [
    ...RATES.map((name) => [t(`figures.${name}`), share(found[name])]),
    [t("figures.automatic"), share(routing.automatic_share)],
    [t("figures.misrouted"), share(routing.misrouted_share)],
    [t("figures.satisfied"), t("figures.satisfied_of", { share: share(said.satisfied_share), response: share(said.response_share) })],
    [t("figures.silent"), count(closed.timeout ?? 0)],
  ]);
}

const nameOf = ({ key, name }) => name ?? (key === "-" ? t("figures.unknown") : has(`figures.key.${key}`) ? t(`figures.key.${key}`) : key);

function parts(items) {
  return table(t("figures.parts"), ["what", "filed", "kept", "median"].map((head) => t(`figures.${head}`)),
    items.map((item) => [nameOf(item), count(item.filed), share(item.figures?.resolve.kept_share ?? null), days(item.figures?.resolve.median ?? null)]));
}

function tell(answer) {
  const { figures } = answer;
  find("#result-title").textContent = t("figures.filed_sum", { count: count(answer.filed) });
  find("#whole").replaceChildren(...[
    Object.keys(answer.by_day).length ? columns(answer.by_day) : null,
    figures && promises(figures),
    answer.group && parts(answer.items),
    figures && rates(figures),
    !figures && el("p", {}, t("figures.too_few")),
  ].filter(Boolean));
  show(find("#result"));
}

async function ask() {
  const wanted = new URLSearchParams({ from: month(period.value - 1), to: month() });
  if (province.value) wanted.set("region_code", province.value);
  if (group.value) wanted.set("group", group.value);
  say(note, t("loading"));
  try {
    tell(await call("GET", `v1/figures?${wanted}`));
    say(note, "");
  } catch (failure) {
    show(find("#result"), false);
    say(note, explain(failure), "bad");
  }
}

async function compare() {
  const places = find("#league");
  try {
    const rows = listed(await call("GET", `v1/figures/agencies?from=${month(2)}&to=${month()}`)).filter((row) => row.place !== null);
    if (!rows.length) places.replaceChildren(el("p", {}, t("figures.no_places")));
    else places.replaceChildren(table(t("figures.league"), ["place", "agency", "good", "median", "flags"].map((head) => t(`figures.${head}`)),
      rows.map((row) => [number(row.place), row.name, t("figures.between", { from: share(row.lower), to: share(row.upper) }), days(row.median_days), row.flags.map((flag) => t(`figures.flag.${flag}`)).join(", ") || "–"])));
  } catch (failure) {
    places.replaceChildren(el("p", { class: "note", "data-kind": "bad" }, explain(failure)));
  }
}

/** Provinces are broken down by less than the country, and breakdowns cover three months at most. */
function offer() {
  for (const each of group.options) each.disabled = Boolean(province.value) && !OF_PROVINCES.includes(each.value);
  if (group.selectedOptions[0]?.disabled) group.value = "";
  for (const each of period.options) each.disabled = Boolean(group.value) && each.value > 3;
  if (period.selectedOptions[0]?.disabled) period.value = "3";
}

period.append(option(1, t("figures.period.1")), option(3, t("figures.period.3")), option(12, t("figures.period.12")));
period.value = "3";
group.append(...GROUPS.map((name) => option(name, t(name ? `figures.by.${name}` : "figures.by.none"))));
province.append(option("", t("figures.country")));
find("#ask").addEventListener("submit", (event) => event.preventDefault());
find("#ask").addEventListener("change", () => { offer(); ask(); });
await Promise.all([
  ask(),
  compare(),
  call("GET", "v1/regions").then((answer) => province.append(...listed(answer).map(({ code, name }) => option(code, name))), () => null),
]);
