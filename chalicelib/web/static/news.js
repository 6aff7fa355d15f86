// Where somebody leaves an address for news of a public report. It may stand within another form, so
// it is none itself.
import { call, challenge, explain } from "./api.js";
import { el, freshId, say, t } from "./page.js";

/** The field and its button, under `heading`, an element, for the report of this number. */
export function newsByMail(id, heading) {
  heading.id ||= freshId("news");
  const [name, hint] = [freshId("news-email"), freshId("news-hint")];
  const note = el("p", { class: "note", role: "status" });
  const address = el("input", { id: name, class: "news-email", type: "email", maxlength: "254", autocomplete: "email", "aria-describedby": hint,
    onkeydown: (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      ask();
    } });
  const button = el("button", { type: "button", class: "second", onclick: ask }, t("similar.news_send"));

  async function ask() {
    if (button.ariaDisabled) return; // not `disabled`: that would take the focus away
    if (!address.value.trim() || !address.checkValidity()) {
      say(note, t("problem.email"), "bad");
      return void address.focus();
    }
    button.ariaDisabled = "true";
    say(note, t("app.preparing"));
    try {
      const headers = { "X-Challenge": await challenge.take() };
      say(note, t("similar.news_sending"));
      await call("POST", `v1/complaints/${encodeURIComponent(id)}/followers`, { headers, body: { email: address.value.trim(), language: document.documentElement.lang } });
      address.value = "";
      say(note, t("similar.news_asked"), "good");
    } catch (failure) {
      say(note, explain(failure), "bad");
    } finally {
      button.ariaDisabled = null;
      challenge.prepare();
    }
  }

  return el("div", { class: "news", role: "group", "aria-labelledby": heading.id }, heading,
    el("p", { class: "hint" }, t("similar.news_what")),
    el("div", { class: "field" }, el("label", { for: name }, t("similar.news_email")),
      el("p", { class: "hint", id: hint }, t("similar.news_hint")), address),
    el("div", { class: "buttons" }, button), note);
}
