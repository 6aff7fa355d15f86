// Exact figures of what an officer answers for or oversees.
import { count, limit, monthsOf, ofMany, option, periods, tables } from "./charts.js";
import { explain } from "./api.js";
import { narrowTo } from "./narrow.js";
import { el, findAll, freshId, goTo, learn, number, say, t } from "./page.js";
import { officer, officerCall } from "./session.js";
import { asCsv, download } from "./table.js";

const GROUPS = ["", "agency"];
const OF_THE_COUNTRY = ["class", "category", "region", "channel"];
const OVERSEE_ALL = new Set(["kemenpanrb", "ombudsman", "ksp"]);
const OF_SEVERAL = new Set(["agency_admin", "monitor"]); // agencies, whose sum has the months of a breakdown by them

function field(label, control) {
  control.id = freshId("overview");
  return el("div", {}, el("label", { for: control.id }, label), control);
}

/** What is overdue now, by the list that shows it: the figures know what was ever late. */
async function lateNow(place) {
  const everywhere = officer().role === "national_admin";
  const { overdue, most } = await officerCall("GET", `inbox/counts${everywhere ? "?everywhere=true" : ""}`);
  const n = overdue === most ? `${number(most - 1)}+` : number(overdue ?? 0);
  const told = overdue === null ? t("officer.late_some") : t(overdue ? "officer.late_now" : "officer.late_none", { n });
  place.replaceChildren(el("p", {}, told, " ", overdue !== 0 && el("button", { type: "button", class: "second small", onclick: () => {
    narrowTo("overdue", ...(everywhere ? ["everywhere"] : []));
    location.hash = "";
  } }, t("officer.late_show"))), el("p", { class: "hint" }, t("officer.late_hint")));
}

/** The tables that are shown as a file, one below the other, each under its name. */
function take(body) {
  const rows = findAll("table", body).flatMap((table) => [
    [table.caption.textContent],
    ...[...table.rows].map((row) => [...row.cells].map(({ textContent }) => textContent)),
    [],
  ]);
  download("angka.csv", asCsv(rows));
}

export async function open(section, _, still) {
  await learn("figures");
  if (!still()) return;
  const overseesAll = OVERSEE_ALL.has(officer().agency_id);
  const several = OF_SEVERAL.has(officer().role) && !overseesAll;
  const period = el("select", {}, periods());
  period.value = "3";
  const group = el("select", {}, [...GROUPS, ...(overseesAll ? OF_THE_COUNTRY : [])].map((name) => option(name, t(name ? `figures.by.${name}` : "figures.by.none"))));
  group.value = "agency";
  const note = el("p", { class: "note", role: "status" });
  const title = el("h2", {});
  const body = el("div", {});
  const late = el("div", {});
  let asked = 0; // which question is the present one

  async function ask() {
    const mine = ++asked;
    limit(period, ofMany(group.value) || (several && !group.value));
    const wanted = new URLSearchParams({ ...monthsOf(period.value), ...(group.value ? { group: group.value } : {}) });
    say(note, t("loading"));
    try {
      const answer = await officerCall("GET", `figures?${wanted}`);
      if (mine !== asked) return;
      title.textContent = t("figures.filed_sum", { count: count(answer.filed) });
      body.replaceChildren(...tables(answer));
      say(note, "");
    } catch (failure) {
      if (failure.replaced || mine !== asked) return;
      body.replaceChildren();
      say(note, explain(failure), "bad");
    }
  }

  const form = el("form", { method: "post", class: "filters", onchange: ask, onsubmit: (event) => event.preventDefault() },
    field(t("figures.period"), period), field(t("figures.group"), group));
  section.replaceChildren(el("h1", {}, t("officer.part.overview")), late, form, note, title, body,
    el("button", { type: "button", class: "second", onclick: () => take(body) }, t("officer.figures_csv")));
  goTo(section.querySelector("h1"));
  lateNow(late).catch(() => {}); // nobody has to wait for it
  await ask();
}
