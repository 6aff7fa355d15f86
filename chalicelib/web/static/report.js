// A case as everybody may read it. The server has put its title and beginning into the page, for
// previews of links and for who has no scripts; here it is told whole.
import { call, explain, listed } from "./api.js";
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

async function support(report, news) {
  const count = el("p", { id: "supporters" }, report.supporters ? t("similar.supporters", { n: number(report.supporters) }) : t("similar.nobody"));
  if (hasEnded(report)) return report.supporters ? count : null; // nobody is asked what has no button any more
  const { joining } = await import("./similar.js");
  return el("section", { class: "card", "aria-labelledby": "support-title" },
    el("h2", { id: "support-title" }, t("report.support")), count, joining(report, "case-title", count, news));
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

/** Where an address is left for news; whoever supports the report finds it there then. */
async function newsOf(report) {
  if (hasEnded(report)) return null;
  const { newsByMail } = await import("./news.js");
  return newsByMail(report.id, el("h3", {}, t("similar.news")));
}

const following = (news) => el("section", { class: "card", "aria-labelledby": "follow-title" },
  el("h2", { id: "follow-title" }, t("report.follow")), news,
  el("p", {}, el("a", { class: "back", href: `${encodeURIComponent(id)}/feed`, type: "application/atom+xml" }, t("report.feed"))),
  el("p", { class: "hint" }, t("report.follow_hint")),
  el("p", {}, el("a", { class: "back", href: `../track#${encodeURIComponent(id)}` }, t("report.own"))));

async function draw(report, events) {
  document.title = `${report.title} · LAPOR`;
  const news = await newsOf(report);
  const history = el("section", { class: "card" }, el("h2", {}, t("track.history")), timeline(events, report));
  find("#case").replaceChildren(...[
    standing(report, { events, caseUrl: (other) => encodeURIComponent(other), heading: "h1" }),
    answer(events),
    await support(report, news),
    complaintText(report, "h2"),
    await files(report),
    history,
    following(news),
  ].filter(Boolean));
}

try {
  const [report, events] = await Promise.all([ask(), wholeTimeline()]);
  await draw(report, events);
} catch (failure) {
  // What stopped being public while the page was on its way is not shown any longer.
  if (failure.status === 404) find("#case").replaceChildren();
  say(note, failure.status === 404 ? t("report.gone") : explain(failure), "bad");
}
