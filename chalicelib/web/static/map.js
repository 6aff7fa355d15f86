// Where reports come from and where promises are kept: regions coloured by a figure, with the same
// figures in a table below. The outlines come with the first look at a country or a province.
import { call, explain, listed } from "./api.js";
import { count, days, keptShare, month, option, shape, share, table } from "./charts.js";
import { el, find, number, say, show, t } from "./page.js";

const SHARES = [0, 0.5, 0.7, 0.85, 0.95]; // from where on each colour stands
const PERIODS = [1, 3];
const NOWHERE = "-"; // the key of reports that name no region
const BROAD = 1.6; // how many times wider than high a map is that a phone moves sideways
const note = find("#note");
const fields = { region_code: find("#place"), period: find("#period"), measure: find("#measure") };
let asked = 0;

const drawn = new Map(); // the outlines of a country or province, as promises
function outlines(code) {
  if (!drawn.has(code)) {
    const answer = call("GET", `v1/regions/outlines${code && `?parent=${encodeURIComponent(code)}`}`);
    answer.catch(() => drawn.delete(code));
    drawn.set(code, answer);
  }
  return drawn.get(code);
}

function figures(code, period) {
  const query = new URLSearchParams({ from: month(period - 1), to: month(), group: "region", ...(code ? { region_code: code } : {}) });
  return call("GET", `v1/figures?${query}`);
}

const valueOf = { filed: (item) => (typeof item?.filed === "number" ? item.filed : null), kept: (item) => item?.figures?.resolve.kept_share ?? null };

/** From where on each colour stands: shares always alike, numbers so that few regions have each. */
function steps(measure, values) {
  if (measure === "kept") return SHARES;
  const sorted = [...new Set(values)].sort((a, b) => a - b);
  return [...new Set([0, 0.2, 0.4, 0.6, 0.8].map((part) => sorted[Math.floor(part * sorted.length)]))].filter((one) => one !== undefined);
}

const STRONGEST = 5;
/** How strong the colour of the step is: the last is the strongest, however few steps there are. */
const strength = (step, from) => STRONGEST - Math.floor(((from.length - 1 - step) * STRONGEST) / from.length);
const levelOf = (value, from) => (value === null ? 0 : strength(from.findLastIndex((least) => value >= least), from));

function picture(regions, figureOf, { measure, from, place }) {
  const inside = !fields.region_code.value;
  const label = t("map.label", { place, measure: t(`map.measure.${measure}`) });
  const [, , across, down] = regions.view_box;
  return shape("svg", { class: across > BROAD * down ? "map broad" : "map", viewBox: regions.view_box.join(" "), role: "group", "aria-label": label },
    ...listed(regions).map(({ code, name, path }) => {
      const item = figureOf.get(code);
      const said = t("map.region", { name, filed: count(item?.filed ?? "<5"), kept: share(item?.figures?.resolve.kept_share) });
      const href = inside ? `map?${new URLSearchParams({ ...chosen(), region_code: code })}` : `reports?region_code=${code}`;
      const link = shape("a", { href, class: `region level-${levelOf(valueOf[measure](item), from)}`, "aria-label": said },
        shape("path", { d: path }), shape("title", {}, said));
      if (inside) link.addEventListener("click", (event) => go(event, { region_code: code }));
      return link;
    }));
}

function legend(measure, from) {
  const said = (value) => (measure === "kept" ? share(value) : number(value));
  const last = from.length - 1;
  const ranges = from.map((least, i) => (i === last ? t("map.from", { from: said(least) }) : t("map.range", { from: said(least), to: said(measure === "kept" ? from[i + 1] - 0.01 : from[i + 1] - 1) })));
  const all = [[t(measure === "kept" ? "map.unknown" : "map.none"), 0], ...ranges.map((text, step) => [text, strength(step, from)])];
  return all.map(([text, level]) =>
    el("li", {}, shape("svg", { class: "swatch", viewBox: "0 0 2 1", "aria-hidden": "true" }, shape("rect", { class: `region level-${level}`, width: 2, height: 1 })), text));
}

/** What the form asks for. */
const chosen = () => Object.fromEntries(Object.entries(fields).map(([name, { value }]) => [name, value]).filter(([, value]) => value));

function go(event, changes) {
  event.preventDefault();
  for (const [name, value] of Object.entries(changes)) fields[name].value = value;
  remember();
  look().then(() => fields.region_code.focus());
}

const remember = () => history.pushState(null, "", `?${new URLSearchParams(chosen())}`);

const reportsIn = ({ code, name }) => code === NOWHERE ? name : el("a", { href: `reports?region_code=${code}`, "aria-label": t("map.reports", { name }) }, name);

/** What is counted and not drawn: regions younger than the outlines or ended, and reports that name none. */
function undrawn(regions, figureOf) {
  const drawn = new Set(listed(regions).map(({ code }) => code));
  const known = new Map(regions.missing.map((region) => [region.code, region]));
  for (const { key, name } of figureOf.values()) if (!drawn.has(key) && !known.has(key)) known.set(key, { code: key, name: key === NOWHERE ? t("map.nowhere") : name ?? key });
  return [...known.values()];
}

/** The same as a table; of regions with too few to tell there is nothing to say but their names. */
function told(regions, figureOf) {
  const all = [...listed(regions), ...undrawn(regions, figureOf)].map((region) => [region, figureOf.get(region.code)]);
  const rows = all.filter(([, item]) => valueOf.filed(item) !== null);
  const few = all.filter(([, item]) => valueOf.filed(item) === null).map(([region]) => el("li", {}, reportsIn(region)));
  rows.sort(([one, a], [other, b]) => (valueOf.filed(b) ?? 0) - (valueOf.filed(a) ?? 0) || one.name.localeCompare(other.name));
  const figured = table(t("map.table"), [t("map.place"), t("figures.filed"), t("figures.kept"), t("figures.median")], rows.map(([region, item]) =>
    [reportsIn(region), count(item.filed), keptShare(valueOf.kept(item)), days(item.figures?.resolve.median ?? null)]));
  return [rows.length ? figured : null, few.length ? el("h2", {}, t("map.few")) : null, few.length ? el("ul", { class: "names" }, few) : null].filter(Boolean);
}

/** Say that a part of the map lies beside the screen, and let the keyboard move to it. */
function tellSideways() {
  const view = find("#picture");
  const hides = view.scrollWidth > view.clientWidth + 1; // a rounded pixel hides nothing
  show(find("#sideways"), hides);
  for (const [name, value] of Object.entries({ tabindex: "0", role: "group", "aria-labelledby": "sideways" })) {
    if (hides) view.setAttribute(name, value);
    else view.removeAttribute(name);
  }
}

async function look() {
  const mine = ++asked;
  const { region_code: code = "", period, measure } = chosen();
  say(note, t("loading"));
  try {
    const [regions, answer] = await Promise.all([outlines(code), figures(code, Number(period))]);
    if (mine !== asked) return;
    const figureOf = new Map(listed(answer).map((item) => [item.key, item]));
    const values = listed(regions).map((region) => valueOf[measure](figureOf.get(region.code))).filter((value) => value !== null);
    const from = steps(measure, values);
    const place = fields.region_code.selectedOptions[0].textContent;
    find("#picture").replaceChildren(picture(regions, figureOf, { measure, from, place }));
    const beside = undrawn(regions, figureOf).map(({ name }) => name);
    say(find("#undrawn"), beside.length ? t("map.undrawn", { names: new Intl.ListFormat(document.documentElement.lang).format(beside) }) : "");
    find("#legend").replaceChildren(...legend(measure, from));
    find("#credit").textContent = t("map.credit", { credit: regions.credit });
    find("#table").replaceChildren(...told(regions, figureOf));
    show(find("#drawing"));
    tellSideways();
    say(note, "");
  } catch (failure) {
    if (mine === asked) say(note, explain(failure), "bad");
  }
}

/** Put the form to what the address says. */
function open() {
  const given = new URLSearchParams(location.search);
  for (const [name, field] of Object.entries(fields)) {
    const value = given.get(name) ?? field.options[name === "period" ? PERIODS.length - 1 : 0].value;
    if ([...field.options].some((one) => one.value === value)) field.value = value;
  }
  return look();
}

fields.period.append(...PERIODS.map((n) => option(n, t(`figures.period.${n}`))));
find("#ask").addEventListener("submit", (event) => event.preventDefault());
find("#ask").addEventListener("change", () => { remember(); look(); });
addEventListener("popstate", open);
addEventListener("resize", tellSideways);
try {
  fields.region_code.append(...listed(await call("GET", "v1/regions")).map(({ code, name }) => option(code, name)));
} catch {
  // Without the list of provinces the country is shown.
}
open();
