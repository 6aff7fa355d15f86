// A look at what cannot be undone before it is done.
import { el, t } from "./page.js";

/**
 * Show what will be done: `[name, value]` pairs, under a title, with a sentence on what follows.
 * Resolves to whether the reader goes on.
 */
export function confirmed({ title, pairs, follows, go }) {
  const dialog = el("dialog", { class: "confirm", "aria-labelledby": "confirm-title" },
    el("h2", { id: "confirm-title" }, title),
    follows && el("p", { class: "warning" }, follows),
    el("dl", { class: "facts" }, pairs.filter(([, value]) => value).map(([name, value]) =>
      el("div", {}, el("dt", {}, name), el("dd", { class: "words" }, value)))),
    el("form", { method: "dialog", class: "buttons" },
      el("button", { value: "go", autofocus: true }, go),
      el("button", { value: "", class: "second" }, t("work.change"))));
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "go");
    });
  });
}
