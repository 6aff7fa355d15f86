// Problems shown at the field they are about. A field is any element with `data-field`, holding a
// control and a `.problem` paragraph; the names are the API's own dotted paths.
import { find, findAll, goTo, say } from "./dom.js";
import { t } from "./i18n.js";

function controls(field) {
  return findAll("input, select, textarea", field);
}

function clearField(field) {
  const note = find(":scope > .problem", field);
  if (note) note.textContent = "";
  field.classList.remove("wrong");
  for (const control of controls(field)) control.removeAttribute("aria-invalid");
}

export function clearProblems(form) {
  findAll("[data-field]", form).forEach(clearField);
}

const summaries = new WeakMap(); // form -> where its problems were counted

/** What is being corrected is no longer marked as wrong. */
document.addEventListener("input", ({ target }) => {
  const { form } = target;
  for (let field = target.closest(".wrong"); field; field = field.parentElement.closest(".wrong")) clearField(field);
  if (form && !find(".wrong", form) && summaries.has(form)) say(summaries.get(form), "");
});

function fieldNamed(form, name) {
  const parts = String(name).split(".");
  for (; parts.length; parts.pop()) {
    const field = find(`[data-field="${CSS.escape(parts.join("."))}"]`, form);
    if (field) return field;
  }
  return null;
}

/**
 * Show each `{field, message}` in place, the rest and the count in `summary`, and move the focus
 * to the first wrong field in reading order.
 */
export function showProblems(form, problems, summary) {
  clearProblems(form);
  summaries.set(form, summary);
  const homeless = [];
  for (const { field: name, message } of problems) {
    const field = fieldNamed(form, name);
    if (!field) {
      homeless.push(message);
      continue;
    }
    const note = find(":scope > .problem", field);
    note.textContent = note.textContent ? `${note.textContent} ${message}` : message;
    field.classList.add("wrong");
    for (let around = field.closest("details"); around; around = around.parentElement.closest("details")) {
      around.open = true;
    }
    for (const control of controls(field)) control.setAttribute("aria-invalid", "true");
  }
  const count = problems.length === 1 ? t("form.problems_one") : t("form.problems", { n: problems.length });
  say(summary, [count, ...homeless].join(" "), "bad");
  const first = find(".wrong", form);
  if (first) goTo(controls(first).find((control) => !control.disabled && !control.hidden) ?? first);
  else goTo(summary);
}
