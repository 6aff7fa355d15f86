// What the sections of administration are made of: forms whose problems are said at their fields,
// tables, and the call to its routes.
import { call, explain, listed, Refused } from "./api.js";
import { keepForm } from "./keptform.js";
import { clearProblems, el, find, freshId, goTo, optionalMark, say, showProblems, t } from "./page.js";
import { picker } from "./picker.js";
import { authorised, officer } from "./session.js";

/** Call a route of administration. Raises `Refused`. */
export const adminCall = (method, path, body) => authorised(method, `v1/admin/${path}`, { body });

export const mayChange = () => officer().role === "national_admin";

/** A labelled field; `name` is the API's dotted path. `control` is an input, or null for a text; one that is `optional` is called so. */
export function field(name, label, { hint, control, optional, ...attributes } = {}) {
  const id = freshId("admin");
  const input = control ?? el("input", { type: "text", autocomplete: "off", ...attributes });
  Object.assign(input, { id, name });
  input.setAttribute("aria-describedby", `${hint ? `${id}-hint ` : ""}${id}-problem`);
  return el("div", { class: "field", "data-field": name },
    el("label", { for: id }, label, optional && optionalMark()),
    hint && el("p", { class: "hint", id: `${id}-hint` }, hint),
    input,
    el("p", { class: "problem", id: `${id}-problem` }));
}

/** The agencies of today that people call so, each with its name, and its id beside it. */
const agenciesCalled = async (typed) => listed(await call("GET", `v1/agencies?q=${encodeURIComponent(typed)}`))
  .map(({ id, name }) => ({ value: id, label: name, hint: id }));

/** The names of agencies by id, as far as they are known. */
export async function agencyNames(ids) {
  const found = [...new Set(ids)].map((id) => call("GET", `v1/agencies?id=${encodeURIComponent(id)}`).then(listed, () => []));
  return new Map((await Promise.all(found)).flat().map(({ id, name }) => [id, name]));
}

/** An agency as a table has it: its name, and its id. */
export const named = (names, id) => (names.has(id) ? [names.get(id), " ", el("small", { class: "mono" }, id)] : id);

/**
 * A field for an agency, found by its name or its id, which is shown with it and is what `filled`
 * gives. An id that is not in force today can be typed; `value` is the one that stands in it.
 */
export function agencyField(name, label, { value = "", hint = t("administration.agency_search") } = {}) {
  const node = field(name, label, { hint });
  const input = find("input", node);
  const id = el("p", { class: "hint mono" });
  const choice = picker(input, { load: agenciesCalled, live: true, keep: true, onchange: (chosen) => {
    id.textContent = chosen && chosen.label !== chosen.value ? chosen.value : "";
    if (chosen) input.dataset.agency = chosen.value;
    else delete input.dataset.agency;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  } });
  find(".picker", node).after(id);
  choice.set(value, value);
  input.addEventListener("putback", ({ detail: { stands, value: words } }) => {
    choice.clear();
    if (stands === words) input.value = words; // typed, and not chosen
    else choice.set(stands, words);
  });
  if (value) agencyNames([value]).then((names) => { if (choice.value === value) choice.set(value, names.get(value) ?? value); });
  return node;
}

/** The same of somebody who has one agency only: what it is, to be read. */
export function ownAgencyField(name, label, own) {
  const node = field(name, label, { hint: own, readonly: true, value: own });
  const input = find("input", node);
  input.dataset.agency = own;
  agencyNames([own]).then((names) => { input.value = names.get(own) ?? own; });
  return node;
}

/** Several lines of text, such as a day on each. */
export const lines = (rows, value = "") => {
  const area = el("textarea", { rows });
  area.value = value;
  return area;
};

export const linesOf = (form, name) => form.elements[name].value.split(/\s+/).filter(Boolean);

/** A field for several agencies, an id on each line, with a search that adds one. */
export function agencyLines(name, label, value) {
  const area = lines(2, value);
  const node = field(name, label, { hint: t("administration.lines_hint"), control: area });
  const id = freshId("add");
  const input = el("input", { id, type: "text", autocomplete: "off" });
  area.after(el("label", { for: id, class: "hint" }, t("administration.add_agency")), input);
  const choice = picker(input, { load: agenciesCalled, live: true, onchange: (chosen) => {
    if (!chosen) return;
    area.value = [...new Set([...area.value.split(/\s+/).filter(Boolean), chosen.value])].join("\n");
    area.dispatchEvent(new Event("change", { bubbles: true }));
    choice.clear();
  } });
  return node;
}

/**
 * A form with one button an act: `acts` are `[label, act]`, and `act(form, told, sent)` calls the API
 * and says in `told`, a place for what comes of it. What the API finds wrong is said at its field.
 * What is typed into a form that is `keptAs` a name is kept until an act says that it was `sent()`;
 * `anew()` shows the section as it is.
 */
export function adminForm(fields, acts, { keptAs, anew } = {}) {
  const summary = el("p", { class: "note", role: "alert" });
  const told = el("div", { role: "status" });
  const form = el("form", { method: "post", novalidate: true }, summary, fields,
    el("div", { class: "buttons" }, acts.map(([label, act], place) =>
      el("button", { type: place ? "button" : "submit", class: place ? "second" : null, onclick: (event) => run(event, act) }, label))),
    told);
  form.addEventListener("submit", (event) => event.preventDefault());
  const sent = keptAs ? keepForm(form, keptAs, anew) : () => {};

  async function run(event, act) {
    event.preventDefault();
    const buttons = [...form.querySelectorAll(".buttons button")];
    buttons.forEach((button) => { button.disabled = true; });
    clearProblems(form);
    say(summary, "");
    say(told, t("loading"));
    try {
      await act(form, told, sent);
    } catch (failure) {
      told.replaceChildren();
      if (failure.replaced) return;
      if (!(failure instanceof Refused)) throw failure;
      if (failure.fields.length) showProblems(form, failure.fields, summary);
      else { say(summary, explain(failure), "bad"); goTo(summary); }
    } finally {
      buttons.forEach((button) => { button.disabled = false; });
    }
  }
  return form;
}

/** A small button, as in a row of a table; what refuses its act is said in `told`. */
export function rowButton(label, act, told) {
  return el("button", { type: "button", class: "second small", onclick: async (event) => {
    const button = event.currentTarget;
    button.disabled = true;
    say(told, "");
    try {
      await act();
    } catch (failure) {
      if (failure.replaced) return;
      if (!(failure instanceof Refused)) throw failure;
      say(told, explain(failure), "bad");
      goTo(told);
    } finally {
      button.disabled = false;
    }
  } }, label);
}

/** A table that scrolls on its own on a narrow screen. Cells are texts or nodes. */
export function table(caption, headings, rows, none = t("administration.none")) {
  if (!rows.length) return el("p", { class: "hint" }, caption ? `${caption}: ${none}` : none);
  return el("div", { class: "wide", tabindex: 0, role: "region", "aria-label": caption },
    el("table", {}, el("caption", {}, caption),
      el("thead", {}, el("tr", {}, headings.map((heading) => el("th", { scope: "col" }, heading)))),
      el("tbody", {}, rows.map(([first, ...others]) => el("tr", {},
        el("th", { scope: "row" }, first), others.map((cell) => el("td", {}, cell)))))));
}

/** Show a section anew after something was done in it, and say at its top what came of it, `kind` being "bad" where it failed. */
export async function again(body, fill, message, kind = "good") {
  await fill(body);
  const note = el("p", { class: "note", role: kind === "bad" ? "alert" : "status", "data-kind": kind }, message);
  body.prepend(note);
  goTo(note);
}

/** What the form's fields hold, by name: those that hold something. */
export const filled = (form, ...names) => Object.fromEntries(names
  .map((name) => [name, find(`[name="${CSS.escape(name)}"]`, form)])
  .map(([name, input]) => [name, input.dataset.agency ?? input.value.trim()])
  .filter(([, value]) => value));
