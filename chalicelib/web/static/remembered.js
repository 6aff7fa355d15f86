// The reports that this device remembers with their codes, because their reporter asked for it. One
// that is protected is never among them: who finds the phone would read it.
import { device, el, REMEMBERED, t } from "./page.js";

const all = () => device.get(REMEMBERED) ?? {};

export const rememberedReports = () => Object.entries(all()).map(([id, report]) => ({ id, ...report }));
export const isRemembered = (id) => id in all();
export const rememberedSecret = (id) => all()[id]?.secret ?? "";

/** Whether a report may be remembered: `anonymous`, `confidential` and why, as its view or receipt says. */
export const mayRemember = ({ anonymous, confidential, protected_for: reasons = [] }) => !anonymous && !confidential && !reasons.length;

export const remember = (id, secret, title) => device.set(REMEMBERED, { ...all(), [id]: { secret, title } });

export function forget(id) {
  const { [id]: _, ...others } = all();
  if (Object.keys(others).length) device.set(REMEMBERED, others);
  else device.drop(REMEMBERED);
}

/** The choice to have a report `{id, secret, title}` remembered; `changed` is told what was chosen. */
export function rememberChoice({ id, secret, title }, changed = () => {}) {
  return el("label", { class: "choice", id: "remember" },
    el("input", { type: "checkbox", checked: isRemembered(id), onchange: ({ target }) => {
      if (target.checked) remember(id, secret, title);
      else forget(id);
      changed(target.checked);
    } }),
    el("span", {}, el("strong", {}, t("remember.choose")), el("small", {}, t("remember.hint"))));
}
