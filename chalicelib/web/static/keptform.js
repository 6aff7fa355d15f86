// What was typed into a form of administration and not sent yet. It is kept like the texts of an
// officer's actions, as far as it is other than what the form had at first.
import { el, t } from "./page.js";
import { officer } from "./session.js";
import { keepUnsent, unsentOf } from "./unsent.js";

const PLACE = "administration"; // in place of a case's number
const NEVER_KEPT = "[type=password], [readonly], [data-secret], :not([name])";

const me = () => officer()?.sub ?? "";

/** What is kept under the name of a form. */
export const keptAs = (name) => unsentOf(me(), PLACE)[name];

/** Keep `values` under the name of a form; null when they were sent or are not wanted. */
export const keepAs = (name, values) => keepUnsent(me(), PLACE, name, values);

/** Says that what was kept is back, with a way to drop it, after which `anew()` shows the form as it is. */
export const putBackNote = (name, anew) => el("p", { class: "note" }, t("put_back.note"), " ",
  el("button", { type: "button", class: "quiet small", onclick: () => {
    keepAs(name, null);
    anew();
  } }, t("put_back.drop")));

/** Of the forms whose names begin so, the one that something is kept of: the rest of its name. */
export function keptBelow(beginning) {
  const found = Object.keys(unsentOf(me(), PLACE)).find((name) => name.startsWith(beginning));
  return found?.slice(beginning.length);
}

const controls = (form) => [...form.elements].filter((control) => control.matches("input, select, textarea") && !control.matches(NEVER_KEPT));
const keyOf = ({ type, name, value }) => (type === "checkbox" ? `${name}=${value}` : name);
const stands = ({ type, checked, value, dataset }) => (type === "checkbox" ? checked : dataset.agency ?? value);

/** What is in a form, and was not at first. What it was made from, in hidden fields, goes along. */
function changed(form, first) {
  const others = controls(form).filter((control) => control.type !== "hidden" && stands(control) !== first.get(keyOf(control)));
  const along = others.length ? controls(form).filter(({ type }) => type === "hidden") : [];
  return Object.fromEntries([...others, ...along].map((control) => [keyOf(control), { stands: stands(control), value: control.value }]));
}

function putBack(form, kept) {
  for (const control of controls(form)) {
    const one = kept[keyOf(control)];
    if (!one) continue;
    if (control.type === "checkbox") control.checked = one.stands;
    else control.value = one.value;
    control.dispatchEvent(new CustomEvent("putback", { detail: one }));
    control.dispatchEvent(new Event("change")); // a choice may show other fields
  }
}

/**
 * Keep what is typed into `form` under `name` until it is sent; what was kept is put back, and said
 * to be. Returns what to call once it was sent.
 */
export function keepForm(form, name, anew) {
  const first = new Map(controls(form).map((control) => [keyOf(control), stands(control)]));
  const kept = keptAs(name);
  if (kept) {
    putBack(form, kept);
    form.prepend(putBackNote(name, anew));
  }
  const keep = () => keepAs(name, changed(form, first));
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);
  return () => keepAs(name, null);
}
