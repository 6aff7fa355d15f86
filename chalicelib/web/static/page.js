// What every page is made of: its elements, what the browser keeps, the words in the reader's
// language, and problems at the fields of a form. One module, because each is one more answer to
// wait for on a slow network.

// Elements. Text always goes in as text: nothing here parses HTML.
export const find = (selector, inside = document) => inside.querySelector(selector);
export const findAll = (selector, inside = document) => [...inside.querySelectorAll(selector)];

/**
 * A new element. Attributes that are true are set empty, those that are false, null or undefined
 * are left out; `on…` functions become listeners; children are nodes or text.
 */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export function show(node, visible = true) {
  node.hidden = !visible;
}

/** Bring a heading or field to the reader: into view, and focused for screen readers and keys. */
export function goTo(node) {
  if (!node.matches("a[href], button, input, select, textarea")) node.tabIndex = -1;
  node.focus({ preventScroll: true });
  node.scrollIntoView({ block: "center" });
}

/** Slide a line of links that is longer than the screen to this one, of which at least the beginning shows, and leave the page where it is. */
export function slideTo(link) {
  const line = link.parentElement;
  line.scrollLeft = link.offsetLeft - line.offsetLeft - Math.max(0, (line.clientWidth - link.offsetWidth) / 2);
}

/** Say something in a live region; the region stays in the page so that it is announced. */
export function say(region, text, kind = "") {
  region.textContent = text;
  region.dataset.kind = kind;
}

/** What stands after the name of a field that may stay empty; read out, it is a word of its own. */
export const optionalMark = () => [" ", el("span", { class: "optional" }, t("optional"))];

let made = 0;
/** A fresh id for tying a label or a hint to its field. */
export const freshId = (prefix) => `${prefix}-${++made}`;

let keeps = true; // until all is forgotten: what is on its way by then may come yet, and leaves nothing

// What the browser keeps. `tab` is gone with the tab; `device` stays. Blocked storage is no error:
// the pages then simply forget.
function area(storage) {
  const attempt = (act) => {
    try {
      return act(window[storage]);
    } catch {
      return null;
    }
  };
  return {
    get: (key) => attempt((kept) => JSON.parse(kept.getItem(key))),
    set: (key, value) => keeps && attempt((kept) => kept.setItem(key, JSON.stringify(value))),
    drop: (key) => attempt((kept) => kept.removeItem(key)),
  };
}

export const tab = area("sessionStorage");
export const device = area("localStorage");

const SECRETS = "lapor.secrets";
/** Receipt secrets of this tab, by report number. They never leave sessionStorage. */
export const secretOf = (id) => tab.get(SECRETS)?.[id] ?? "";
export function keepSecret(id, secret) {
  tab.set(SECRETS, { ...tab.get(SECRETS), [id]: secret });
}
export function dropSecret(id) {
  const { [id]: _, ...others } = tab.get(SECRETS) ?? {};
  tab.set(SECRETS, others);
}

/** The receipt that is shown, so that a reload in this tab does not lose what is shown once. */
export const RECEIPT = "lapor.receipt";

/** The number of the report that is followed in this tab. */
export const TRACKED = "lapor.tracked";

/** What was typed on a form and not sent yet (`stepforms.js`). */
export const TYPED = "lapor.typed";

/** The reports that this device remembers (`remembered.js`). */
export const REMEMBERED = "lapor.remembered";

/** What officers have written and not sent (`unsent.js`). */
export const UNSENT = "lapor.unsent";

// Everything the pages keep about a person's reports, and what they wrote, under the names the other modules use.
const OF_REPORTS = [
  SECRETS, RECEIPT, TRACKED, "lapor.draft", "lapor.queued", "lapor.contact", "lapor.sent", TYPED, REMEMBERED, UNSENT,
];

/** Whether tab or device hold anything of reports. */
export const anyReports = () => OF_REPORTS.some((key) => tab.get(key) ?? device.get(key));

/**
 * Forget every report on this device: numbers, secrets, receipts, drafts and contacts, also those of officers.
 * Until it is loaded again, this page keeps nothing any more.
 */
export function forgetReports() {
  keeps = false;
  for (const key of OF_REPORTS) {
    tab.drop(key);
    device.drop(key);
  }
}

// Words, in the language that the reader chose, which is remembered, or else in the one of two that
// the browser asks for first. Whoever reads another language of Indonesia reads Indonesian too, and
// so does whoever asks for neither. ("in" is what old telephones call Indonesian.)
const LANGUAGE = "lapor.language";
const SPOKEN = [[/^en\b/, "en"], [/^(id|in)\b|-ID$/, "id"]];

function remembered() {
  try {
    return localStorage.getItem(LANGUAGE);
  } catch {
    return null; // storage is blocked: the default language still works
  }
}

const spoken = (tag) => SPOKEN.find(([pattern]) => pattern.test(tag))?.[1];
const chosen = remembered();
export const language = ["id", "en"].includes(chosen) ? chosen : navigator.languages.map(spoken).find(Boolean) ?? "id";
const strings = {};

/** Read more words: all that a page says, or those of a part that is loaded when it is wanted. */
export async function learn(name) {
  const words = await import(`./${language}.${name}.js`);
  Object.assign(strings, words.default);
}

// Before the words have come, for somebody may press at once. Reloading keeps the page simple;
// drafts, receipts and sessions survive it in this tab.
find("#language").addEventListener("click", () => {
  try {
    localStorage.setItem(LANGUAGE, language === "en" ? "id" : "en");
  } catch {
    return;
  }
  location.reload();
});
find("#language").lang = language === "en" ? "id" : "en";

await learn(document.documentElement.dataset.words);

const LOCALE = language === "en" ? "en-GB" : "id-ID";

export const has = (key) => key in strings;

const BY_NUMBER = /\{(\w+):((?:[^{|}]|\{\w+\})*)\|((?:[^{|}]|\{\w+\})*)\}/g;

/** The string under `key` with `{name}` parts filled in, and of `{name:of one|of others}` what fits that number. */
export function t(key, parts = {}) {
  return (strings[key] ?? key)
    .replace(BY_NUMBER, (_, name, one, others) => (String(parts[name]) === "1" ? one : others))
    .replace(/\{(\w+)\}/g, (whole, name) => parts[name] ?? whole);
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

/** How many days off a moment is, in words: "besok", "dalam 3 hari", "2 hari yang lalu". */
export function daysFromNow(value, now = new Date()) {
  const midnight = (at) => new Date(at.getFullYear(), at.getMonth(), at.getDate());
  const days = Math.round((midnight(new Date(value)) - midnight(now)) / 86_400_000);
  return new Intl.RelativeTimeFormat(LOCALE, { numeric: "auto" }).format(days, "day");
}

export function moment(value) {
  const date = value && parsed(value);
  return date ? date.toLocaleString(LOCALE, MOMENT) : "–";
}

export const number = (value) => value.toLocaleString(LOCALE);

/** A point as exactly as it is sent. */
export const pointInWords = ({ latitude, longitude }) =>
  [latitude, longitude].map((degrees) => degrees.toLocaleString(LOCALE, { minimumFractionDigits: 4 })).join("; ");

/** An agency's id as a readable name: `kota-surabaya` becomes `Kota Surabaya`. */
export const readable = (id) => (id ?? "").split("-").map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(" ");

function translate() {
  document.documentElement.lang = language;
  for (const node of findAll("[data-t]")) node.textContent = t(node.dataset.t);
  for (const node of findAll("[data-t-label]")) node.setAttribute("aria-label", t(node.dataset.tLabel));
  document.title = t(find("title").dataset.t);
}

if (language !== "id") {
  translate();
  document.getElementById(location.hash.slice(1))?.scrollIntoView(); // other words moved it
}

// The menu lies over the page: it folds when somebody turns to what is below it.
const menu = find(".menu");
document.addEventListener("click", ({ target }) => { if (!menu.contains(target)) menu.open = false; });
document.addEventListener("keydown", ({ key }) => {
  if (key !== "Escape" || !menu.open) return;
  menu.open = false;
  find("summary", menu).focus();
});

// Problems shown at the field they are about. A field is any element with `data-field`, holding a
// control and a `.problem` paragraph; the names are the API's own dotted paths.

function controls(field) {
  return findAll("input, select, textarea", field);
}

function clearField(field) {
  const note = find(":scope > .problem", field);
  if (note) note.textContent = "";
  field.classList.remove("wrong");
  for (const control of controls(field)) control.removeAttribute("aria-invalid");
}

export function clearProblems(form) {
  findAll("[data-field]", form).forEach(clearField);
}

const summaries = new WeakMap(); // form -> where its problems were counted

/** What is being corrected is no longer marked as wrong. */
document.addEventListener("input", ({ target }) => {
  const { form } = target;
  for (let field = target.closest(".wrong"); field; field = field.parentElement.closest(".wrong")) clearField(field);
  if (form && !find(".wrong", form) && summaries.has(form)) say(summaries.get(form), "");
});

function fieldNamed(form, name) {
  const parts = String(name).split(".");
  for (; parts.length; parts.pop()) {
    const field = find(`[data-field="${CSS.escape(parts.join("."))}"]`, form);
    if (field) return field;
  }
  return null;
}

const labelOf = (field) => find("legend, label", field)?.firstElementChild?.textContent ?? find("legend, label", field)?.textContent ?? "";

function goToField(field) {
  goTo(controls(field).find((control) => !control.disabled && !control.hidden) ?? field);
}

/** A way to a field, also to one in a part of the form that is not shown: who hides it hears `reveal`. */
function linkTo(field, message) {
  const label = labelOf(field);
  return el("a", { href: "", onclick: (event) => {
    event.preventDefault();
    field.dispatchEvent(new Event("reveal", { bubbles: true }));
    goToField(field);
  } }, [label, message].filter(Boolean).join(label.endsWith("?") ? " " : ": "));
}

/**
 * Show each `{field, message}` in place, and say it there alone: the focus moves to the first wrong
 * field in reading order, and its problem is read out with it. `summary` has the count of several,
 * what belongs to no field, and a list that leads to the fields in parts that are not shown; the
 * focus goes there where the first is one of them.
 */
export function showProblems(form, problems, summary) {
  clearProblems(form);
  summaries.set(form, summary);
  const homeless = [];
  const links = [];
  for (const { field: name, message } of problems) {
    const field = fieldNamed(form, name);
    if (!field) {
      homeless.push(message);
      continue;
    }
    const note = find(":scope > .problem", field);
    note.textContent = note.textContent ? `${note.textContent} ${message}` : message;
    field.classList.add("wrong");
    for (let around = field.closest("details"); around; around = around.parentElement.closest("details")) {
      around.open = true;
    }
    for (const control of controls(field)) control.setAttribute("aria-invalid", "true");
    if (!field.checkVisibility()) links.push(linkTo(field, message));
  }
  const count = problems.length > 1 || links.length ? t("form.problems", { n: problems.length }) : "";
  say(summary, (problems.length > homeless.length ? [count, ...homeless] : homeless).filter(Boolean).join(" "), "bad");
  if (links.length) summary.append(el("ul", {}, links.map((link) => el("li", {}, link))));
  const first = find(".wrong", form);
  if (first?.getClientRects().length) goToField(first);
  else goTo(summary);
}

/** Let the forms be sent: until their module runs, pressing a button would only lose what was typed. */
export function ready() {
  for (const button of findAll("button[type=submit][disabled]")) button.disabled = false;
}
