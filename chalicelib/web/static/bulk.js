// One step for several reports of the list: each decided for itself, and each outcome told.
import { actionForm } from "./actions.js";
import { explain, once, Refused } from "./api.js";
import { el, find, say, t } from "./page.js";
import { officerCall } from "./session.js";

const ACTIONS = ["transfer", "merge", "archive"];

/** Take the step for one report: in words what became of it. */
async function take(item, body) {
  const path = `complaints/${encodeURIComponent(item.id)}/actions`;
  const sent = { ...body, version: item.version };
  try {
    const answer = await once([path, sent], (headers) => officerCall("POST", path, { body: sent, headers }));
    return { answer, told: t("work.bulk_done") };
  } catch (failure) {
    if (!(failure instanceof Refused)) throw failure;
    const fields = failure.fields.map(({ message }) => message);
    return { told: failure.code === "stale" ? t("work.bulk_stale") : [explain(failure), ...fields].join(" "), bad: true };
  }
}

/**
 * A dialog for `items` of the list. `onstep(answer)` hears of each that was done, `ondone()` when
 * the dialog is closed.
 */
export function bulk(items, { onstep, ondone }) {
  const outcomes = el("ul", { class: "outcomes", "aria-live": "polite" });
  const title = t("work.bulk_title", { n: items.length });
  // Who reads a note: everybody, unless no report of all these is public.
  const readers = { confidential: items.every(({ confidential, unchecked }) => confidential || unchecked), unchecked: false };
  let dialog;
  const forms = ACTIONS.map((action) => actionForm(action, { ...items[0], attachments: [], ...readers }, {
    keep: () => {},
    send: async ({ version: _, ...body }) => {
      outcomes.replaceChildren();
      let failed = 0;
      for (const item of items.filter(({ id }) => id !== body.into)) {
        const { answer, told, bad } = await take(item, body);
        outcomes.append(el("li", { class: bad ? "late" : null }, `${item.id} · `, el("span", { lang: "id" }, item.title), `: ${told}`));
        if (answer) onstep(answer);
        failed += Boolean(bad);
      }
      return { failed };
    },
    done: (_, { failed }) => {
      for (const form of forms) form.remove();
      say(find(".note", dialog), failed ? t("work.bulk_partly", { failed, n: items.length }) : t("work.bulk_all", { n: items.length }), failed ? "bad" : "good");
    },
    stale: () => {},
  }));
  dialog = el("dialog", { class: "confirm", "aria-labelledby": "bulk-title" },
    el("h2", { id: "bulk-title" }, title),
    el("p", { class: "hint" }, t("work.bulk_hint")),
    el("p", { class: "note", role: "status" }), outcomes, forms,
    el("form", { method: "dialog", class: "buttons" }, el("button", { class: "second" }, t("work.close"))));
  document.body.append(dialog);
  dialog.addEventListener("close", () => {
    dialog.remove();
    ondone();
  });
  dialog.showModal();
}
