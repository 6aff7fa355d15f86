// Dead letters: what could not be handled, by queue, and handing it to its reader again.
import { adminCall, again, rowButton, table } from "./adminform.js";
import { el, goTo, has, moment, number, t } from "./page.js";

const name = ({ queue }) => t(`administration.letter.queue.${queue}`);

/** What a letter is about; a case is linked. */
function about({ kind, case_id: id, number: place, event, records }) {
  const called = has(`event.${event}`) ? t(`event.${event}`).replace(/\{\w+\}/g, "…") : event;
  const words = t(`administration.letter.kind.${kind === "notice" && !place ? "notice_alone" : kind}`, { event: called, number: place, records });
  return id ? el("span", {}, `${words} `, el("a", { href: `#${id}` }, id)) : words;
}

/** How often it was tried and what went wrong, where that is known. */
const tries = ({ attempts, error }) => attempts !== null && el("p", { class: "hint" }, t("administration.letter.tried", { n: number(attempts), error: error ?? "–" }));

async function replay(body, queue, id) {
  const { handed_over: n, failed } = await adminCall("POST", `dead-letters/${queue.queue}/replay`, id ? { id } : {});
  const reasons = [...new Set(failed.map(({ reason }) => reason))].join(", ");
  await again(body, (place) => fill(place, queue.queue), [
    t("administration.letter.replayed", { n: number(n) }),
    failed.length && t("administration.letter.left", { n: number(failed.length), reasons }),
  ].filter(Boolean).join(" "));
}

/** The letters of a queue, in a section of their own. */
function letters(body, queue) {
  const told = el("p", { class: "note", role: "alert" });
  const sure = (n) => confirm(t("administration.letter.sure", { n: number(n), queue: name(queue) }));
  const { letters: items, waiting } = queue;
  const all = t(waiting > items.length ? "administration.letter.replay_some" : "administration.letter.replay_all", { n: number(items.length) });
  const columns = ["about", ...(queue.replayable ? ["act"] : [])];
  return el("section", {},
    el("h2", { tabindex: -1 }, name(queue)),
    told,
    queue.held > 0 && el("p", { class: "hint" }, t("administration.letter.held", { n: number(queue.held) })),
    !queue.replayable && el("p", {}, t(`administration.letter.${queue.queue === "SchedulesDeadLetters" ? "next_run" : "operator"}`)),
    queue.replayable && items.length > 0 && rowButton(all, () => sure(items.length) && replay(body, queue), told),
    table(t("administration.letter.of", { queue: name(queue), n: number(items.length), waiting: number(waiting) }),
      columns.map((column) => t(`administration.letter.${column}`)),
      items.map((letter) => [
        el("div", {}, about(letter), el("p", { class: "hint" }, t("administration.letter.sent", { at: moment(letter.since) })), tries(letter)),
        ...(queue.replayable ? [rowButton(t("administration.letter.replay"), () => replay(body, queue, letter.id), told)] : [])])));
}

export async function fill(body, opened = "") {
  const { items } = await adminCall("GET", "dead-letters");
  const told = el("p", { class: "note", role: "alert" });
  const place = el("div");
  const open = async ({ queue }) => {
    const shown = letters(body, await adminCall("GET", `dead-letters/${queue}`));
    place.replaceChildren(shown);
    return shown;
  };
  const used = items.filter(({ waiting, held }) => waiting + held > 0);
  const empty = items.filter((queue) => !used.includes(queue));
  body.replaceChildren(
    el("p", {}, t("administration.letter.lead")),
    told,
    table(t("administration.letter.queues"), ["queue", "waiting", "act"].map((column) => t(`administration.letter.${column}`)),
      used.map((queue) => [name(queue), queue.since ? t("administration.letter.since", { n: number(queue.waiting + queue.held), at: moment(queue.since) }) : number(queue.waiting + queue.held),
        rowButton(t("administration.letter.open"), async () => goTo((await open(queue)).querySelector("h2")), told)]),
      t("administration.letter.none")),
    el("p", { class: "hint" }, empty.length > 0 ? t("administration.letter.others", { queues: empty.map(name).join(", ") }) : ""),
    place);
  const still = used.find(({ queue }) => queue === opened);
  if (still) await open(still);
}
