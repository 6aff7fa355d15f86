// The language of the page: Indonesian unless the reader chose English; the choice is remembered.
import { find, findAll } from "./dom.js";

const REMEMBERED = "lapor.language";

function remembered() {
  try {
    return localStorage.getItem(REMEMBERED);
  } catch {
    return null; // storage is blocked: the default language still works
  }
}

export const language = remembered() === "en" ? "en" : "id";
const strings = {};

/** Read more words: those of one page or part, `officer`, or without a name those of all. */
export async function learn(part) {
  const words = await import(part ? `./${language}.${part}.js` : `./${language}.js`);
  Object.assign(strings, words.default);
}

const { words } = document.documentElement.dataset; // the parts that this page says
await Promise.all(["", ...(words ? words.split(" ") : [])].map(learn));

const LOCALE = language === "en" ? "en-GB" : "id-ID";

export const has = (key) => key in strings;

/** The string under `key` with `{name}` parts filled in. */
export function t(key, parts = {}) {
  return (strings[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => parts[name] ?? whole);
}

const DATE = { day: "numeric", month: "long", year: "numeric" };
const DAY = { ...DATE, weekday: "long" };
const MOMENT = { ...DATE, hour: "2-digit", minute: "2-digit" };

function parsed(value) {
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? null : date;
}

/** A moment (ISO 8601 with zone) or a day (`YYYY-MM-DD`) as a day in words, in the reader's zone. */
export function day(value, parts = DAY) {
  const date = value && parsed(/^\d{4}-\d{2}-\d{2}$/.test(value) ? `${value}T12:00:00` : value);
  return date ? date.toLocaleDateString(LOCALE, parts) : "–";
}

/** The same without the day of the week. */
export const date = (value) => day(value, DATE);

export function moment(value) {
  const date = value && parsed(value);
  return date ? date.toLocaleString(LOCALE, MOMENT) : "–";
}

export const number = (value) => value.toLocaleString(LOCALE);

/** An agency's id as a readable name: `kota-surabaya` becomes `Kota Surabaya`. */
export const readable = (id) => (id ?? "").split("-").map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(" ");

function translate() {
  document.documentElement.lang = language;
  for (const node of findAll("[data-t]")) node.textContent = t(node.dataset.t);
  for (const node of findAll("[data-t-label]")) node.setAttribute("aria-label", t(node.dataset.tLabel));
  document.title = t(find("title").dataset.t);
}

// Reloading keeps the page simple; drafts, receipts and sessions survive it in this tab.
find("#language").addEventListener("click", () => {
  try {
    localStorage.setItem(REMEMBERED, language === "en" ? "id" : "en");
  } catch {
    return;
  }
  location.reload();
});
find("#language").lang = language === "en" ? "id" : "en";
if (language !== "id") translate();
