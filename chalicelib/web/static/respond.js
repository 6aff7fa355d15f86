// The page that a mail leads to for one step: an answer to a question, or the rating of an answer.
// It shows what the mail asked about and nothing else of the report; only its button changes anything.
import { call, explain, once } from "./api.js";
import { clearProblems, day, el, find, goTo, say, show, showProblems, t } from "./page.js";
import { keepTyped, ratingFields, textField, wordsIn } from "./stepforms.js";

const form = find("#step");
const note = find("#note");
const id = new URLSearchParams(location.search).get("id") ?? "";
const [step, token] = location.hash.slice(1).split("."); // behind the #, so that no server and no log has it
const path = `v1/complaints/${encodeURIComponent(id)}`;

const STEPS = {
  message: { title: "respond.question", asked: "track.question", by: "track.question_until", path: "messages", fields: () => {
    form.prepend(el("p", { class: "hint" }, t("respond.question_hint")), textField("text", t("track.reply_hold")));
    return () => ({ text: wordsIn(form) });
  } },
  rate: { title: "respond.answer", asked: "track.answer", by: "respond.rate_until", path: "rating", fields: () => {
    const read = ratingFields(form);
    find("#appeal small").append(` ${t("respond.appeal_now")}`);
    return read;
  } },
};

/** What somebody has written here, so far. */
const written = () => find("textarea", form).value.trim();

function refusal(failure) {
  if (failure.code === "question_withdrawn") {
    show(form, Boolean(written()));
    return [t("respond.withdrawn"), written() && t("respond.withdrawn_written")].filter(Boolean).join(" ");
  }
  return [404, 410].includes(failure.status) ? t("respond.over") : explain(failure);
}

let sent = false; // then it is no news that the link is used up

/** Show what the mail quoted, above the form; without it the mail still has it. */
async function showAsked(title, by) {
  const place = find("#asked");
  try {
    const { words, until } = await call("GET", `${path}/step`, { headers: { "X-Step-Token": token } });
    if (words) place.append(el("h2", {}, t(title)), el("p", { class: "words", lang: "id" }, words));
    place.append(el("p", { class: "hint" }, t(by, { date: day(until) })));
    show(place);
  } catch (failure) {
    if (!sent) say(note, refusal(failure), "bad");
  }
}

/** What follows once it is sent: who was not satisfied and did not appeal still can, with the code. */
function after({ satisfied, appeal }) {
  if (satisfied !== false) return "respond.done";
  return appeal ? "respond.done_appealed" : "respond.done_unsatisfied";
}

function open({ title, asked, by, path: to, fields }) {
  find("h1").textContent = t(title);
  const read = fields();
  const typed = keepTyped(form, `${id} by mail`);
  showAsked(asked, by);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    clearProblems(form);
    const button = find("[type=submit]", form);
    button.disabled = true;
    say(note, t("file.sending"));
    try {
      const body = read();
      sent = true;
      await once([id, step, body], (headers) => call("POST", `${path}/${to}`, {
        body, headers: { ...headers, "X-Step-Token": token },
      }));
      typed.sent();
      show(form, false);
      history.replaceState(null, "", `${location.pathname}?id=${encodeURIComponent(id)}`);
      say(note, t(after(body)), "good");
      goTo(note);
    } catch (failure) {
      if (failure.fields?.length) showProblems(form, failure.fields, note);
      else say(note, refusal(failure), "bad");
      button.disabled = false;
    }
  });
  show(form);
}

find("#id").textContent = id;
show(find("#named"), Boolean(id));
if (id) find("#whole").href = `track?id=${encodeURIComponent(id)}`;
if (id && token && Object.hasOwn(STEPS, step)) open(STEPS[step]);
else say(note, t("respond.broken"), "bad");
