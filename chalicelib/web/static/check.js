// Checking a report on the page: fetch what the service says of it, let verify.js find out what of
// it fits, and say so in words.
import { call, explain } from "./api.js";
import { date, el, find, goTo, learn, moment, optionalMark, say, t } from "./page.js";
import { examine, filedOf } from "./verify.js";

await learn("check");

const JWS = /eyJ[\w-]+\.[\w-]+\.[\w-]+/;

/** The signed receipt in a saved file, a pasted text or what a scanner read; null without one. */
const receiptIn = (text) => text.match(JWS)?.[0] ?? text.replace(/\s+/g, "").match(JWS)?.[0] ?? null;

async function saved(form) {
  const [file] = find("[type=file]", form).files;
  const text = file ? await file.text() : find("textarea", form).value;
  if (!text.trim()) return undefined;
  const receipt = receiptIn(text);
  if (!receipt) throw new Error(t("check.no_receipt"));
  return receipt;
}

/** What verify.js is given of a report `{id, secret, report, timeline()}`. */
async function gathered({ id, secret, report, timeline }, receipt) {
  const own = { headers: secret ? { "X-Receipt": secret } : {} };
  const about = (what) => call("GET", `v1/complaints/${id}/${what}`, own);
  // Before the history, which may have grown since, and never the other way round.
  const [issued, proof] = await Promise.all([secret ? about("receipt") : {}, about("proof")]);
  const [{ keys }, events] = await Promise.all([call("GET", ".well-known/jwks.json"), timeline()]);
  return {
    caseId: id, events, keys, proof,
    receipt: receipt ?? issued.receipt,
    filed: secret && filedOf(report, proof.filed_salt),
  };
}

const SENTENCES = {
  history: { good: "check.history.good", bad: "check.history.bad", unknown: "check.history.unknown" },
  hidden: { unknown: "check.hidden.unknown" },
  signature: { good: "check.signature.good", bad: "check.signature.bad" },
  report: { bad: "check.report.bad" },
  since: { good: "check.since.good", bad: "check.since.bad", unknown: "check.since.unknown" },
  promise: { good: "check.promise.good", bad: "check.promise.bad" },
  sealed: { good: "check.sealed.good", bad: "check.sealed.bad", unknown: "check.sealed.unknown" },
  words: { good: "check.words.good", bad: "check.words.bad", unknown: "check.words.unknown" },
};

function line({ name, outcome, at, day, ...details }) {
  const sentence = t(SENTENCES[name][outcome], { ...details, moment: at ? moment(at) : "", day: day ? date(day) : "" });
  return el("li", { "data-outcome": outcome }, el("strong", {}, t(`check.${outcome}`)), " ", sentence);
}

/** Where a report is checked, also with a receipt that was saved before. */
export function checkingPart(report) {
  const status = el("p", { class: "note", id: "check-status", role: "status" });
  const found = el("ul", { class: "found", id: "check-found" });
  const form = el("form", { method: "post", novalidate: true },
    el("p", { class: "hint" }, t("check.lead")),
    el("div", { class: "field" }, el("label", { for: "check-saved" }, el("span", {}, t("check.saved")), optionalMark()),
      el("p", { class: "hint", id: "check-hint" }, t("check.saved_hint")),
      el("textarea", { id: "check-saved", rows: 3, class: "mono", spellcheck: "false", autocomplete: "off", "aria-describedby": "check-hint" })),
    el("div", { class: "field" }, el("label", { for: "check-file" }, t("check.file")), el("input", { id: "check-file", type: "file", accept: ".html,.txt,text/*" })),
    el("button", { type: "submit" }, t("check.go")));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = find("[type=submit]", form);
    button.disabled = true;
    found.replaceChildren();
    say(status, t("loading"));
    try {
      const results = await examine(await gathered(report, await saved(form)));
      found.replaceChildren(...results.map(line));
      const bad = results.some(({ outcome }) => outcome === "bad");
      say(status, t(bad ? "check.verdict.bad" : "check.verdict.good"), bad ? "bad" : "good");
      goTo(status);
    } catch (failure) {
      say(status, failure.status === undefined ? failure.message : explain(failure), "bad");
    } finally {
      button.disabled = false;
    }
  });
  return [form, status, found];
}
