// The forms of what a reporter is asked for, on the page of a report and on the one that a mail
// leads to: their fields, what they come to, and that nothing typed is lost before it is sent.
import { el, find, findAll, optionalMark, show, t, tab, TYPED } from "./page.js";

export function textField(name, label, { rows = 4, required = true } = {}) {
  const id = `field-${name}`;
  return el("div", { class: "field", "data-field": name },
    el("label", { for: id }, el("span", { class: "label" }, label), required ? null : optionalMark()),
    el("textarea", { id, name, rows, maxlength: name === "reason" ? 1000 : 5000, "aria-describedby": `${id}-problem` }),
    el("p", { class: "problem", id: `${id}-problem` }));
}

/** What a form is refused with before anything is sent, as the API refuses it: `fields` of `{field, message}`. */
export const incomplete = (fields) => Object.assign(new Error("incomplete"), { fields });

/** What stands in the field for words of a form. Raises what is missing where nothing does. */
export function wordsIn(node) {
  const area = find("textarea", node);
  const words = area.value.trim();
  if (!words) throw incomplete([{ field: area.name, message: t("problem.required") }]);
  return words;
}

function radio(name, value, label) {
  return el("label", { class: "choice" }, el("input", { type: "radio", name, value }), el("span", {}, label));
}

/** The fields of a rating, for the form `node`, and `read()`: the body to send; raises what is missing. */
export function ratingFields(node) {
  const appeal = el("label", { class: "choice", hidden: true, id: "appeal" },
    el("input", { type: "checkbox", name: "appeal" }),
    el("span", {}, el("strong", {}, t("track.appeal")), el("small", {}, t("track.appeal_hint"))));
  node.prepend(
    el("fieldset", { class: "field", "data-field": "satisfied" }, el("legend", {}, t("track.rate")),
      radio("satisfied", "yes", t("track.satisfied")), radio("satisfied", "no", t("track.not_satisfied")),
      el("p", { class: "problem" })),
    el("fieldset", { class: "field", "data-field": "score" },
      el("legend", {}, t("track.score"), " ", el("span", { class: "optional" }, t("track.score_hint"), ", ", t("optional"))),
      el("div", { class: "scores" }, [1, 2, 3, 4, 5].map((n) => radio("score", n, String(n)))), el("p", { class: "problem" })),
    textField("comment", t("track.comment"), { rows: 3, required: false }),
    el("div", { class: "field", "data-field": "appeal" }, appeal, el("p", { class: "problem" })));
  const value = (name) => find(`[name=${name}]:checked`, node)?.value;
  node.addEventListener("change", () => {
    show(appeal, value("satisfied") === "no");
    find("[data-field=comment] .label", node).textContent = t(value("satisfied") === "no" ? "track.comment_appeal" : "track.comment");
  });
  return () => {
    const comment = find("textarea", node).value.trim();
    const unhappy = value("satisfied") === "no";
    const appealed = unhappy && find("[name=appeal]", node).checked;
    const missing = [];
    if (!value("satisfied")) missing.push({ field: "satisfied", message: t("problem.choose") });
    if (appealed && !comment) missing.push({ field: "comment", message: t("problem.required") });
    if (missing.length) throw incomplete(missing);
    return {
      satisfied: !unhappy,
      ...(value("score") ? { score: Number(value("score")) } : {}),
      ...(comment ? { comment } : {}),
      ...(appealed ? { appeal: true } : {}),
    };
  };
}

/** What was typed into a form that is not shown, to be copied; null where that is nothing. */
export function typedCard(name, title) {
  const { files, ...texts } = tab.get(TYPED)?.[name] ?? {};
  const typed = Object.values(texts).filter(Boolean);
  return typed.length ? el("section", { class: "card unsent" }, el("h3", {}, t("track.unsent")),
    el("p", { class: "hint" }, t("track.unsent_hint")), el("h4", {}, title), typed.map((text) => el("p", { class: "words", lang: "id" }, text))) : null;
}

/** Keep what is typed into a form, in this tab, until `sent()` is called; put back what was kept. Of `files`, the field for them, that is how many there were. */
export function keepTyped(node, name, files = null) {
  const areas = () => findAll("textarea", node);
  const kept = tab.get(TYPED)?.[name] ?? {};
  for (const area of areas()) area.value = kept[area.name] ?? area.value;
  files?.missing(kept.files ?? 0);
  const store = (values) => {
    const { [name]: _, ...others } = tab.get(TYPED) ?? {};
    tab.set(TYPED, values ? { ...others, [name]: values } : others);
  };
  node.addEventListener("input", () => store({
    ...Object.fromEntries(areas().map((area) => [area.name, area.value])), ...(files?.count ? { files: files.count } : {}),
  }));
  return { sent: () => store(null) };
}
