// A button that copies what is shown once, and says whether it could.
import { el, t } from "./page.js";

export function copyButton(text) {
  const note = el("span", { role: "status" });
  const button = el("button", { type: "button", class: "second", onclick: async () => {
    try {
      await navigator.clipboard.writeText(text);
      note.textContent = t("administration.copied");
    } catch {
      note.textContent = t("administration.copy_failed");
    }
  } }, t("administration.copy"));
  return el("div", { class: "buttons" }, button, note);
}
