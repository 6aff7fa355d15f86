// A lost secret code: ask for a link by mail, and with the link make a new code. Only a button changes anything.
import { call, challenge, explain } from "./api.js";
import { readCaseId } from "./caseid.js";
import { clearProblems, find, goTo, keepSecret, ready, say, show, showProblems, t } from "./page.js";

const asking = find("#ask");
const using = find("#use");
const note = find("#note");
const linked = new URLSearchParams(location.search).get("id") ?? "";
const token = location.hash.slice(1); // behind the #, so that no server and no log has it

asking.addEventListener("submit", async (event) => {
  event.preventDefault();
  clearProblems(asking);
  const read = readCaseId(find("#id").value);
  if (read.problem) return void showProblems(asking, [{ field: "id", message: t(`track.${read.problem}`) }], note);
  const button = find("[type=submit]", asking);
  button.disabled = true;
  say(note, t("app.preparing"));
  try {
    const headers = { "X-Challenge": await challenge.take() };
    say(note, t("replacement.asking"));
    await call("POST", `v1/complaints/${encodeURIComponent(read.id)}/receipt/replacement`, { headers });
    say(note, t("replacement.asked"), "good");
  } catch (failure) {
    say(note, explain(failure), "bad");
  } finally {
    button.disabled = false;
  }
});

using.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = find("[type=submit]", using);
  button.disabled = true;
  say(note, t("replacement.making"));
  try {
    const { id, secret } = await call("POST", `v1/complaints/${encodeURIComponent(linked)}/receipt`, { body: { token } });
    keepSecret(id, secret);
    show(using, false);
    find("#new-id").textContent = id;
    find("#new-secret").textContent = secret;
    find("#open").href = `track#${id}`;
    show(find("#made"));
    say(note, "");
    history.replaceState(null, "", location.pathname);
    goTo(find("#made h2"));
  } catch (failure) {
    say(note, [404, 410].includes(failure.status) ? t("replacement.over") : explain(failure), "bad");
    button.disabled = false;
  }
});

if (linked && token) {
  find("#use-id").textContent = linked;
  show(using);
} else {
  find("#id").value = linked;
  show(asking);
  challenge.prepare();
}
ready();
