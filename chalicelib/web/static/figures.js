// Figures for everybody: how many reports, whether promises are kept, and agencies compared.
import { call, explain, listed } from "./api.js";
import { count, days, limit, month, monthsOf, ofMany, option, periods, share, table, tables } from "./charts.js";
import { day, el, find, number, say, show, t } from "./page.js";

const OF_PROVINCES = ["", "class", "category", "region"];
const GROUPS = [...OF_PROVINCES, "sector", "agency", "channel"];
const COLUMNS = [
  "month", "day", "province", "regency", "sector", "agency", "classification", "channel",
  "status", "archive_reason", "closed_reason", "days_to_disposition", "days_to_answer", "answers", "escalation_level", "satisfied",
];
const note = find("#note");
const period = find("#period");
const province = find("#province");
const group = find("#group");
let asked = 0; // which question is the present one

function tell(answer) {
  find("#result-title").textContent = t("figures.filed_sum", { count: count(answer.filed) });
  find("#whole").replaceChildren(...tables(answer));
  show(find("#result"));
}

async function ask() {
  const mine = ++asked;
  const wanted = new URLSearchParams(monthsOf(period.value));
  if (province.value) wanted.set("region_code", province.value);
  if (group.value) wanted.set("group", group.value);
  say(note, t("loading"));
  try {
    const answer = await call("GET", `v1/figures?${wanted}`);
    if (mine !== asked) return;
    tell(answer);
    say(note, "");
  } catch (failure) {
    if (mine !== asked) return;
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

/** The columns of a file as people read them: the dictionary, in words of the page. */
const dictionary = () => el("details", { id: "columns" }, el("summary", {}, t("figures.open_dictionary")),
  table(t("figures.open_dictionary"), [t("figures.open_column"), t("figures.open_means")],
    COLUMNS.map((name) => [el("code", {}, name), t(`figures.column.${name}`)])),
  el("p", { class: "hint" }, t("figures.open_hidden")));

/** What can be taken away: months by their files, with how large each is. */
async function openData() {
  const place = find("#open");
  try {
    const answer = await call("GET", "v1/open-data");
    const months = listed(answer);
    if (!months.length) return place.replaceChildren(el("p", {}, t("figures.open_none")));
    const file = (name, { files, bytes }) => el("a", { href: files[name] }, t("figures.open_file", { form: name.toUpperCase(), size: number(Math.ceil(bytes[name] / 1024)) }));
    return place.replaceChildren(
      table(t("figures.open_months"), [t("figures.open_month"), t("figures.open_lines"), t("figures.open_files")], months.map((one) =>
        [day(`${one.month}-01`, { month: "long", year: "numeric" }), number(one.lines), Object.keys(one.files).map((name) => file(name, one))])),
      dictionary(),
      el("p", { class: "buttons" },
        el("a", { class: "back", href: answer.dictionary }, t("figures.open_for_programs")),
        el("a", { class: "back", href: answer.catalogue }, t("figures.open_catalogue"))),
      el("p", { class: "hint" }, t("figures.open_licence"), " ", el("a", { href: answer.licence }, answer.licence)));
  } catch (failure) {
    return place.replaceChildren(el("p", { class: "note", "data-kind": "bad" }, explain(failure)));
  }
}

/** Provinces are broken down by less than the country. */
function offer() {
  for (const each of group.options) each.disabled = Boolean(province.value) && !OF_PROVINCES.includes(each.value);
  if (group.selectedOptions[0]?.disabled) group.value = "";
  limit(period, ofMany(group.value));
}

period.append(...periods());
period.value = "3";
group.append(...GROUPS.map((name) => option(name, t(name ? `figures.by.${name}` : "figures.by.none"))));
province.append(option("", t("figures.country")));
find("#ask").addEventListener("submit", (event) => event.preventDefault());
find("#ask").addEventListener("change", () => { offer(); ask(); });
await Promise.all([
  ask(),
  compare(),
  openData(),
  call("GET", "v1/regions").then((answer) => province.append(...listed(answer).map(({ code, name }) => option(code, name))), () => null),
]);
