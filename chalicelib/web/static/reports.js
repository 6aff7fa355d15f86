// Public reports to look through. What the list is narrowed to is in the address, so that a list can
// be shared, kept, and left and come back to.
import { call, explain, listed } from "./api.js";
import { date, el, find, number, say, show, t } from "./page.js";
import { badge, hasEnded } from "./status.js";

const FILTERS = ["q", "status", "region_code", "sector", "category", "agency", "from", "to"];
const MOST_EMPTY = 5; // pages without a match that are read before the reader is asked to go on
const DAY = 24 * 3600 * 1000;

const form = find("#narrow");
const list = find("#list");
const note = find("#note");
const more = find("#more");
const province = find("#province");
const regency = find("#regency");
let next = null; // where the list goes on
let asked = 0; // which question is the present one

const option = (value, text) => el("option", { value }, text);
const named = (items, kind) => items.map(({ [kind]: value, name }) => option(value, name));

const lists = new Map();
/** A list of reference data, asked for once. */
function known(path) {
  if (!lists.has(path)) {
    const answer = call("GET", path).then(listed);
    answer.catch(() => lists.delete(path));
    lists.set(path, answer);
  }
  return lists.get(path);
}

const choices = async (path, kind) => (await known(path)).map(({ [kind]: value, name }) => ({ value, label: name }));
let picking = null;
/** The fields of topic and agency, once somebody unfolds them or the address has one. */
function pickers() {
  picking ??= import("./picker.js").then(({ picker }) => {
    const made = (name, options) => {
      const field = find(`#${name}`);
      field.disabled = false; // before, what is typed would find nothing
      return picker(field, options);
    };
    return {
      category: made("category", { load: () => choices("v1/categories", "code") }),
      agency: made("agency", { live: true, load: (typed) => choices(`v1/agencies?q=${encodeURIComponent(typed)}`, "id") }),
    };
  });
  picking.catch(() => { picking = null; });
  return picking;
}

/** What the address narrows the list to. */
function addressed() {
  const given = new URLSearchParams(location.search);
  return new URLSearchParams(FILTERS.filter((name) => given.get(name)).map((name) => [name, given.get(name)]));
}

/** What the form narrows the list to. */
async function chosen() {
  const { category, agency } = picking ? await picking.catch(() => ({})) : {};
  const values = {
    q: find("#q").value.trim(), status: find("#status").value, region_code: regency.value || province.value, sector: find("#sector").value,
    category: category?.value, agency: agency?.value, from: find("#from").value, to: find("#to").value,
  };
  return new URLSearchParams(FILTERS.filter((name) => values[name]).map((name) => [name, values[name]]));
}

async function offerRegencies(parent, then = "") {
  regency.replaceChildren(option("", t("reports.any_regency")));
  regency.disabled = !parent;
  if (!parent) return;
  try {
    regency.append(...named(await known(`v1/regions?parent=${encodeURIComponent(parent)}`), "code"));
    regency.value = then;
  } catch {
    regency.disabled = true; // the province alone is a place too
  }
}

/** Put the form to what the address says. A list that does not come leaves its field as it is; with
 * `keep`, what was typed or unfolded before this ran stays unless the address says otherwise. */
async function fill(wanted, keep) {
  for (const name of ["q", "status", "from", "to"]) {
    if (!keep || wanted.has(name)) find(`#${name}`).value = wanted.get(name) ?? "";
  }
  find("#further").open = (keep && find("#further").open) || FILTERS.some((name) => name !== "q" && wanted.has(name));
  const pick = async (field, path, kind) => {
    const value = wanted.get(field);
    if (!value) return (await picking)?.[field].clear();
    const [fields, items] = await Promise.all([pickers(), known(path)]);
    return fields[field].set(value, items.find((one) => one[kind] === value)?.name ?? value);
  };
  await Promise.allSettled([
    known("v1/regions").then((provinces) => {
      province.replaceChildren(option("", t("reports.country")), ...named(provinces, "code"));
      const region = wanted.get("region_code") ?? "";
      province.value = region.slice(0, 2);
      return offerRegencies(province.value, region.slice(0, 5));
    }),
    known("v1/sectors").then((sectors) => {
      find("#sector").replaceChildren(option("", t("reports.any_sector")), ...named(sectors, "code"));
      find("#sector").value = wanted.get("sector") ?? "";
    }),
    pick("category", "v1/categories", "code"),
    pick("agency", `v1/agencies?id=${encodeURIComponent(wanted.get("agency") ?? "")}`, "id"),
  ]);
}

function since(report) {
  const until = hasEnded(report) ? Date.parse(report.closed?.at ?? report.updated_at) : Date.now();
  const n = Math.floor((until - Date.parse(report.filed_at)) / DAY);
  if (!hasEnded(report)) return t("reports.open_for", { n: number(n + 1) });
  return n ? t("reports.ended_after", { n: number(n) }) : t("reports.ended_today");
}

function row(report) {
  const { supporters, agency: holder } = report;
  return el("li", {}, el("a", { href: `reports/${encodeURIComponent(report.id)}`, class: "row" },
    el("span", { class: "row-title", lang: "id" }, report.title),
    el("span", { class: "marks" }, badge(report), report.overdue && el("span", { class: "badge late" }, t("track.overdue"))),
    el("span", { class: "by" }, holder ? holder.name : t("reports.nobody"), " · ", report.region_name ?? t("reports.nowhere")),
    el("span", { class: "by" }, date(report.filed_at), " · ", since(report), " · ",
      supporters ? t("reports.supported", { n: number(supporters) }) : t("reports.unsupported"))));
}

/** The next page that shows something: one may be empty where few of many match. */
async function page(wanted) {
  let items = [];
  for (let tries = 0; tries < MOST_EMPTY && !items.length; tries += 1) {
    const query = new URLSearchParams(wanted);
    if (next) query.set("cursor", next);
    const answer = await call("GET", `v1/complaints?${query}`);
    items = listed(answer);
    next = answer.next_cursor;
    if (!next) break;
  }
  return items;
}

function told() {
  const n = list.children.length;
  if (!n) return t(next ? "reports.looking" : "reports.none");
  return t(next ? "reports.shown_more" : "reports.shown", { n: number(n) });
}

/** Read on, or from the beginning. */
async function look(onwards = false) {
  const mine = ++asked;
  const wanted = addressed();
  if (!onwards) next = null;
  say(note, t("loading"));
  more.disabled = true;
  try {
    const items = await page(wanted);
    if (mine !== asked) return;
    const rows = items.map(row);
    if (onwards) list.append(...rows);
    else list.replaceChildren(...rows);
    say(note, told());
    if (onwards && rows.length) find("a", rows[0]).focus();
  } catch (failure) {
    if (mine !== asked) return;
    if (!onwards) list.replaceChildren();
    say(note, explain(failure), "bad");
  } finally {
    more.disabled = false;
  }
  show(more, Boolean(next));
}

/** A feed tells of what is new, whatever its words or days. */
function follow(wanted) {
  const query = new URLSearchParams([...wanted].filter(([name]) => !["q", "from", "to"].includes(name)));
  const href = String(query) ? `feed?${query}` : "feed";
  find("#follow").href = href;
  find("link[rel=alternate]").href = href;
}

function open({ keep = false } = {}) {
  const wanted = addressed();
  follow(wanted);
  return Promise.all([fill(wanted, keep), look()]);
}

find("#status").append(...t("statuses").split(" ").map((name) => option(name, t(`status.${name}`))));
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const wanted = await chosen();
  history.pushState(null, "", String(wanted) ? `?${wanted}` : location.pathname);
  follow(wanted);
  look();
});
find("#reset").addEventListener("click", (event) => {
  event.preventDefault();
  history.pushState(null, "", location.pathname);
  open();
});
find("#further").addEventListener("toggle", ({ target }) => target.open && pickers());
province.addEventListener("change", () => offerRegencies(province.value));
more.addEventListener("click", () => look(true));
addEventListener("popstate", () => open());
open({ keep: true });
