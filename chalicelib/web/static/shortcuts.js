// The keys of the desk. Single letters do nothing where somebody writes, nor beside Ctrl, Alt or
// Meta, and can be turned off (WCAG 2.1.4).
import { device, find, findAll } from "./page.js";

const OFF = "lapor.keys.off";

const WRITTEN_IN = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], dialog *";

const on = () => !device.get(OFF);

/**
 * `keys`: what each does, as `{key, shown, what, act, once}`; `act` says with false that there was nothing to do.
 * What is to be done `once` is not done again while the key is held.
 */
export function startShortcuts(keys) {
  const ask = async () => (await import("./keyhelp.js")).help(keys, { on, turn: (is) => (is ? device.drop(OFF) : device.set(OFF, true)) });
  find("#keys").addEventListener("click", ask);
  addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (key === "Enter" && (event.ctrlKey || event.metaKey)) {
      const form = target.closest?.("form");
      if (!form) return;
      event.preventDefault();
      return void form.requestSubmit(find("[type=submit], button[value=go]", form));
    }
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing || find("dialog[open]") || find("#login.over:not([hidden])")) return;
    if (key !== "Escape" && (!on() || target.closest?.(WRITTEN_IN))) return;
    if (key === "?") {
      event.preventDefault();
      return void ask();
    }
    const found = keys.find(({ key: one }) => one === key);
    if (found && !(found.once && event.repeat) && found.act(event) !== false) event.preventDefault();
  });
}

/** Leave a form of an action: folded again, what was typed stays in it. One that nobody is in, and the page unfolded, stays. */
export function foldForms(inside) {
  const open = findAll("details.action[open]", inside).filter((one) => !one.matches(".main") || one.contains(document.activeElement));
  for (const details of open) {
    details.open = false;
    find("summary", details).focus();
  }
  return open.length > 0;
}
