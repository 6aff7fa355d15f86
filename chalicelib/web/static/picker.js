// A searchable choice (WAI-ARIA combobox with a listbox): categories and agencies.
import { el, freshId, t } from "./page.js";

const SHOWN = 30; // more than a thumb scrolls through; typing narrows it down

const folded = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");

// What people type, and what the official lists call it.
const CALLED = {
  pungli: "pungutan liar", suap: "korupsi", sogok: "korupsi", gratifikasi: "korupsi", "mati lampu": "pemadaman listrik", "listrik padam": "pemadaman listrik",
  macet: "transportasi darat", bansos: "bantuan sosial", "lampu jalan": "penerangan jalan", pju: "penerangan jalan", bully: "perundungan",
};

/** The terms of what was typed, and those of what the lists call it. */
const soughtIn = (typed) => [typed, ...(Object.hasOwn(CALLED, typed) ? [CALLED[typed]] : [])].map((words) => words.split(/\s+/).filter(Boolean));

/** How well `text` has all `terms`: as whole words (0), at the beginnings of words (1), or within them. */
function distance(text, terms) {
  const words = folded(text).split(/[^\p{L}\p{N}]+/u);
  if (terms.every((term) => words.includes(term))) return 0;
  return terms.every((term) => words.some((word) => word.startsWith(term))) ? 1 : 2;
}

// On a phone a list stands in the page, so closing it moves what is below: not from under the finger.
let released = Promise.resolve();
addEventListener("pointerdown", () => {
  released = new Promise((done) => ["pointerup", "pointercancel"].forEach((name) => addEventListener(name, done, { once: true, capture: true })));
}, true);

/**
 * Turn a text input into a picker.
 *
 * `load(typed)` gives the choices `[{value, label, hint?}]`; it is asked at first use. When `live`,
 * it is asked as the person types, gives those that fit in their order, and nothing opens before. With `keep`, what was typed and is no choice stays. Returns `{value, label, typed, set, clear}`.
 */
export function picker(input, { load, live = false, keep = false, onchange = () => {} }) {
  const list = el("ul", { id: freshId("list"), role: "listbox", class: "choices", hidden: true });
  const count = el("p", { class: "unseen", role: "status" });
  const clearer = el("button", { type: "button", class: "quiet small", hidden: true, onclick: () => { clear(); input.focus(); } },
    t("picker.clear"));
  const holder = el("div", { class: "picker" });
  input.replaceWith(holder);
  holder.append(input, list, clearer, count);
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id, autocomplete: "off",
  })) input.setAttribute(name, value);
  input.disabled = false; // a page may have it so until it can be searched in
  list.setAttribute("aria-label", input.labels?.[0]?.textContent.trim() ?? "");

  let choices = null;
  let chosen = null;
  let active = -1;
  let asked = 0;
  let waiting = false; // for the choices to what is typed: nothing older can be chosen meanwhile

  const open = (is) => {
    list.hidden = !is;
    input.setAttribute("aria-expanded", String(is));
    if (!is) mark(-1);
  };

  function mark(index) {
    active = index;
    [...list.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === index)));
    const option = list.children[index];
    if (option?.id) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  }

  function choose(choice) {
    chosen = choice;
    input.value = choice?.label ?? "";
    clearer.hidden = !choice;
    open(false);
    onchange(choice);
  }

  function clear() {
    choose(null);
  }

  function draw() {
    const sought = soughtIn(folded(chosen ? "" : input.value).trim());
    const fitting = live ? choices : choices.filter(({ label, hint = "" }) => {
      const text = folded(`${label} ${hint}`);
      return sought.some((terms) => terms.every((term) => text.includes(term)));
    });
    if (!live && sought[0].length) {
      const far = new Map(fitting.map((choice) => [choice, Math.min(...sought.map((terms) => distance(choice.label, terms)))]));
      fitting.sort((one, other) => far.get(one) - far.get(other));
    }
    list.replaceChildren(...fitting.slice(0, SHOWN).map((choice) =>
      el("li", { role: "option", id: freshId("option"), "aria-selected": "false", onmousedown: (event) => {
        event.preventDefault(); // keep the focus in the field
        choose(choice);
      } }, el("span", {}, choice.label), choice.hint ? el("small", {}, choice.hint) : null)));
    if (fitting.length > SHOWN) list.append(el("li", { class: "more", role: "presentation" }, t("picker.more", { n: fitting.length - SHOWN })));
    if (!fitting.length) list.append(el("li", { class: "more", role: "presentation" }, t("picker.none")));
    count.textContent = fitting.length ? t("picker.count", { n: fitting.length }) : t("picker.none");
    list.fitting = Math.min(fitting.length, SHOWN);
    open(true);
  }

  async function ask() {
    const mine = ++asked;
    if (choices === null || live) {
      waiting = true;
      list.replaceChildren(el("li", { class: "more", role: "presentation" }, t("loading")));
      list.fitting = 0;
      mark(-1);
      open(true);
      const found = await load(live ? input.value.trim() : "").catch(() => null);
      if (mine !== asked) return;
      choices = found;
      waiting = false;
      if (found === null) return void list.replaceChildren(el("li", { class: "more", role: "presentation" }, t("picker.failed"))); // the next key asks again
    }
    if (document.activeElement === input) draw();
  }

  if (!live) input.addEventListener("focus", ask);
  input.addEventListener("click", () => !live && list.hidden && ask());
  input.addEventListener("input", () => {
    if (chosen) {
      chosen = null;
      clearer.hidden = true;
      onchange(null);
    }
    ask();
  });
  input.addEventListener("blur", () => {
    released.then(() => setTimeout(() => document.activeElement !== input && open(false)));
    if (chosen) return;
    const typed = folded(input.value.trim());
    const same = typed ? choices?.filter(({ label, value }) => folded(label) === typed || value === typed) : [];
    if (same?.length === 1) choose(same[0]);
    else if (!keep) input.value = ""; // only a real choice counts
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) open(false);
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list.hidden) return void ask();
      const n = list.fitting;
      if (n) mark((active + (event.key === "ArrowDown" ? 1 : -1) + n + (active < 0 && event.key === "ArrowUp" ? 1 : 0)) % n);
    } else if (event.key === "Enter" && !list.hidden && active >= 0) {
      list.children[active].dispatchEvent(new MouseEvent("mousedown", { cancelable: true }));
    } else if (event.key !== "Enter" || !waiting) return;
    event.preventDefault();
  });

  return {
    get value() { return chosen?.value ?? null; },
    get label() { return chosen?.label ?? ""; },
    /** What was typed and is no choice. */
    get typed() { return chosen ? "" : input.value.trim(); },
    set(value, label) { if (value) choose({ value, label }); },
    clear,
    /** Load the choices anew when they are next asked for; what was typed stays. */
    reload() { choices = null; },
  };
}
