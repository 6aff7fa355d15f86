// The page that a mail leads to for one step: an answer to a question, or the rating of an answer.
// It reads nothing of the report, and only its button changes anything.
import { call, explain, once } from "./api.js";
import { clearProblems, el, find, goTo, say, show, showProblems, t } from "./page.js";
import { keepTyped, ratingFields, textField } from "./stepforms.js";

const form = find("#step");
const note = find("#note");
const id = new URLSearchParams(location.search).get("id") ?? "";
const [step, token] = location.hash.slice(1).split("."); // behind the #, so that no server and no log has it

const STEPS = {
  message: { title: "respond.question", path: "messages", fields: () => {
    form.prepend(el("p", { class: "hint" }, t("respond.question_hint")), textField("text", t("track.reply_hold")));
    return () => ({ text: find("textarea", form).value.trim() });
  } },
  rate: { title: "respond.answer", path: "rating", fields: () => ratingFields(form) },
};

function open({ title, path, fields }) {
  find("h1").textContent = t(title);
  const read = fields();
  const typed = keepTyped(form, `${id} by mail`);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    clearProblems(form);
    const button = find("[type=submit]", form);
    button.disabled = true;
    say(note, t("file.sending"));
    try {
      const body = read();
      await once([id, step, body], (headers) => call("POST", `v1/complaints/${encodeURIComponent(id)}/${path}`, {
        body, headers: { ...headers, "X-Step-Token": token },
      }));
      typed.sent();
      show(form, false);
      history.replaceState(null, "", `${location.pathname}?id=${encodeURIComponent(id)}`);
      say(note, t("respond.done"), "good");
      goTo(note);
    } catch (failure) {
      if (failure.fields?.length) showProblems(form, failure.fields, note);
      else say(note, [404, 410].includes(failure.status) ? t("respond.over") : explain(failure), "bad");
      button.disabled = false;
    }
  });
  show(form);
}

find("#id").textContent = id;
find("#whole").href = `track?id=${encodeURIComponent(id)}`;
if (id && token && Object.hasOwn(STEPS, step)) open(STEPS[step]);
else say(note, t("respond.broken"), "bad");
