// Leads: what many posts at once may be about, the first to look at first, and what officers make of one.
import { adminForm, field, filled, lines } from "./adminform.js";
import { listed } from "./api.js";
import { unsentTexts } from "./casecards.js";
import { columns } from "./charts.js";
import { keepAs, keptAs } from "./keptform.js";
import { el, find, goTo, learn, moment, number, say, show, t } from "./page.js";
import { officerCall } from "./session.js";

const STATUSES = ["open", "promoted", "attached", "dismissed"];
const HOUR = 3600 * 1000;
const MOST_COLUMNS = 72; // hours of the curve that are drawn, the last ones

/** Posts by the hour, those without any too. */
function byHour(curve) {
  const counts = new Map(curve.map(({ hour, posts }) => [Date.parse(hour), posts]));
  const last = Math.max(...counts.keys());
  const first = Math.max(Math.min(...counts.keys()), last - (MOST_COLUMNS - 1) * HOUR);
  const hours = Array.from({ length: (last - first) / HOUR + 1 }, (_, n) => first + n * HOUR);
  return hours.map((hour) => [moment(new Date(hour).toISOString()), counts.get(hour) ?? 0]);
}

function growth(lead) {
  const found = byHour(lead.curve);
  const [busiest, most] = found.reduce((one, other) => (other[1] > one[1] ? other : one));
  return columns(found, t("leads.curve", { from: moment(lead.first_at), to: moment(lead.last_at), most: number(most), busiest }));
}

const FILED_HERE = "lapor"; // the source of complaints that were filed here

/** Where what a lead is made of comes from: `posts`, `filings` or `both`. */
const origin = ({ size, filings }) => (filings === 0 ? "posts" : filings === size ? "filings" : "both");
const SIZES = { posts: "leads.size", filings: "leads.size_filings", both: "leads.size_both" };

function extract({ source, url, text, posted_at: posted, reach }) {
  return el("li", {},
    el("p", { lang: text ? "id" : null }, text || t("leads.filing")),
    el("p", { class: "by" }, el("a", { href: url, rel: "noopener noreferrer nofollow", target: "_blank" }, source === FILED_HERE ? t("leads.open_filing") : t("leads.source", { source })),
      ` · ${moment(posted)}`, reach ? ` · ${t("leads.reach", { n: number(reach) })}` : ""));
}

const SHOWN = 3; // extracts that nobody has to unfold

/** The words of a text alone, so that copies are the same. */
const wording = (text) => text.toLowerCase().replace(/https?:\S+|[@#]\S+/g, " ").replace(/[^\p{L}]+/gu, " ").trim();

/** What speaks against a lead, in sentences: one source, the same words, an audience nobody knows. */
function against({ extracts, reach, filings, size }) {
  const posts = extracts.filter(({ source }) => source !== FILED_HERE);
  if (posts.length === 0) return null;
  const sources = new Set(posts.map(({ source }) => source));
  const words = posts.map(({ text }) => wording(text));
  const copies = Math.max(...words.map((one) => words.filter((other) => other === one).length));
  return [
    sources.size === 1 && posts.length > 1 ? t("leads.against_source", { source: posts[0].source }) : null,
    copies > 1 && 2 * copies >= posts.length ? t("leads.against_words", { n: number(copies), of: number(posts.length) }) : null,
    reach === 0 && filings < size ? t("leads.against_reach") : null,
  ].filter(Boolean).join(" ") || t("leads.against_none");
}

const fact = (name, content) => content && [el("dt", {}, t(`leads.${name}`)), el("dd", {}, content)];

const placed = ({ regions }) => regions.map(({ name }) => name).join(` ${t("leads.or")} `) || t("leads.no_place");
const titled = (lead) => t("leads.heading", { matter: lead.sector?.name ?? t("leads.no_sector"), place: placed(lead) });

/** The forms of what an officer may do with a lead, with what was written in them and not sent; `after` is told how it went. */
function decisions(lead, after) {
  const draft = (name) => `lead ${lead.id} ${name}`;
  const act = (name, values) => async (form, told, sent) => {
    const decided = await officerCall("POST", `leads/${lead.id}/${name}`, { body: values(form) });
    sent();
    await after(decided, t(`leads.is_${name}`));
  };
  const unfold = (name, fields, values) => el("details", { class: "card", "data-action": name, open: Boolean(keptAs(draft(name))) },
    el("summary", {}, t(`leads.${name}`)),
    adminForm([el("p", { class: "hint" }, t(`leads.${name}_hint`)), ...fields], [[t(`leads.${name}_now`), act(name, values)]],
      { keptAs: draft(name), anew: () => after(lead, "") }));
  const forms = {
    promote: () => unfold("promote", [
      field("title", t("leads.title"), { hint: t("leads.title_hint"), maxlength: 150 }),
      field("body", t("leads.body"), { hint: t("leads.body_hint"), control: lines(5) }),
    ], (form) => filled(form, "title", "body")),
    attach: () => unfold("attach", [field("case_id", t("leads.case_id"))], (form) => filled(form, "case_id")),
    dismiss: () => unfold("dismiss", [field("reason", t("leads.reason"), { control: lines(3) })], (form) => filled(form, "reason")),
  };
  const left = Object.keys(forms).filter((name) => !lead.actions.includes(name) && keptAs(draft(name)))
    .map((name) => [name, Object.values(keptAs(draft(name))).map(({ value }) => value)]);
  return [
    unsentTexts(left, (name) => keepAs(draft(name), null), (name) => t(`leads.${name}`)),
    ...lead.actions.map((name) => forms[name]()),
  ];
}

function card(lead, after) {
  const id = `lead-${lead.id}`;
  return el("article", { class: "card told", "aria-labelledby": id },
    el("h2", { id, tabindex: -1 }, titled(lead)),
    el("p", { class: "marks" },
      el("span", { class: "badge" }, t(SIZES[origin(lead)], { n: number(lead.size) })),
      lead.urgent ? el("span", { class: "badge late" }, t("leads.urgent", { n: number(lead.urgent) })) : null),
    el("p", {}, t(`leads.from_${origin(lead)}`, { posts: number(lead.size - lead.filings), filings: number(lead.filings) })),
    el("div", {}, growth(lead), el("dl", {},
      against(lead) ? fact("against", against(lead)) : null,
      fact("agency", lead.agency?.name ?? t("leads.no_agency")),
      fact("usual", t("leads.expected", { n: lead.expected < 0.1 ? t("leads.hardly_any") : number(Math.round(lead.expected * 10) / 10) })),
      lead.reach ? fact("reached", number(lead.reach)) : null,
      lead.case_id ? fact("case", el("a", { href: `#${lead.case_id}` }, lead.case_id)) : null)),
    lead.extracts.length ? el("div", {},
      el("p", { class: "by" }, t("leads.extracts", { n: number(lead.extracts.length) })),
      el("ul", { class: "rows" }, lead.extracts.slice(0, SHOWN).map(extract)),
      lead.extracts.length > SHOWN ? el("details", {}, el("summary", {}, t("leads.more_extracts", { n: number(lead.extracts.length - SHOWN) })),
        el("ul", { class: "rows" }, lead.extracts.slice(SHOWN).map(extract))) : null) : null,
    el("ol", { class: "timeline", "aria-label": t("leads.history") }, lead.history.map(({ type, at, agency, reason }) =>
      el("li", {}, el("p", {}, t(`leads.step.${type}`, { agency: agency?.name ?? "" })), el("p", { class: "by" }, moment(at)), reason && el("p", {}, reason)))),
    decisions(lead, after));
}

/** Show the leads of a status, open ones first of all, where `still()` that is wanted by then. Raises `Refused`. */
export async function open(part, wanted, still) {
  await Promise.all([learn("leads"), learn("work")]);
  if (!still()) return;
  const status = STATUSES.includes(wanted) ? wanted : STATUSES[0];
  const note = el("p", { class: "note", role: "status" });
  const list = el("div", { class: "leads" });
  const more = el("button", { type: "button", class: "second", hidden: true }, t("leads.more"));
  const heading = el("h1", {}, t("leads.h1"));
  let cursor = null;

  /** What was decided takes the place of the lead in the list. */
  const after = (old) => async (lead, message) => {
    const fresh = shown(lead);
    old.node.replaceWith(fresh);
    say(note, message, "good");
    goTo(find("h2", fresh));
  };
  function shown(lead) {
    const place = {};
    place.node = card(lead, (...told) => after(place)(...told));
    return place.node;
  }
  async function load() {
    const query = new URLSearchParams({ status, ...(cursor ? { cursor } : {}) });
    const answer = await officerCall("GET", `leads?${query}`);
    const cards = listed(answer).map(shown);
    cursor = answer.next_cursor;
    list.append(...cards);
    show(more, Boolean(cursor));
    say(note, list.children.length || cursor ? "" : t("leads.none"));
    return cards;
  }
  more.addEventListener("click", async () => {
    const [first] = await load();
    if (first) goTo(find("h2", first));
  });
  part.replaceChildren(
    heading, el("p", {}, t("leads.lead")),
    el("nav", { class: "parts", "aria-label": t("leads.statuses") }, STATUSES.map((each) =>
      el("a", { href: `#leads/${each}`, "aria-current": each === status ? "page" : null }, t(`leads.status.${each}`)))),
    note, list, more);
  goTo(heading);
  await load();
}
