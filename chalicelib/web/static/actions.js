// What an officer may do with a case, as small forms. Names and fields are the API's own.
import { call, explain, listed } from "./api.js";
import { keptField } from "./attach.js";
import { readCaseId } from "./caseid.js";
import { readCase } from "./compare.js";
import { confirmed } from "./confirm.js";
import { clearProblems, day, el, find, findAll, freshId, optionalMark, say, showProblems, t } from "./page.js";
import { picker } from "./picker.js";
import { replyChoice } from "./replies.js";
import { authorised, officer, officerCall } from "./session.js";

const REASONS = ["incomplete", "not_a_complaint", "out_of_scope", "court_case", "duplicate", "withdrawn", "spam", "abusive"];
const BASES = ["court_order", "investigation", "legal_duty", "protection", "consent"];
const CLASSES = ["complaint", "aspiration", "information_request"];

const field = (name, kind, { label = `do.${name}`, optional = false, values } = {}) => ({ name, kind, label, optional, values });

// An action that asks for nothing has no line.
const FIELDS = {
  route: [field("agency_id", "agency")],
  start: [field("note", "text", { optional: true })],
  hold: [field("question", "text")],
  withdraw_question: [field("note", "text", { label: "do.withdrawal_note", optional: true })],
  return: [field("reason", "text")],
  transfer: [field("agency_id", "agency"), field("reason", "text")],
  interim_reply: [field("text", "text"), field("expected_by", "date")],
  answer: [field("text", "text", { label: "do.answer_text" }), field("attachments", "files", { label: "attach.label", optional: true })],
  ask_contribution: [
    field("agency_id", "agency"), field("question", "text", { label: "do.contribution_question" }), field("due", "date", { optional: true }),
  ],
  withdraw_contribution: [field("agency_id", "asked")],
  contribute: [field("text", "text", { label: "do.contribution_text" })],
  archive: [field("reason", "choice", { values: REASONS.map((value) => [value, `archive_reason.${value}`]) }), field("note", "text", { optional: true })],
  merge: [field("into", "case")],
  split: [field("text", "text", { label: "do.split_text" }), field("title", "line", { optional: true }), field("agency_id", "agency", { optional: true })],
  reclassify: [
    field("classification", "choice", { optional: true, values: [["", "do.unchanged"], ...CLASSES.map((value) => [value, `class.${value}`])] }),
    field("category", "category", { optional: true }),
    field("supervisory", "flag"),
  ],
  tighten: [field("anonymous", "flag"), field("confidential", "flag")],
  assign: [field("officer_id", "officer", { optional: true })],
  note: [field("text", "text", { label: "do.note_text" })],
  resolve_appeal: [field("upheld", "verdict"), field("text", "text", { label: "do.decision_text" })],
  reopen: [field("reason", "text")],
  request_identity: [
    field("reason", "text", { label: "do.identity_reason" }),
    field("basis", "choice", { values: BASES.map((value) => [value, `legal_basis.${value}`]) }),
    field("reference", "line", { optional: true }),
    field("fields", "choices", { values: ["name", "email", "phone"].map((value) => [value, `identity_field.${value}`]) }),
    field("silent_until", "date", { optional: true }),
  ],
  refuse_identity: [field("reason", "text")],
};

// What cannot be taken back: looked at before it is done.
const FINAL = new Set([
  "answer", "archive", "merge", "transfer", "return", "split", "resolve_appeal", "tighten", "publish", "approve_identity",
]);
const REPLIED = new Set(["answer", "hold", "interim_reply", "contribute", "return"]); // where a text is often the same
const EXPLAINED = new Set(["route", "return", "transfer"]); // names that are easily taken for one another

/** What such an action does, and for whom, before it is unfolded. */
const explained = (action) => EXPLAINED.has(action) && el("small", {},
  t(officer().role === "national_admin" && action !== "return" ? `work.what_${action}_any` : `work.what_${action}`));

/** The agencies that an action on a case may name, as people call them, those of its place first. */
const agenciesFor = (action, { id }) => async (typed) => {
  const query = new URLSearchParams({ action, q: typed });
  return listed(await officerCall("GET", `complaints/${encodeURIComponent(id)}/agencies?${query}`))
    .map((agency) => ({ value: agency.id, label: agency.name, hint: agency.region_name ?? t("work.whole_country") }));
};
const categories = async () => listed(await call("GET", "v1/categories"))
  .map(({ code, name, parent }, _, all) => ({
    value: code, label: name, hint: all.find((other) => other.code === parent)?.name ?? "",
  }));

const LIST_COLLEAGUES = new Set(["agency_admin", "national_admin"]);

/** Who may do the work: whoever looks and, read when the form is wanted, colleagues; who may not list them takes and gives back. */
function colleagues(select, { assigned_to: now, agency }) {
  const { sub: me, role } = officer();
  select.append(...[["", "work.assign_nobody"], [me, "work.assign_me"]].map(([value, key]) => el("option", { value }, t(key))));
  if (now && now !== me) select.append(el("option", { value: now }, t("work.assign_colleague")));
  select.value = now ?? me;
  const list = async () => {
    const found = await authorised("GET", `v1/admin/users?limit=60&agency_id=${encodeURIComponent(agency.id)}`).then(listed, () => []);
    const { value } = select;
    const others = found.filter(({ officer_id: id, enabled }) => enabled && id !== me);
    for (const option of [...select.options]) if (others.some(({ officer_id: id }) => id === option.value)) option.remove();
    select.append(...others.map(({ officer_id: id, email }) => el("option", { value: id }, email)));
    select.value = value;
  };
  if (agency && LIST_COLLEAGUES.has(role)) select.addEventListener("focus", list, { once: true });
  return select;
}

function control(spec, id, report) {
  const common = { id, name: spec.name, "aria-describedby": `${id}-problem` };
  if (spec.kind === "text") return el("textarea", { ...common, rows: 4, maxlength: 10_000 });
  if (spec.kind === "asked") return el("select", common, report.contributions.map(({ agency }) => el("option", { value: agency.id }, agency.name)));
  if (spec.kind === "officer") return colleagues(el("select", common), report);
  if (spec.kind === "choice") return el("select", common, spec.values.map(([value, key]) => el("option", { value }, t(key))));
  return el("input", { ...common, type: spec.kind === "date" ? "date" : "text", autocomplete: "off" });
}

/** What a field is called: beside a note in the history it says who reads it, which is not everybody where the report is not public. */
const labelOf = ({ label }, { confidential, unchecked, restricted }) =>
  (label === "do.note" && (confidential || unchecked || restricted) ? "do.note_not_public" : label);

/**
 * One field: its node, `read()` giving its value for the API (undefined when empty), `told()` the
 * same in words, and `written()` and `restore(text)` for keeping what stands in it. What `check()`
 * resolves to is wrong with it. Files are sent first, by `send(door)`, which gives their numbers.
 */
function build(spec, report, action, purpose) {
  const id = freshId(`do-${spec.name}`);
  const problem = el("p", { class: "problem", id: `${id}-problem` });
  if (spec.kind === "flag") {
    const was = Boolean(report[spec.name]);
    const box = el("input", { type: "checkbox", name: spec.name, checked: was });
    const node = el("div", { class: "field", "data-field": spec.name },
      el("label", { class: "choice" }, box, el("span", {}, t(spec.label))), problem);
    return {
      node,
      read: () => (box.checked !== was ? box.checked : undefined), // only what was changed is sent
      told: () => t(box.checked ? "work.yes" : "work.no"),
      written: () => (box.checked !== was ? String(box.checked) : ""),
      restore: (value) => { box.checked = value === "true"; },
    };
  }
  if (spec.kind === "verdict") { // yes or no, of which neither is taken for granted
    const radios = ["true", "false"].map((value) => el("input", { type: "radio", name: spec.name, value, "aria-describedby": `${id}-problem` }));
    const chosen = () => radios.find((radio) => radio.checked)?.value;
    return {
      node: el("fieldset", { class: "field", "data-field": spec.name }, el("legend", {}, t(spec.label)),
        radios.map((radio) => el("label", { class: "choice" }, radio,
          el("span", {}, el("strong", {}, t(`do.${spec.name}_${radio.value}`)), el("small", {}, t(`do.${spec.name}_${radio.value}_why`))))), problem),
      read: () => chosen() && chosen() === "true",
      told: () => chosen() && t(`do.${spec.name}_${chosen()}`),
      written: () => chosen() ?? "",
      restore: (value) => { for (const radio of radios) radio.checked = radio.value === value; },
    };
  }
  if (spec.kind === "choices") {
    const boxes = spec.values.map(([value, key]) => [el("input", { type: "checkbox", name: spec.name, value, "aria-describedby": `${id}-problem` }), key]);
    const ticked = () => boxes.map(([box]) => box).filter((box) => box.checked).map((box) => box.value);
    return {
      node: el("fieldset", { class: "field", "data-field": spec.name }, el("legend", {}, t(spec.label)),
        boxes.map(([box, key]) => el("label", { class: "choice" }, box, el("span", {}, t(key)))), problem),
      read: () => (ticked().length ? ticked() : undefined),
      told: () => ticked().join(", "),
      written: () => ticked().join(" "),
      restore: (value) => { for (const [box] of boxes) box.checked = value.split(" ").includes(box.value); },
    };
  }
  if (spec.kind === "files") {
    const files = keptField(purpose);
    // What is kept over a reload is how many there were.
    return {
      node: files.node, read: () => undefined, told: () => files.count || "", send: files.send,
      written: () => String(files.count || ""), restore: (count) => files.missing(Number(count)),
    };
  }
  const input = control(spec, id, report);
  const node = el("div", { class: "field", "data-field": spec.name },
    el("label", { for: id }, t(labelOf(spec, report)), spec.optional ? optionalMark() : null),
    input, spec.kind === "text" && REPLIED.has(action) && replyChoice(input, report), problem);
  if (spec.kind === "agency" || spec.kind === "category") {
    const choice = picker(input, spec.kind === "agency" ? { load: agenciesFor(action, report), live: true, keep: true } : { load: categories });
    input.setAttribute("aria-label", t(spec.label));
    return {
      node,
      read: () => choice.value ?? undefined,
      typed: () => choice.typed,
      told: () => choice.label,
      written: () => (choice.value ? `${choice.value} ${choice.label}` : ""),
      restore: (value) => choice.set(value.split(" ", 1)[0], value.slice(value.indexOf(" ") + 1)),
    };
  }
  if (spec.kind === "case") {
    let title = "";
    const typed = () => readCaseId(input.value).id ?? input.value.trim();
    return {
      node,
      read: () => typed() || undefined,
      told: () => [typed(), title].filter(Boolean).join(" · "),
      check: async () => {
        const { id: meant, problem: wrong } = readCaseId(input.value);
        if (wrong) return t(`track.${wrong}`);
        title = await readCase(meant).then((other) => other.title, () => ""); // whether it is there, the service says
        return "";
      },
      written: () => input.value,
      restore: (value) => { input.value = value; },
    };
  }
  return {
    node,
    read: () => input.value.trim() || undefined,
    told: () => (spec.kind === "date" && input.value ? day(input.value) : input.selectedOptions?.[0].textContent ?? input.value.trim()),
    written: () => input.value,
    restore: (value) => { input.value = value; },
  };
}

/**
 * The form of one action, folded until wanted.
 *
 * `main` is whether it most likely comes next, `unfolded` whether it is open from the beginning, `unsent` what was written in it before and `keep(values)` keeps what is written now (null once
 * it was sent). `files` is how attachments reach the case, and `purpose` whose they are and what for. `done(action, answer)` runs after it was accepted, `stale(failure)` when somebody was faster.
 */
export function actionForm(action, report, { main, unfolded, send, done, stale, unsent, keep, files, purpose }) {
  const specs = FIELDS[action] ?? [];
  const built = specs.map((spec) => ({ spec, ...build(spec, report, action, purpose) }));
  const status = el("p", { class: "note", role: "status" });
  const button = el("button", { type: "submit" }, t(`action.${action}`));
  const form = el("form", { "data-action": action, novalidate: true },
    built.map(({ node }) => node), el("div", { class: "send" }, button), status);
  const keepWritten = () => keep(Object.fromEntries(built.map(({ spec, written }) => [spec.name, written()])));
  form.addEventListener("input", keepWritten);
  form.addEventListener("change", keepWritten);
  form.addEventListener("focusout", keepWritten); // a choice from a list is made without an event
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    clearProblems(form);
    const values = built.map(({ spec, read, typed }) => [spec, read(), typed?.()]);
    const missing = values.filter(([spec, value, typed]) => value === undefined && (typed || !spec.optional) && spec.kind !== "flag")
      .map(([{ name }, , typed]) => ({ field: name, message: t(typed ? "problem.not_listed" : "problem.required") }));
    if (missing.length) return void showProblems(form, missing, status);
    if (button.ariaDisabled) return; // not `disabled`: that would take the focus away
    button.ariaDisabled = "true";
    const checked = await Promise.all(built.map(async ({ spec: { name }, check }) => ({ field: name, message: await check?.() })));
    button.ariaDisabled = null;
    const wrong = checked.filter(({ message }) => message);
    if (wrong.length) return void showProblems(form, wrong, status);
    if (FINAL.has(action) && !await confirmed({
      title: t(`action.${action}`),
      follows: t(`work.follows_${action}`),
      pairs: built.map(({ spec, told }) => [t(spec.label), told()]),
      go: t(`action.${action}`),
    })) return;
    button.disabled = true;
    try {
      const body = Object.fromEntries(values.filter(([, value]) => value !== undefined).map(([{ name }, value]) => [name, value]));
      for (const { spec, send: sendFiles } of built) {
        const numbers = await sendFiles?.(files);
        if (numbers?.length) body[spec.name] = numbers;
      }
      const answer = await send({ action, version: report.version, ...body });
      keep(null);
      await done(action, answer);
    } catch (failure) {
      if (failure.replaced) return; // another officer's page stands here now
      if (failure.code === "stale") await stale(failure);
      else if (failure.fields?.length) showProblems(form, failure.fields, status);
      else say(status, explain(failure), "bad");
    } finally {
      button.disabled = false;
    }
  });
  const details = el("details", { class: main ? "action main" : "action", open: Boolean(unsent || unfolded) }, el("summary", {}, t(`action.${action}`), explained(action)), form);
  if (unsent) {
    for (const { spec, restore } of built) if (unsent[spec.name]) restore(unsent[spec.name]);
    say(status, t("work.draft_restored"));
  }
  let restored = details.open; // unfolded by the page itself, which then leaves the focus alone
  details.addEventListener("toggle", () => {
    if (!details.open || restored) {
      restored = false;
      return;
    }
    for (const other of findAll("details.action[open]", details.parentElement)) if (other !== details) other.open = false;
    find("textarea, input, select, button", form)?.focus();
  });
  return details;
}
