// What the list of the desk can be narrowed to, read when the filters are first unfolded.
import { call, listed } from "./api.js";
import { el, find, show, t } from "./page.js";
import { picker } from "./picker.js";

const options = (select, any, found) => {
  const before = select.value;
  select.replaceChildren(el("option", { value: "" }, t(any)), ...found.map(({ value, label }) => el("option", { value }, label)));
  select.value = found.some(({ value }) => value === before) ? before : "";
};

const choices = (agencies) => agencies.map(({ id, name: label }) => ({ value: id, label }));

let field = null; // of agencies
let theirs = async () => []; // what can be chosen in it: who is signed in changes

/**
 * Fill the lists of categories and places; `kept` is what was chosen before. Gives the field of
 * agencies, of which `choseAgency` hears; `name` is that of the one chosen before. Who has one agency
 * is not asked which.
 */
export async function fillFilters({ own, role, kept, control, name, choseAgency }) {
  const [ours, categories] = await Promise.all([
    call("GET", `v1/agencies?within=${encodeURIComponent(own)}`), call("GET", "v1/categories"),
  ]).then((all) => all.map(listed));
  const above = ours.find(({ id }) => id === own)?.regions[0];
  const regions = listed(await call("GET", `v1/regions${above ? `?parent=${encodeURIComponent(above)}` : ""}`));
  options(control("category"), "officer.any", categories.map(({ code, name: label }) => ({ value: code, label })));
  options(control("region_code"), "officer.any", regions.map(({ code, name: label }) => ({ value: code, label })));
  for (const one of ["category", "region_code"]) if (kept[one]) control(one).value = kept[one];
  const units = choices(ours);
  const oversees = role === "national_admin" || role === "monitor";
  theirs = async () => (oversees ? choices(listed(await call("GET", "v1/agencies"))) : units); // of thousands, once they are wanted
  show(find("#agency-choice"), oversees || units.length > 1);
  const chosen = control("agency").value;
  if (field) field.reload();
  field ??= picker(find("#agency"), { load: () => theirs(), onchange: choseAgency });
  field.set(chosen, name ?? units.find(({ value }) => value === chosen)?.label ?? chosen);
  return field;
}
