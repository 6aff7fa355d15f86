// What a reporter with the secret code can do about a report. Loaded once a page knows that it is theirs.
import { forgetField, keptField } from "./attach.js";
import { words } from "./casefile.js";
import { day, el, find, findAll, t } from "./page.js";
import { incomplete, keepTyped, ratingFields, textField, typedCard, wordsIn } from "./stepforms.js";

/** What an agency waits to be told: asked of this case, or of the one it was merged into (`question`). */
function openQuestion({ status, question }, events) {
  if (status !== "on_hold") return question;
  const asked = events.findLast(({ type }) => type === "held")?.data;
  return asked && { text: asked.question, expires_at: asked.expires_at };
}

function replyForm({ report, events, id, files, send, during }) {
  const question = openQuestion(report, events);
  const attachments = keptField(`${id} reply`);
  const node = el("form", { class: "card", id: "reply" },
    question ? [
      el("h3", {}, t("track.question")), words(question.text),
      question.expires_at && el("p", { class: "hint" }, t("track.question_until", { date: day(question.expires_at) })),
    ].filter(Boolean) : null,
    textField("text", t(question || report.status === "on_hold" ? "track.reply_hold" : report.messages?.length ? "track.reply" : "track.add")),
    attachments.node,
    el("button", { type: "submit" }, t("track.send")));
  const typed = keepTyped(node, `${id} reply`, attachments);
  return during(node, async () => {
    const text = wordsIn(node);
    const numbers = await attachments.send(files);
    await send("POST", "/messages", { text, ...(numbers.length ? { attachments: numbers } : {}) });
    typed.sent();
    forgetField(`${id} reply`);
    return t("track.sent");
  });
}

/** After a plain "not satisfied": what was said stands, and the appeal is what is still open. */
function appealForm({ report, id, send, during }) {
  const node = el("form", { class: "card", id: "rating" }, el("h3", {}, t("track.appeal_open")),
    el("p", { class: "hint" }, t("track.appeal_why")), textField("comment", t("track.comment_appeal")),
    el("button", { type: "submit" }, t("track.appeal")));
  find("textarea", node).value = report.rating.comment ?? "";
  const typed = keepTyped(node, `${id} appeal`);
  return during(node, async () => {
    await send("POST", "/rating", { satisfied: false, appeal: true, comment: wordsIn(node) });
    typed.sent();
    return t("track.appealed");
  });
}

function ratingForm({ id, send, during }) {
  const node = el("form", { class: "card", id: "rating" }, el("button", { type: "submit" }, t("track.rate_send")));
  const read = ratingFields(node);
  const typed = keepTyped(node, `${id} rating`);
  return during(node, async () => {
    await send("POST", "/rating", read());
    typed.sent();
    return t("track.rated");
  });
}

function reopenForm({ id, send, during }) {
  const node = el("form", { class: "card", id: "reopen" }, el("h3", {}, t("track.reopen")),
    textField("reason", t("track.reopen_reason")), el("button", { type: "submit" }, t("track.reopen")));
  const typed = keepTyped(node, `${id} reopening`);
  return during(node, async () => {
    await send("POST", "/reopen", { reason: wordsIn(node) });
    typed.sent();
    return t("track.reopened");
  });
}

/** What a hint adds where a report was split: what protects its reporter is done in all parts. */
export const forAll = ({ split_from, split_into }) => (split_from || split_into?.length ? ` ${t("track.for_all")}` : "");

function privacyForm({ report, send, during }) {
  const open = ["confidential", "anonymous"].filter((flag) => !report[flag]);
  const node = el("form", { id: "tighten" }, el("p", { class: "hint" }, t("track.tighten_hint"), forAll(report)),
    open.map((flag) => el("div", { class: "field", "data-field": flag }, el("label", { class: "choice" },
      el("input", { type: "checkbox", name: flag }),
      el("span", {}, el("strong", {}, t(`file.${flag}`)), el("small", {}, t(`file.${flag}_hint`)))), el("p", { class: "problem" }))),
    !report.confidential && el("p", { class: "hint" }, t("seen.closed")),
    el("button", { type: "submit", class: "second" }, t("track.tighten_send")));
  return during(node, async () => {
    const flags = findAll("input:checked", node).map(({ name }) => [name, true]);
    if (!flags.length) throw incomplete([{ field: open[0], message: t("problem.choose") }]);
    await send("PATCH", "/privacy", Object.fromEntries(flags));
    return t("track.tightened");
  });
}

function openForm({ send, during }) {
  const node = el("form", { id: "unprotect" }, el("p", { class: "hint" }, t("track.open_hint")),
    el("button", { type: "submit", class: "quiet" }, t("track.open")));
  return during(node, async () => {
    await send("DELETE", "/protection");
    return t("track.opened");
  });
}

function eraseForm({ report, send, during }) {
  const node = el("form", { id: "erase" }, el("button", { type: "submit", class: "quiet" }, t("track.erase")));
  return during(node, async () => {
    if (!confirm(t("track.erase_sure") + forAll(report))) return "";
    await send("DELETE", "/identity");
    return t("track.erased");
  });
}

const isRated = ({ rating }, events) => rating && events.findLast(({ type }) => ["answered", "rated", "appealed"].includes(type))?.type === "rated";

/**
 * The forms that are open to the reporter, by name. `case_` has the case (`report`), its `events`,
 * its `id`, how its `files` are reached, and `send` and `during` of the page.
 */
export function reporterForms(can, case_) {
  const has = (name, make) => (can.has(name) ? make(case_) : null);
  return {
    rating: has("rate", isRated(case_.report, case_.events) ? appealForm : ratingForm),
    reply: has("message", replyForm) ?? typedCard(`${case_.id} reply`, t("track.reply")),
    reopening: has("reopen", reopenForm),
    privacy: [has("tighten", privacyForm), has("unprotect", openForm), has("erase", eraseForm)].filter(Boolean),
  };
}
