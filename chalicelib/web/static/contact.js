// The page that mails lead to: is this report one's own? Only a button changes anything.
import { call, explain } from "./api.js";
import { find, findAll, say, show, t } from "./page.js";

const form = find("#answer");
const note = find("#note");
const id = new URLSearchParams(location.search).get("id") ?? "";
const token = location.hash.slice(1); // behind the #, so that no server and no log has it

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const mine = event.submitter?.value === "true";
  const buttons = findAll("button", form);
  buttons.forEach((button) => { button.disabled = true; });
  say(note, t("contact.sending"));
  try {
    const { mails } = await call("POST", `v1/complaints/${encodeURIComponent(id)}/contact`, { body: { token, mine } });
    say(note, t(`contact.${mails}`), "good");
    show(find("#track"), mine);
  } catch (failure) {
    say(note, explain(failure), "bad");
  } finally {
    buttons.forEach((button) => { button.disabled = false; });
  }
});

find("#id").textContent = id;
find("#track a").href = `track?id=${encodeURIComponent(id)}`;
if (id && /^[0-9a-f]{64}$/.test(token)) show(form);
else say(note, t("contact.broken"), "bad");
