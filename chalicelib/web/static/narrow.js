// What the list of the desk is narrowed to: its panel, and what is set as buttons that take it back.
import { el, find, findAll, show, t, tab } from "./page.js";
import { officer } from "./session.js";

const KEPT = "lapor.inbox"; // what the list is narrowed to, for this tab
const VALUES = ["status", "q", "agency", "category", "region_code", "level", "due_within"];
const FLAGS = ["overdue", "asked", "replied", "everywhere", "mine"];
const IN_PANEL = [...VALUES.slice(2), ...FLAGS]; // the others are always in sight
const APPEALED = "appealed"; // chosen among the statuses, and none of the API's

const filters = find("#filters");
const panel = find("#narrow");
const chips = find("#narrowed-by");
let names = {}; // what is chosen by name, as people call it: its id alone tells nobody
let chosen = ""; // what the chips tell: as long as that is the same they stay, and the focus on them
let agencies = null; // the field of agencies, once the panel was unfolded

export const control = (name) => find(`[name="${name}"]`, filters);

const isSet = (name) => (FLAGS.includes(name) ? control(name).checked : Boolean(control(name).value.trim()));

/** What the list is asked for, as the API has it. */
export function asked() {
  const query = new URLSearchParams();
  for (const name of VALUES) {
    const value = control(name).value.trim();
    if (value === APPEALED) query.set("appealed", "true");
    else if (value) query.set(name, value);
  }
  for (const name of FLAGS) if (control(name).checked) query.set(...(name === "mine" ? ["assigned_to", officer().sub] : [name, "true"]));
  return query;
}

/** Whether a report has the status that the list is narrowed to. */
export function fitsStatus({ status, appeal_state: appeal }) {
  const wanted = control("status").value;
  return !wanted || (wanted === APPEALED ? appeal === "open" : wanted === status);
}

/** A filter that is set, in words. */
function said(name) {
  const field = control(name);
  if (FLAGS.includes(name)) return find("[data-t]", field.closest("label")).textContent;
  return `${find("label", field.closest("div")).textContent}: ${names[name] ?? field.selectedOptions?.[0].textContent ?? field.value}`;
}

function takeBack(name) {
  if (name === "agency" && agencies) return agencies.clear();
  const field = control(name);
  if (FLAGS.includes(name)) field.checked = false;
  else field.value = "";
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

function showSet() {
  const set = IN_PANEL.filter(isSet);
  find("#narrowed").textContent = set.length ? ` (${set.length})` : "";
  const telling = set.map((name) => [name, said(name)]);
  if (String(telling) === chosen) return;
  chosen = String(telling);
  chips.replaceChildren(...telling.map(([name, words]) => {
    return el("li", {}, el("button", { type: "button", class: "chip", "data-filter": name, "aria-label": t("officer.take_back", { filter: words }), onclick: () => {
      const place = IN_PANEL.filter(isSet).indexOf(name);
      takeBack(name);
      (findAll("button", chips)[place] ?? find("summary", panel)).focus();
    } }, el("span", {}, words), el("span", { "aria-hidden": "true" }, "×")));
  }));
  show(chips, set.length > 0);
}

export function keepFilters() {
  if (!control("agency").value) delete names.agency;
  tab.set(KEPT, {
    ...Object.fromEntries([...VALUES, "sort"].map((name) => [name, control(name).value])),
    ...Object.fromEntries([...FLAGS, "go_on"].map((name) => [name, control(name).checked])),
    names,
  });
  showSet();
}

function choseAgency(choice) {
  if (choice) names.agency = choice.label;
  const field = control("agency");
  if (field.value === (choice?.value ?? "")) return;
  field.value = choice?.value ?? "";
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

/** What can be chosen from in the filters: it depends on who is signed in. */
export async function offerFilters({ role, agency_id: own }) {
  const kept = tab.get(KEPT) ?? {};
  names = kept.names ?? {};
  show(find("#everywhere-choice"), role === "national_admin");
  show(find("#asked-choice"), role !== "monitor");
  for (const name of [...FLAGS, "go_on"]) control(name).checked = Boolean(kept[name]);
  for (const name of [...VALUES, "sort"]) if (kept[name]) control(name).value = kept[name];
  const load = async () => {
    panel.ontoggle = null;
    const { fillFilters } = await import("./filters.js");
    agencies = await fillFilters({ own, role, kept, control, name: names.agency, choseAgency });
    keepFilters();
  };
  panel.ontoggle = load;
  if (kept.category || kept.region_code) await load(); // lists: what is chosen in them has to be there first
  keepFilters();
}

/** Narrow the list to these alone. */
export function narrowTo(...flags) {
  for (const name of VALUES) control(name).value = "";
  agencies?.clear();
  for (const name of FLAGS) control(name).checked = flags.includes(name);
  keepFilters();
}

function closePanel() {
  if (!panel.open) return;
  panel.open = false;
  find("summary", panel).focus();
}

/** The panel lies over the list: it goes with each of its buttons, with Escape, and where something else is pressed. */
export function startPanel() {
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !panel.open || event.defaultPrevented) return;
    event.preventDefault();
    closePanel();
  });
  for (const button of findAll(".narrowings > button", panel)) button.addEventListener("click", closePanel);
  addEventListener("pointerdown", ({ target }) => {
    if (!filters.contains(target)) panel.open = false;
  });
}
