// The page for filing a report: short steps, each a section shown alone whose name the address has,
// and all answers to check before anything is sent. What a step needs is loaded when it is opened,
// and what sending needs with the first thing typed.
import * as drafts from "./draft.js";
import "./quickexit.js";
import {
  clearProblems, day, el, find, findAll, goTo, language, number, pointInWords, ready, RECEIPT, say, show, showProblems, t, tab,
} from "./page.js";

const form = find("#filing form");
const summary = find("#summary");
const status = find("#sending");
const buttons = { next: find("#next"), send: find("#send"), back: find("#back") };
const steps = findAll("[data-step]", form);
const names = steps.map((step) => step.dataset.step);
const draft = drafts.open();
const ENOUGH = 20; // characters of text before similar reports are looked for
// What the service closes and masks by itself, as far as a few plain words tell it: who writes these
// is proposed it at once, and nothing of theirs is compared meanwhile.
const RISKY = new RegExp(`\\b(?:${[
  "pungli|pungutan liar|minta uang|meminta uang|dimintai uang|uang pelicin|suap|menyuap|disuap|sogok|sogokan|menyogok|disogok|gratifikasi",
  "korup|korupsi|koruptor|memeras|diperas|pemerasan|diancam|mengancam|ancaman|dianiaya|penganiayaan|disiksa|dipukul|dipukuli|memukul|memukuli",
  "pelecehan|melecehkan|dilecehkan|perkosaan|diperkosa|memperkosa|cabul|dicabuli|mencabuli|meraba|diraba",
  "bribe|bribes|bribery|extort|extortion|corrupt|corruption|threatened|beaten|harassed|harassment|rape|raped|molested",
].join("|")})\\b`, "i");

// What is not in a field of the form itself: the place, with its words, and what was picked;
// `barred` are the agencies that it is kept from, `not_to` in the API.
const answers = { location: {}, place: "", category: null, agency: null, barred: [] };
const LISTED = { not_to: "#not-to", category: "#category", agency_id: "#agency" }; // fields whose words count once they are picked
const told = {}; // of such a field, the words whose writer knows that they are in no list
let attachments = null; // the field of files, once its step was opened
let checked = false; // whether the answers were looked at: then each step leads back to them

const text = (name) => find(`[name="${name}"]`, form).value.trim();
const picked = (name) => find(`[name="${name}"]:checked`, form)?.value;
const pick = (name, value) => {
  for (const choice of findAll(`[name="${name}"]`, form)) choice.checked = choice.value === value;
};

/** What stands in the fields of lists and was not picked. */
function unlisted() {
  const chosen = { category: answers.category, agency_id: answers.agency };
  const typed = Object.entries(LISTED).map(([field, input]) => [field, chosen[field] ? "" : find(input, form).value.trim()]);
  return Object.fromEntries(typed.filter(([, words]) => words));
}

function values() {
  return {
    privacy: picked("privacy"),
    at_risk: picked("at_risk"),
    classification: picked("classification"),
    when: picked("when"),
    ...Object.fromEntries(["title", "body", "incident_date", "address"].map((name) => [name, text(name)])),
    ...answers,
    unlisted: unlisted(),
  };
}

const NAMED = { today: 0, yesterday: 1 }; // days that have a name, by how many days ago

/** The person's own day, so many days ago, as year-month-day. */
const daysAgo = (n) => new Date(Date.now() - n * 86_400_000).toLocaleDateString("sv");

/** The latest "today" of the three zones: the API refuses what is in the future in all of them. */
const latestDay = () => new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 10);

/** The day it happened, as far as it is known, as the API has it. */
function dated({ when, incident_date }) {
  if (when === "unknown") return { incident_date_precision: when };
  return { incident_date, ...(when === "approximate" ? { incident_date_precision: when } : {}) };
}

/** The same in words; nothing before it was said. */
function dayInWords({ when, incident_date: date }) {
  if (when === "unknown") return t("filing.when_unknown");
  if (!when || !date) return "";
  return when === "approximate" ? t("filing.about_day", { day: day(date) }) : day(date);
}

/** The body of the filing call, as the form stands. */
function complaint() {
  const filled = values();
  const { privacy, at_risk: risk, classification, title, body, address, location, category, agency, barred } = filled;
  const email = text("reporter.email");
  return {
    classification,
    title,
    body,
    ...(classification === "complaint" ? dated(filled) : {}),
    location: { ...location, ...(address ? { address } : {}) },
    ...(category ? { category: category.value } : {}),
    ...(agency ? { agency_id: agency.value } : {}),
    anonymous: privacy === "masked",
    confidential: privacy !== "open",
    ...(risk ? { at_risk: risk === "yes" } : {}),
    ...(barred.length ? { not_to: barred.map(({ id }) => id) } : {}),
    ...(email ? { reporter: { email, language } } : {}),
  };
}

// The draft

let saving = null; // what was changed and is not saved yet
function save() {
  clearTimeout(saving);
  saving = setTimeout(saveNow, 300);
}

function saveNow() {
  clearTimeout(saving);
  saving = null;
  const kept = values();
  if (form.hidden || !(kept.title || kept.body || kept.privacy)) return;
  // Files cannot be kept over a reload, but how many there were can.
  const files = attachments ? attachments.count : draft.values.files;
  draft.values = { ...kept, ...(files ? { files } : {}) };
  draft.contact = { email: text("reporter.email") };
  drafts.save(draft);
  say(find("#draft-note"), t(drafts.mayStay(kept) ? "file.draft_saved" : "filing.draft_in_tab"));
  show(find("#discard"));
}

/** How a day that was kept is called now: what was today when it was written may be yesterday. */
function remembered({ when, incident_date: date }) {
  if (when === "approximate" || when === "unknown" || !date) return when in NAMED ? undefined : when;
  return Object.keys(NAMED).find((name) => daysAgo(NAMED[name]) === date) ?? "exact";
}

/** Fill in what was kept, but for what was typed while this page loaded. */
function restore() {
  if (!draft.restored) return;
  const kept = draft.values;
  for (const name of ["privacy", "at_risk", "classification"]) pick(name, picked(name) ?? kept[name]);
  for (const name of ["title", "body", "incident_date", "address"]) find(`[name="${name}"]`, form).value ||= kept[name] ?? "";
  find(`[name="reporter.email"]`, form).value ||= draft.contact.email ?? "";
  for (const [field, words] of Object.entries(kept.unlisted ?? {})) find(LISTED[field], form).value ||= words;
  if (!picked("when")) pick("when", remembered(kept));
  for (const name of Object.keys(answers)) answers[name] = kept[name] ?? answers[name];
  say(find("#draft-note"), [t("file.draft_restored"), kept.files && t("filing.files_again", { n: kept.files })].filter(Boolean).join(" "));
  show(find("#discard"));
}

// Who may read it

let changes = 0; // how often the report has become another
/** What waits would go by itself as it was, and what is being sent would be tried again. */
function outdate() {
  changes += 1;
  drafts.dequeue();
}

/** Make the report closed and masked, and say why where it is the service that wants it so. */
function protect(why = "") {
  if (picked("privacy") !== "masked") outdate();
  pick("privacy", "masked");
  say(find("#sensitive"), why);
}

function refresh() {
  if (form.hidden) return; // sent, or left at once while something was on its way
  const { privacy, classification, when, title, body, barred } = values();
  show(find("#date-field"), (classification ?? "complaint") === "complaint");
  show(find("#on-day"), when === "exact" || when === "approximate");
  show(find(".seen"), Boolean(privacy));
  const hidden = privacy !== undefined && privacy !== "open";
  find("#seen").replaceChildren(...[
    hidden ? "seen.public_confidential" : "seen.public",
    privacy === "masked" ? "seen.agency_anonymous" : "seen.agency",
    hidden && "seen.office",
    "seen.above",
    "seen.identity",
    "seen.tighten",
    hidden && "seen.device",
  ].filter(Boolean).map((key) => el("li", {}, t(key))));
  if (privacy || title || body) open("secrecy");
  const barring = hidden || barred.length > 0;
  show(find("#keep-from"), barring);
  if (barring) open("barring");
  const worry = privacy === "open" && worrying();
  say(find("#risky"), worry ? t(`filing.${worry}`) : "");
  show(find("#protect"), Boolean(worry));
  say(find("#body-privacy"), t(hidden ? "privacy.sends_nothing_closed" : privacy && !worry ? "privacy.sends" : "privacy.sends_nothing"));
  say(find("#unproposed"), hidden ? t("filing.unproposed_closed") : worry ? t(`filing.unproposed_${worry}`) : "");
  say(find("#contact-alone"), hidden ? t("filing.contact_alone") : "");
  find("#email").autocomplete = privacy === "masked" ? "off" : "email"; // a browser knows whose it is
  say(find("#body-count"), t("file.body_count", { n: number(body.length) }));
  if (question()) open("alike");
  alike?.changed();
}

/** What in the words speaks against an open report: "risky", "secret", or nothing. */
function worrying() {
  const words = `${text("title")}\n${text("body")}`;
  if (RISKY.test(words)) return "risky";
  return asksForSecrecy?.(words) ? "secret" : "";
}

/** Whether anything may leave the phone early: only what all may read, and nothing speaks against that. */
const mayAsk = () => picked("privacy") === "open" && asksForSecrecy && !worrying();

/** What similar reports are looked for by. */
function question() {
  const { title, body, location } = values();
  if (!mayAsk() || body.length < ENOUGH) return null;
  const { region_code: region } = location;
  return { text: `${title}\n${body}`.slice(0, 10_000), ...(region ? { region_code: region } : {}) };
}

/** What likely agencies are looked for by; as early, and as little, as similar reports. */
function askedOf() {
  const asked = question();
  const { location, address } = values();
  return asked && { text: asked.text, location: { ...location, ...(address.length > 2 ? { address } : {}) } };
}

/** The region that a point lies in, as early as similar reports; else it stays here. */
async function whereIs(point) {
  if (!mayAsk()) return null;
  const { call } = await import("./api.js");
  try {
    return (await call("POST", "v1/advice", { body: { location: point } })).region_code;
  } catch {
    return null; // it is chosen by hand then
  }
}

let alike = null; // similar reports, once loaded

// What is loaded when it is wanted

const changed = (more) => {
  const before = JSON.stringify(complaint());
  Object.assign(answers, more);
  if (JSON.stringify(complaint()) !== before) outdate();
  refresh();
  save();
};

let where = null; // the fields of the place, once loaded
let choice = null; // those of category and agency
let asksForSecrecy = null; // reads the words for it, once loaded; until then nothing is asked by them

const parts = {
  barring: async () => {
    const { chooseBarred } = await import("./agencies.js");
    chooseBarred(answers, (barred) => changed({ barred }));
  },
  alike: async () => {
    const { similar } = await import("./similar.js");
    alike = similar(question);
    alike.changed();
  },
  secrecy: async () => {
    ({ asksForSecrecy } = await import("./secrecy.js"));
    refresh();
    if (current() === "agency") choice?.renew(); // what could not be asked for before
  },
  place: async () => {
    const { place } = await import("./place.js");
    where = place(answers.location, (location, words) => changed({ location, place: words }), whereIs);
  },
  agency: async () => {
    const { chooseAgency } = await import("./agencies.js");
    choice = chooseAgency(answers, (more) => {
      if (more.category?.sensitive) protect(t("file.sensitive"));
      changed(more);
    }, askedOf);
    if (current() === "agency") choice.renew();
  },
  photos: async () => {
    const { attachmentField } = await import("./attach.js");
    attachments = attachmentField((point) => {
      changed({ location: { ...answers.location, ...point } });
      where?.setPoint(point.latitude, point.longitude);
      say(find("#photos-note"), t("file.located", { place: pointInWords(point) }));
    });
    find("#attachments").replaceWith(attachments.node);
    attachments.missing(draft.values.files ?? 0);
  },
};

const opened = new Map(); // part -> when it is there
/** Load a part of the form once; what cannot be loaded now can be tried again. */
function open(name) {
  if (!opened.has(name)) {
    opened.set(name, parts[name]().catch(() => {
      opened.delete(name);
      say(status, t("filing.unavailable"), "bad");
    }));
  }
}

let loading = null;
function sending() {
  loading ??= import("./send.js");
  loading.catch(() => { loading = null; });
  return loading;
}

let registered = false;
/** Let the page open without a network from now on. Where that cannot be, it is as it was. */
function stayOpenOffline() {
  if (registered) return;
  registered = true;
  navigator.serviceWorker?.register(new URL("../../worker.js", import.meta.url)).catch(() => {});
}

// The steps

function current() {
  const name = location.hash.slice(1);
  return names.includes(name) ? name : names[0];
}

function enter() {
  const name = current();
  const at = names.indexOf(name);
  for (const step of steps) show(step, step.dataset.step === name);
  say(find("#step"), t("filing.step", { n: at + 1, of: names.length }));
  buttons.back.href = `#${names[at - 1]}`;
  show(buttons.back, at > 0);
  show(buttons.next, name !== "check");
  show(buttons.send, name === "check");
  say(status, "");
  if (name in parts) open(name);
  if (name === "agency") choice?.renew();
  if (name === "check") review();
  if (at) document.title = t("filing.title", { step: find("h1", steps[at]).textContent });
}

/** Open a step that is not open. */
function go(name) {
  if (name === current()) return;
  history.pushState(null, "", `#${name}`);
  arrive();
}

function arrive() {
  enter();
  goTo(find("h1", steps[names.indexOf(current())]));
  scrollTo(0, 0);
}

/** What the person can get right before anything is sent; the API checks everything again. */
function problems() {
  const { privacy, classification, when, title, body, incident_date: date, location, address } = values();
  const found = [];
  const wrong = (field, key) => found.push({ field, message: t(key) });
  if (!privacy) wrong("privacy", "problem.choose");
  if (!classification) wrong("classification", "problem.choose");
  if (title.length < 5 || title.length > 150) wrong("title", "problem.title_length");
  if (body.length < 10 || body.length > 10_000) wrong("body", "problem.body_length");
  if (!location.region_code && !address && location.latitude === undefined) wrong("location", "problem.place");
  if ((classification ?? "complaint") === "complaint") {
    if (!when) wrong("incident_date", "problem.choose");
    else if (when !== "unknown" && !date) wrong("incident_date.day", "problem.date");
    else if (when !== "unknown" && date > latestDay()) wrong("incident_date.day", "problem.in_future");
  }
  const email = text("reporter.email");
  if (email && !/^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(email)) wrong("reporter.email", "problem.email");
  return [...found, ...unmatched()];
}

/**
 * What was typed and is in no list: said once, and whoever then goes on leaves it to us. Whom a
 * report must not reach we cannot find for anybody: that is picked, or is not there.
 */
function unmatched() {
  return Object.entries(unlisted()).filter(([field, words]) => told[field] !== words).map(([field, words]) => ({
    field, words, optional: field !== "not_to", message: t(field === "not_to" ? "problem.unmatched" : "problem.unlisted", { words }),
  }));
}

/** Whether what is asked is asked in this step. */
const asks = (step, { field }) => Boolean(find(`[data-step="${step}"] [data-field="${field}"]`, form));

const leftToUs = (words) => words && t("filing.unlisted", { words });

function review() {
  checked = true;
  const filled = values();
  const { privacy, at_risk: risk, classification, title, body, place, address, category, agency, barred } = filled;
  const files = attachments?.count ?? 0;
  const rows = [
    ["privacy", "file.privacy", privacy && t(`privacy.${privacy}`)],
    ["privacy", "file.at_risk", risk && t(`file.at_risk_${risk}`)],
    (privacy !== "open" || barred.length > 0) && ["privacy", "file.not_to", barred.map(({ name }) => name).join(", ")],
    ["story", "file.what", classification && t(`class.${classification}`)],
    ["story", "file.title_field", title],
    ["story", "file.body", body],
    ["place", "file.where", [address, place].filter(Boolean).join(", ")],
    (classification ?? "complaint") === "complaint" && ["place", "file.date", dayInWords(filled)],
    ["agency", "file.category", category?.label ?? leftToUs(filled.unlisted.category)],
    ["agency", "file.agency", agency?.label ?? leftToUs(filled.unlisted.agency_id)],
    ["photos", "filing.photos", files && t("filing.files", { n: files })],
    ["contact", "file.email", text("reporter.email")],
  ];
  find("#answers").replaceChildren(...rows.filter(Boolean).map(([step, name, answer]) => el("div", {},
    el("dt", {}, t(name)),
    el("dd", { class: "words" }, answer || el("span", { class: "faint" }, t("filing.empty"))),
    el("dd", {}, el("a", { href: `#${step}` }, t("filing.change"), el("span", { class: "unseen" }, ` ${t(name)}`))))));
  attachments?.added().then(() => attachments.count === files || review(), () => {}); // what cannot be added is said there
}

/** Show problems at their fields; what was in no list counts as said then. */
function pointOut(found) {
  showProblems(form, found, summary);
  const optional = found.filter((problem) => problem.optional);
  for (const { field, words } of optional) told[field] = words;
  if (optional.length === found.length) say(summary, ""); // nothing has to be mended
}

async function submit(event) {
  event.preventDefault();
  if (buttons.send.disabled) return;
  saveNow();
  clearProblems(form);
  say(summary, "");
  const name = current();
  const found = problems();
  if (name !== "check") {
    const here = found.filter((problem) => asks(name, problem));
    if (here.length) pointOut(here);
    else go(checked ? "check" : names[names.indexOf(name) + 1]);
    return;
  }
  const wrong = found.filter((problem) => !problem.optional); // what is left to us stands among the answers
  if (wrong.length) return void pointOut(wrong);
  await fileReport(complaint());
}

/** Send `body` and show the receipt, or say why there is none. */
async function fileReport(body) {
  if (buttons.send.disabled) return;
  buttons.send.disabled = true;
  form.setAttribute("aria-busy", "true");
  try {
    await attempt(body);
  } finally {
    buttons.send.disabled = false;
    form.removeAttribute("aria-busy");
  }
}

async function attempt(body) {
  const before = changes;
  const latest = () => (changes === before ? body : complaint());
  let part;
  try {
    part = await sending();
  } catch {
    return void say(status, t("filing.unsendable"), "bad");
  }
  try {
    const { receipt, mailed, title, note } = await part.send(draft, body, latest);
    if (form.hidden) return; // left at once, or discarded, meanwhile
    if (receipt) return finish(part, { ...receipt, mailed, title }, note);
    saveNow();
    say(status, t("file.as_new"), "bad");
  } catch (failure) {
    if (form.hidden) return; // as above: nothing is kept again
    say(status, "");
    if (failure.lost && latest() !== body) {
      say(status, t("filing.outdated"), "bad");
    } else if (failure.lost) {
      drafts.queue(draft, body);
      const where = drafts.tellsWho(body) ? "filing.waits_in_page" : "filing.waits_in_tab";
      say(status, t(drafts.mayStay(draft.values) ? "filing.waits" : where), "bad");
    } else {
      drafts.dequeue();
      if (failure.fields?.length) return void showProblems(form, failure.fields, summary);
      say(status, part.explain(failure), "bad");
    }
  }
  goTo(buttons.send);
}

/** Send what waits for a network. */
function sendQueued() {
  const body = drafts.queued(draft);
  if (!body || form.hidden) return;
  go("check");
  fileReport(body);
}

/** Show the receipt. The address forgets the steps, and the device the draft. */
function finish(part, receipt, note) {
  clearTimeout(saving);
  saving = null;
  drafts.discard();
  form.reset();
  form.hidden = true;
  alike?.changed();
  history.replaceState(null, "", location.pathname);
  document.title = t("receipt.h1");
  part.finish(receipt, note, attachments);
}

function start() {
  find("#date").max = latestDay();
  if ([...new FormData(form).values()].some(Boolean)) save(); // typed while this page loaded
  restore();
  if (picked("at_risk") === "yes") protect(); // so too, or before
  refresh();
  enter();
  form.addEventListener("input", ({ target }) => {
    outdate(); // what is being changed waits to be sent by hand
    if (target.name === "at_risk" && target.value === "yes") protect();
    if (target.name === "privacy") {
      say(find("#sensitive"), "");
      if (target.value !== "masked" && picked("at_risk") === "yes") pick("at_risk");
    }
    if (target.value in NAMED) find("#date").value = daysAgo(NAMED[target.value]);
    if (picked("privacy") === "open") open("alike");
    refresh();
    save();
    sending().then(({ prepare }) => prepare(), () => {}); // sending tries to load it again
    stayOpenOffline();
  });
  find("#protect").addEventListener("click", () => {
    protect();
    refresh();
    save();
    say(find("#risky"), t("filing.protected"), "good");
    goTo(find("#body")); // the button is gone
  });
  for (const field of findAll("#title, #body")) field.addEventListener("change", () => alike?.look());
  form.addEventListener("submit", submit);
  form.addEventListener("reveal", ({ target }) => go(target.closest("[data-step]").dataset.step));
  addEventListener("hashchange", arrive);
  find("#discard").addEventListener("click", () => {
    if (!confirm(t("file.discard_sure"))) return;
    clearTimeout(saving);
    saving = null;
    outdate();
    drafts.discard();
    form.reset();
    form.hidden = true; // nothing is kept again on the way out
    attachments?.clear();
    history.replaceState(null, "", location.pathname);
    location.reload();
  });
  addEventListener("pagehide", () => { if (saving) saveNow(); }); // only then: another tab may have sent or discarded it
  addEventListener("online", sendQueued);
  ready();
  sendQueued();
}

const receipt = tab.get(RECEIPT);
if (receipt) import("./receipt.js").then(({ showReceipt }) => showReceipt(receipt));
else start();
