// The replies that an agency keeps, for its admin to write.
import { explain } from "./api.js";
import { keepAs, keptAs, putBackNote } from "./keptform.js";
import { clearProblems, el, find, findAll, freshId, goTo, learn, say, showProblems, t } from "./page.js";
import { forgetReplies } from "./replies.js";
import { authorised } from "./session.js";

const KEPT = "replies";

function field(name, label, control) {
  const id = freshId(name);
  control.id = id;
  control.setAttribute("aria-describedby", `${id}-problem`);
  return el("div", { class: "field", "data-field": name }, el("label", { for: id }, label), control, el("p", { class: "problem", id: `${id}-problem` }));
}

function entry({ title = "", text = "" } = {}) {
  const written = el("textarea", { rows: 4, maxlength: 10_000 });
  written.value = text;
  const node = el("fieldset", { class: "card reply" }, el("legend", { class: "unseen" }, title || t("work.reply_new")),
    field("title", t("work.reply_title"), el("input", { value: title, maxlength: 150 })),
    field("text", t("work.reply_text"), written),
    el("button", { type: "button", class: "quiet small", onclick: () => {
      const others = node.parentElement;
      node.remove();
      others.dispatchEvent(new Event("input", { bubbles: true }));
    } }, t("work.reply_drop")));
  return node;
}

/** The names under which the service speaks of what stands in the form now. */
function number(form) {
  findAll(".reply", form).forEach((one, place) => findAll("[data-field]", one).forEach((part) => {
    part.dataset.field = `items.${place}.${part.dataset.field.split(".").pop()}`;
  }));
}

export async function open(section, _, still = () => true) {
  await learn("work");
  let { version, items } = { ...await authorised("GET", "v1/admin/replies"), ...keptAs(KEPT) };
  if (!still()) return;
  const entries = el("div", {}, items.map(entry));
  const written = () => findAll(".reply", entries).map((one) => ({ title: find("input", one).value.trim(), text: find("textarea", one).value.trim() }));
  const keep = () => keepAs(KEPT, { version, items: written() });
  const status = el("p", { class: "note", role: "status" });
  const form = el("form", { method: "post", novalidate: true }, entries, el("div", { class: "buttons" },
    el("button", { type: "button", class: "second", onclick: () => {
      const added = entry();
      entries.append(added);
      goTo(find("input", added));
      keep();
    } }, t("work.reply_add")),
    el("button", { type: "submit" }, t("work.reply_save"))), status);
  form.addEventListener("input", keep);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    clearProblems(form);
    number(form);
    items = written();
    try {
      ({ version } = await authorised("PUT", "v1/admin/replies", { body: { version, items } }));
      forgetReplies();
      keepAs(KEPT, null);
      say(status, t("work.reply_saved"), "good");
    } catch (failure) {
      if (failure.replaced) return;
      if (failure.fields?.length) showProblems(form, failure.fields, status);
      else say(status, explain(failure), "bad");
    }
  });
  section.replaceChildren(el("h1", {}, t("officer.part.replies")), el("p", { class: "hint" }, t("work.reply_hint")),
    ...(keptAs(KEPT) ? [putBackNote(KEPT, () => open(section))] : []), form);
  goTo(find("h1", section));
}
