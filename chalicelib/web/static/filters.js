// What the list of the desk can be narrowed to, read when the filters are first unfolded.
import { call, listed } from "./api.js";
import { el, t } from "./page.js";

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

/** Fill the lists of agencies, categories and places; `kept` is what was chosen before. */
export async function fillFilters({ own, role, kept, control }) {
  const [agencies, categories] = await Promise.all([call("GET", "v1/agencies"), call("GET", "v1/categories")]).then((all) => all.map(listed));
  const ours = agencies.find(({ id }) => id === own);
  const above = ours?.regions[0];
  const regions = listed(await call("GET", `v1/regions${above ? `?parent=${encodeURIComponent(above)}` : ""}`));
  options(control("agency"), "officer.any", within(agencies, own, role).map(({ id, name }) => ({ value: id, label: name })));
  options(control("category"), "officer.any", categories.map(({ code, name }) => ({ value: code, label: name })));
  options(control("region_code"), "officer.any", regions.map(({ code, name }) => ({ value: code, label: name })));
  for (const name of ["agency", "category", "region_code"]) if (kept[name]) control(name).value = kept[name];
}
