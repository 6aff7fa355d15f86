// What the list of the desk can be narrowed to, read when the filters are first unfolded.
import { call, listed } from "./api.js";
import { el, find, show, t } from "./page.js";
import { picker } from "./picker.js";

const options = (select, any, found) => {
  const before = select.value;
  select.replaceChildren(el("option", { value: "" }, t(any)), ...found.map(({ value, label }) => el("option", { value }, label)));
  select.value = found.some(({ value }) => value === before) ? before : "";
};

/** The agencies whose reports an officer lists: their own and its units; who oversees, all. */
function within(agencies, own, role) {
  if (role === "national_admin" || role === "monitor") return agencies;
  const found = agencies.filter(({ id }) => id === own);
  for (const one of found) found.push(...agencies.filter(({ parent_id: above }) => above === one.id)); // grows while it is walked
  return found;
}

let field = null; // of agencies
let theirs = []; // what can be chosen in it

/**
 * Fill the lists of categories and places; `kept` is what was chosen before. Gives the field of
 * agencies, of which `choseAgency` hears; `name` is that of the one chosen before. Who has one agency
 * is not asked which.
 */
export async function fillFilters({ own, role, kept, control, name, choseAgency }) {
  const [agencies, categories] = await Promise.all([call("GET", "v1/agencies"), call("GET", "v1/categories")]).then((all) => all.map(listed));
  const ours = agencies.find(({ id }) => id === own);
  const above = ours?.regions[0];
  const regions = listed(await call("GET", `v1/regions${above ? `?parent=${encodeURIComponent(above)}` : ""}`));
  options(control("category"), "officer.any", categories.map(({ code, name: label }) => ({ value: code, label })));
  options(control("region_code"), "officer.any", regions.map(({ code, name: label }) => ({ value: code, label })));
  for (const one of ["category", "region_code"]) if (kept[one]) control(one).value = kept[one];
  theirs = within(agencies, own, role).map(({ id, name: label }) => ({ value: id, label }));
  show(find("#agency-choice"), theirs.length > 1);
  const chosen = control("agency").value;
  if (field) field.reload();
  field ??= picker(find("#agency"), { load: async () => theirs, onchange: choseAgency });
  field.set(chosen, name ?? theirs.find(({ value }) => value === chosen)?.label ?? chosen);
  return field;
}
