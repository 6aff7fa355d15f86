// Before filing: what others have reported alike, and saying "me too" in place of one more report.
import { call, challenge, explain, listed, Refused } from "./api.js";
import { date, el, find, freshId, number, say, show, t } from "./page.js";
import { newsByMail } from "./news.js";
import { badge } from "./status.js";

const PAUSE = 1200; // milliseconds without typing after which somebody is taken to pause
const SHOWN = 3;

const card = find("#similar");
const list = find("#similar-list");

const supporters = (n) => t(n ? "similar.supporters" : "similar.nobody", { n: number(n) });

/** Say "me too". Returns how many do now. Raises `Refused`. */
async function join(id, again = true) {
  try {
    const solution = await challenge.take();
    const answer = await call("POST", `v1/complaints/${encodeURIComponent(id)}/support`, { headers: { "X-Challenge": solution } });
    return answer.supporters;
  } catch (failure) {
    // The challenge was for one use and filing may have had it: a fresh one is soon solved.
    if (again && failure.code?.startsWith("challenge")) return join(id, false);
    throw failure;
  }
}

/** What there is alike. Where a network asks for much, each question costs a solved challenge. */
async function ask(body) {
  try {
    return await call("POST", "v1/similar", { body });
  } catch (failure) {
    if (failure.code !== "challenge_required") throw failure;
  }
  try {
    return await call("POST", "v1/similar", { body, headers: { "X-Challenge": await challenge.take() } });
  } finally {
    challenge.prepare(); // for filing
  }
}

/** The button that says "me too" for a case, what came of it, and news of the case for who pressed it. */
export function joining(report, title, count, offered = newsByMail(report.id, el("h3", {}, t("similar.news")))) {
  const note = el("p", { class: "note", role: "status" });
  const news = el("div", {});
  const button = el("button", { type: "button", class: "second", "aria-describedby": title }, t("similar.join"));
  const done = (text) => {
    say(note, text, "good");
    news.replaceChildren(offered);
    note.append(" ", el("span", {}, t("similar.enough")));
    note.tabIndex = -1;
    // The button goes; who pressed it by key stays here and not at the top of the page.
    if (document.activeElement === button) note.focus({ preventScroll: true });
    button.remove();
  };
  button.addEventListener("click", async () => {
    if (button.ariaDisabled) return; // not `disabled`: that would take the focus away
    button.ariaDisabled = "true";
    say(note, t("similar.joining"));
    try {
      const n = await join(report.id);
      count.textContent = supporters(n);
      done(t("similar.joined", { n: number(n) }));
    } catch (failure) {
      if (failure.code === "already_supported") done(explain(failure));
      else say(note, explain(failure), "bad");
    } finally {
      button.ariaDisabled = null;
      challenge.prepare(); // for filing after all
    }
  });
  return [button, note, news];
}

function suggestion(report) {
  const title = freshId("similar-title");
  const count = el("span", {}, supporters(report.supporters));
  const join = report.links?.support ? joining(report, title, count) : [];
  return el("li", {},
    el("h2", {}, el("a", { href: `track#${report.id}`, target: "_blank", rel: "noopener" },
      el("span", { id: title, lang: "id" }, report.title), el("span", { class: "unseen" }, ` (${t("similar.new_tab")})`))),
    el("p", { class: "marks" }, badge(report)),
    el("p", { class: "by" }, report.region_name && `${report.region_name} · `, t("similar.filed", { date: date(report.filed_at) }), " · ", count),
    join);
}

/**
 * Suggestions that follow the form.
 *
 * `question()` gives the body of the call, or null when nothing may or need be asked. Returns
 * `{changed, look}`: to be told of what is typed, and that somebody has left a field. One question is under way at a time, the same one is not asked again,
 * and a failure changes nothing: these are suggestions.
 */
export function similar(question) {
  let asked = ""; // the last question, as text
  let found = []; // what was answered to it
  let two = false; // whether it tells of two matters
  let shown = ""; // the ids in the card
  const made = new Map(); // suggestions by id: one that was joined stays so
  let under = false; // a question is under way
  let waiting = null;
  let state = ""; // what is said while there is no list

  function draw() {
    const open = Boolean(question());
    say(find("#similar-state"), open && state ? t(state) : "");
    say(find("#two-matters"), open && two ? t("similar.two_matters") : "");
    const items = open ? found : [];
    const ids = items.map(({ id }) => id).join(" ");
    if (ids === shown) return;
    if (items.length && list.contains(document.activeElement)) return; // being read or joined
    shown = ids;
    list.replaceChildren(...items.map((report) => {
      if (!made.has(report.id)) made.set(report.id, suggestion(report));
      return made.get(report.id);
    }));
    const n = items.length;
    find("summary", card).textContent = t("similar.line", { n: number(n) });
    show(card, n > 0);
    say(find("#similar-note"), n ? t("similar.found", { n }) : "");
  }

  async function look() {
    clearTimeout(waiting);
    const body = question();
    const text = JSON.stringify(body);
    if (under || !body || text === asked) return;
    asked = text;
    under = true;
    if (!found.length) state = "similar.searching";
    draw();
    try {
      const answer = await ask(body);
      found = listed(answer).slice(0, SHOWN);
      state = found.length ? "" : "similar.none";
      two = answer.two_matters;
      draw();
    } catch (failure) {
      // Without suggestions the form is what it was.
      state = "";
      draw();
      if (!(failure instanceof Refused)) throw failure;
    } finally {
      under = false;
      changed(); // what was typed meanwhile
    }
  }

  function changed() {
    clearTimeout(waiting);
    const body = question();
    if (!body || JSON.stringify(body) === asked) draw();
    else waiting = setTimeout(look, PAUSE);
  }

  return { changed, look };
}
