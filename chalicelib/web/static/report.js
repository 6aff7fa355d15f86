// A case as everybody may read it. The server has put its title and beginning into the page, for
// previews of links and for who has no scripts; here it is told whole.
import { call, challenge, explain, listed } from "./api.js";
import { complaintText, standing, timeline, words } from "./casefile.js";
import { el, find, number, say, t } from "./page.js";
import { hasEnded } from "./status.js";

const id = decodeURIComponent(location.pathname.split("/").at(-1));
const note = find("#note");
const ask = (path = "") => call("GET", `v1/complaints/${encodeURIComponent(id)}${path}`);

/** The history, page after page. */
async function wholeTimeline() {
  const events = [];
  let next = "";
  do {
    const answer = await ask(`/timeline${next && `?cursor=${encodeURIComponent(next)}`}`);
    events.push(...listed(answer));
    next = answer.next_cursor;
  } while (next);
  return events;
}

async function support(thing) {
  const count = el("p", { id: "supporters" }, thing.supporters ? t("similar.supporters", { n: number(thing.supporters) }) : t("similar.nobody"));
  if (hasEnded(thing)) return thing.supporters ? count : null; // nobody is asked what has no button any more
  const { joining } = await import("./similar.js");
  return el("section", { class: "card", "aria-labelledby": "support-title" },
    el("h2", { id: "support-title" }, t("report.support")), count, joining(thing, "case-title", count));
}

function answer(events) {
  const said = events.findLast(({ type }) => type === "answered")?.data?.text;
  return said && el("section", { class: "card" }, el("h2", {}, t("track.answer")), words(said));
}

async function files({ published_files: published }) {
  if (!published?.length) return null;
  const { attachmentSection } = await import("./attach.js");
  return attachmentSection({ list: async () => listed(await ask("/attachments")), mine: false });
}

/** Where somebody leaves an address for news. */
function newsByMail() {
  const note = el("p", { class: "note", role: "status" });
  const address = el("input", { id: "follow-email", type: "email", required: "", maxlength: "254", autocomplete: "email", "aria-describedby": "follow-hint" });
  const button = el("button", { type: "submit", class: "second" }, t("report.follow_send"));
  const form = el("form", { method: "post" },
    el("div", { class: "field" }, el("label", { for: "follow-email" }, t("report.follow_email")),
      el("p", { class: "hint", id: "follow-hint" }, t("report.follow_mail_hint")), address),
    el("div", { class: "buttons" }, button));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.ariaDisabled) return; // not `disabled`: that would take the focus away
    button.ariaDisabled = "true";
    say(note, t("report.follow_sending"));
    try {
      const headers = { "X-Challenge": await challenge.take() };
      await call("POST", `v1/complaints/${encodeURIComponent(id)}/followers`, { headers, body: { email: address.value, language: document.documentElement.lang } });
      address.value = "";
      say(note, t("report.follow_asked"), "good");
    } catch (failure) {
      say(note, explain(failure), "bad");
    } finally {
      button.ariaDisabled = null;
      challenge.prepare();
    }
  });
  return [el("h3", {}, t("report.follow_mail")), form, note];
}

const following = (thing) => el("section", { class: "card", "aria-labelledby": "follow-title" },
  el("h2", { id: "follow-title" }, t("report.follow")), ...(hasEnded(thing) ? [] : newsByMail()),
  el("p", {}, el("a", { class: "back", href: `${encodeURIComponent(id)}/feed`, type: "application/atom+xml" }, t("report.feed"))),
  el("p", { class: "hint" }, t("report.follow_hint")),
  el("p", {}, el("a", { class: "back", href: `../track#${encodeURIComponent(id)}` }, t("report.own"))));

async function draw(thing, events) {
  document.title = `${thing.title} · LAPOR`;
  const history = el("section", { class: "card" }, el("h2", {}, t("track.history")), timeline(events, thing));
  find("#case").replaceChildren(...[
    standing(thing, { events, caseUrl: (other) => encodeURIComponent(other), heading: "h1" }),
    answer(events),
    await support(thing),
    complaintText(thing, "h2"),
    await files(thing),
    history,
    following(thing),
  ].filter(Boolean));
}

try {
  const [thing, events] = await Promise.all([ask(), wholeTimeline()]);
  await draw(thing, events);
} catch (failure) {
  // What stopped being public while the page was on its way is not shown any longer.
  if (failure.status === 404) find("#case").replaceChildren();
  say(note, failure.status === 404 ? t("report.gone") : explain(failure), "bad");
}
