// The page that mails lead to: does who reads them want the news? Only a button changes anything.
import { call, explain } from "./api.js";
import { find, findAll, say, show, t } from "./page.js";

const form = find("#answer");
const note = find("#note");
// Behind the #, so that no server and no log has the token; but in the path where a mail program
// opened the address by which it stops the news.
const [, of, proof] = location.pathname.match(/\/follow\/([^/]+)\/([0-9a-f]{64})$/) ?? [];
const id = of ?? new URLSearchParams(location.search).get("id") ?? "";
const token = proof ?? location.hash.slice(1);

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const follow = event.submitter?.value === "true";
  const buttons = findAll("button", form);
  buttons.forEach((button) => { button.disabled = true; });
  say(note, t("follow.sending"));
  try {
    const { mails } = await call("POST", `v1/complaints/${encodeURIComponent(id)}/follower`, { body: { token, follow } });
    say(note, t(`follow.${mails}`), "good");
  } catch (failure) {
    say(note, explain(failure), "bad");
  } finally {
    buttons.forEach((button) => { button.disabled = false; });
  }
});

find("#id").textContent = id;
if (id && /^[0-9a-f]{64}$/.test(token)) show(form);
else say(note, t("follow.broken"), "bad");
