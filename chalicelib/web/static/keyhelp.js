// What the keys of the desk do, and the choice to have them.
import { el, learn, t } from "./page.js";

/** `keys` as `startShortcuts` has them; `on()` says whether they are on, `turn(is)` turns them. */
export async function help(keys, { on, turn }) {
  await learn("work");
  const told = [...keys.map(({ shown, what }) => [shown, what]), ["Ctrl + Enter", "send"], ["?", "help"]];
  const choice = el("input", { type: "checkbox", checked: on(), onchange: () => turn(choice.checked) });
  const dialog = el("dialog", { class: "confirm", "aria-labelledby": "keys-title" },
    el("h2", { id: "keys-title" }, t("officer.keys")),
    el("dl", { class: "keys" }, told.map(([key, what]) => el("div", {}, el("dt", {}, el("kbd", {}, key)), el("dd", {}, t(`work.key_${what}`))))),
    el("label", { class: "choice" }, choice, el("span", {}, t("work.keys_on"))),
    el("form", { method: "dialog" }, el("button", { autofocus: true }, t("work.close"))));
  document.body.append(dialog);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.showModal();
}
