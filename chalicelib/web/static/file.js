// The page for filing a complaint.
import { call, challenge, explain, listed, once, Refused } from "./api.js";
import { attachmentField } from "./attach.js";
import { clearProblems, el, find, findAll, goTo, language, number, say, show, showProblems, t } from "./page.js";
import * as drafts from "./draft.js";
import { picker } from "./picker.js";
import { place } from "./place.js";
import { openReceipt, showReceipt } from "./receipt.js";
import { similar } from "./similar.js";

const form = find("#filing form");
const summary = find("#summary");
const status = find("#sending");
const send = find("#send");
const draft = drafts.open();
const ENOUGH = 20; // characters of text before similar reports are looked for
const MOST_BARRED = 5;
const CONTACT = ["name", "email", "phone"];

const where = place(() => save());
const category = picker(find("#category"), {
  load: async () => listed(await call("GET", "v1/categories"))
    .map((item, _, all) => ({
      value: item.code,
      label: item.name,
      hint: all.find(({ code }) => code === item.parent)?.name ?? "",
      sensitive: item.sensitive,
    })),
  onchange: (choice) => {
    if (choice?.sensitive) for (const name of ["anonymous", "confidential"]) find(`[name="${name}"]`, form).checked = true;
    show(find("#sensitive"), Boolean(choice?.sensitive));
    refresh();
    save();
  },
});

/** The agencies that may get the report: those of the place once it is known, of thousands. */
async function agencies() {
  const region = where.value.region_code;
  return listed(await call("GET", `v1/agencies${region ? `?region_code=${encodeURIComponent(region)}` : ""}`))
    .map((item) => ({ value: item.id, label: item.name }));
}

const agency = picker(find("#agency"), { load: agencies, onchange: () => save() });

let barred = []; // agencies that must not get the report: {id, name}
const notTo = picker(find("#not-to"), {
  load: agencies,
  onchange: (choice) => {
    if (!choice) return;
    bar([...barred.filter(({ id }) => id !== choice.value), { id: choice.value, name: choice.label }].slice(-MOST_BARRED));
    notTo.clear();
    save();
  },
});

/** Keep the report from these agencies, and list them. */
function bar(agencies) {
  barred = agencies;
  find("#barred").replaceChildren(...barred.map(({ id, name }) => el("li", {}, name, " ",
    el("button", { type: "button", class: "quiet small", onclick: () => {
      bar(barred.filter((other) => other.id !== id));
      save();
    } }, t("picker.clear")))));
}

const classification = () => find("[name=classification]:checked", form)?.value;
const text = (name) => find(`[name="${name}"]`, form).value.trim();
const atRisk = () => find("[name=at_risk]:checked", form)?.value;
const ticked = (name) => find(`[name="${name}"]`, form).checked;

function contact() {
  return Object.fromEntries(CONTACT.map((name) => [name, text(`reporter.${name}`)]).filter(([, value]) => value));
}

/** What similar reports are looked for by. Nothing leaves the phone early for who wants to be unseen. */
function question() {
  if (ticked("anonymous") || ticked("confidential")) return null;
  const [title, body] = [text("title"), text("body")];
  if (body.length < ENOUGH) return null;
  const { region_code: region } = where.value;
  return { text: `${title}\n${body}`.slice(0, 10_000), ...(region ? { region_code: region } : {}) };
}

const suggestions = similar(question);

const attachments = attachmentField(({ latitude, longitude }) => where.setPoint(latitude, longitude));

/** Send what was chosen to the case it belongs to, and say at each file what becomes of it. */
async function sendAttachments({ id, secret }) {
  if (!attachments.any) return;
  const path = `v1/complaints/${id}/attachments`;
  const headers = { "X-Receipt": secret };
  find("#receipt-seen").after(el("h2", {}, t("attach.label")), attachments.files);
  await attachments.send({
    add: (body) => once([path, body], (key) => call("POST", path, { body, headers: { ...headers, ...key } })),
    list: async () => listed(await call("GET", path, { headers })),
  }).catch(() => {}); // said at the file, with a button to try again
  await attachments.follow();
}

/** The body of the filing call, as the form stands. */
function complaint() {
  const given = contact();
  return {
    classification: classification(),
    title: text("title"),
    body: text("body"),
    ...(classification() === "complaint" ? { incident_date: text("incident_date") } : {}),
    location: where.value,
    ...(category.value ? { category: category.value } : {}),
    ...(agency.value ? { agency_id: agency.value } : {}),
    anonymous: ticked("anonymous"),
    confidential: ticked("confidential"),
    ...(atRisk() ? { at_risk: atRisk() === "yes" } : {}),
    ...(barred.length ? { not_to: barred.map(({ id }) => id) } : {}),
    ...(Object.keys(given).length ? { reporter: { ...given, language } } : {}),
  };
}

let saving = null;
function save() {
  clearTimeout(saving);
  saving = setTimeout(saveNow, 300);
}

function saveNow() {
  clearTimeout(saving);
  if (!find("#receipt").hidden) return;
  const { reporter: _, ...values } = complaint();
  if (!values.title && !values.body) return;
  values.incident_date = text("incident_date");
  values.labels = { category: category.label, agency: agency.label, barred };
  draft.values = values;
  draft.contact = contact();
  drafts.save(draft);
  say(find("#draft-note"), t("file.draft_saved"));
  show(find("#discard"));
}

function restore() {
  const { values } = draft;
  for (const name of ["title", "body", "incident_date"]) if (values[name]) find(`[name="${name}"]`, form).value = values[name];
  find("#address").value = values.location?.address ?? "";
  for (const name of ["anonymous", "confidential"]) find(`[name="${name}"]`, form).checked = Boolean(values[name]);
  for (const name of CONTACT) find(`[name="reporter.${name}"]`, form).value = draft.contact[name] ?? "";
  if (values.classification) find(`[name=classification][value="${values.classification}"]`, form).checked = true;
  if (values.at_risk !== undefined) find(`[name=at_risk][value="${values.at_risk ? "yes" : "no"}"]`, form).checked = true;
  bar(values.labels?.barred ?? []);
  category.set(values.category, values.labels?.category);
  agency.set(values.agency_id, values.labels?.agency);
  if (values.location) where.set(values.location).then(suggestions.changed);
  if (values.category || values.agency_id) find("#where-to").open = true;
  if (Object.keys(draft.contact).length) find("#contact").open = true;
  if (draft.restored) {
    say(find("#draft-note"), t("file.draft_restored"));
    show(find("#discard"));
  }
}

/** What the person can get right before anything is sent; the API checks everything again. */
function problems({ title, body, location, incident_date: date }) {
  const found = [];
  const wrong = (field, key) => found.push({ field, message: t(key) });
  if (!classification()) wrong("classification", "problem.choose");
  if (title.length < 5 || title.length > 150) wrong("title", "problem.title_length");
  if (body.length < 10 || body.length > 10_000) wrong("body", "problem.body_length");
  if (classification() === "complaint" && !date) wrong("incident_date", "problem.date");
  if (!location.region_code && !location.address && location.latitude === undefined) wrong("location", "problem.place");
  return found;
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** File `body`. The same key each time: what arrived once is not filed again. */
async function file(body) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      say(status, t("file.preparing"));
      const solution = await challenge.take();
      say(status, t("file.sending"));
      drafts.rememberSent(draft.key, body);
      return await call("POST", "v1/complaints", {
        body, headers: { "Idempotency-Key": draft.key, "X-Challenge": solution },
      });
    } catch (failure) {
      const again = failure instanceof Refused && (failure.lost || failure.status >= 502 || failure.code.startsWith("challenge"));
      if (!again || attempt === 3) throw failure;
      say(status, failure.lost ? t("file.retrying") : t("file.preparing"));
      await pause(1500 * attempt);
    }
  }
}

function finish(receipt, note) {
  clearTimeout(saving);
  drafts.discard();
  form.reset();
  suggestions.changed();
  showReceipt(receipt, note);
  sendAttachments(receipt);
}

/** An earlier version arrived although its answer was lost: ask for that one's receipt. */
async function recover() {
  for (const earlier of drafts.sentUnder(draft.key)) {
    try {
      return finish(await file(earlier), t("file.earlier_arrived"));
    } catch (failure) {
      if (failure.code !== "idempotency_mismatch") throw failure;
    }
  }
  drafts.renewKey(draft);
  saveNow();
  return say(status, t("file.as_new"), "bad");
}

async function submit(event) {
  event.preventDefault();
  if (send.disabled) return;
  saveNow();
  clearProblems(form);
  say(summary, "");
  const body = complaint();
  const found = problems(body);
  if (found.length) return void showProblems(form, found, summary);
  send.disabled = true;
  form.setAttribute("aria-busy", "true");
  try {
    finish(await file(body));
  } catch (failure) {
    say(status, "");
    if (failure.code === "idempotency_mismatch") {
      await recover().catch((again) => say(status, explain(again), "bad"));
    } else if (failure.fields?.length) {
      drafts.forgetSent();
      showProblems(form, failure.fields, summary);
    } else {
      say(status, failure.lost ? t("file.unsent") : explain(failure), "bad");
      goTo(send);
    }
  } finally {
    send.disabled = false;
    form.removeAttribute("aria-busy");
  }
}

function refresh() {
  show(find("#date-field"), (classification() ?? "complaint") === "complaint");
  const [anonymous, confidential] = [ticked("anonymous"), ticked("confidential")];
  find("#seen").replaceChildren(...[
    confidential ? "seen.public_confidential" : "seen.public",
    anonymous ? "seen.agency_anonymous" : "seen.agency",
    "seen.identity",
    "seen.tighten",
  ].map((key) => el("li", {}, t(key))));
  say(find("#body-count"), t("file.body_count", { n: number(text("body").length) }));
  suggestions.changed();
}

function start() {
  // The latest "today" of the three zones: the API refuses what is in the future in all of them.
  find("#date").max = new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 10);
  find("#attachments").replaceWith(attachments.node);
  restore();
  refresh();
  form.addEventListener("input", ({ target }) => {
    if (target.name === "at_risk" && target.value === "yes") {
      for (const name of ["anonymous", "confidential"]) find(`[name="${name}"]`, form).checked = true;
    }
    refresh();
    save();
    challenge.prepare();
  });
  for (const field of findAll("#title, #body, #regency")) field.addEventListener("change", suggestions.look);
  form.addEventListener("submit", submit);
  for (const select of findAll("#province, #regency")) {
    select.addEventListener("change", () => [agency, notTo].forEach((one) => one.value || one.reload()));
  }
  find("#discard").addEventListener("click", () => {
    if (!confirm(t("file.discard_sure"))) return;
    clearTimeout(saving);
    drafts.discard();
    form.reset();
    attachments.clear();
    location.reload();
  });
  addEventListener("pagehide", saveNow);
}

const receipt = openReceipt();
if (receipt) showReceipt(receipt);
else start();
