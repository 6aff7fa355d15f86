// The feeds that are read for public posts: how it went with each, a new one, one stopped or removed.
import { adminCall, adminForm, again, field, filled, rowButton } from "./adminform.js";
import { el, find, has, moment, number, show, t } from "./page.js";

const KINDS = ["document", "hashtag"];

/** Why a feed was not read, in words; of a status the number. */
export function why(reason) {
  const key = `administration.feed.reason.${reason.startsWith("status_") ? "status" : reason}`;
  return has(key) ? t(key, { n: reason.slice("status_".length) }) : reason;
}

function state({ active, minutes, failures, reason, read_at: at, next_at: next }) {
  if (!active) return t("administration.feed.stopped");
  if (!at) return t("administration.feed.not_yet");
  if (!failures) return t("administration.feed.went_well", { at: moment(at), next: moment(next), minutes: number(minutes) });
  return t("administration.feed.failed", { n: number(failures), why: why(reason ?? ""), at: moment(at), next: moment(next) });
}

const where = ({ kind, url, hashtag }) => (kind === "hashtag" ? `#${hashtag} ${t("administration.feed.at")} ${url}` : url);

/** What is sent for a feed as it is. */
const asSent = ({ id, kind, url, hashtag, minutes, active }) => ({ id, kind, url, minutes, active, ...(hashtag ? { hashtag } : {}) });

function fresh() {
  const kind = el("select", {}, KINDS.map((value) => el("option", { value }, t(`administration.feed.kind.${value}`))));
  const hashtag = field("hashtag", t("administration.feed.hashtag"), { hint: t("administration.feed.hashtag_hint") });
  kind.addEventListener("change", () => show(hashtag, kind.value === "hashtag"));
  show(hashtag, false);
  return [
    field("id", t("administration.feed.id"), { hint: t("administration.feed.id_hint") }),
    field("kind", t("administration.feed.kind"), { control: kind }),
    field("url", t("administration.feed.url"), { type: "url", inputmode: "url", hint: t("administration.feed.url_hint") }),
    hashtag,
    field("minutes", t("administration.feed.minutes"), { type: "number", min: 5, max: 1440, inputmode: "numeric", value: 15 }),
  ];
}

function made(form) {
  const { minutes, hashtag, ...sent } = filled(form, "id", "kind", "url", "hashtag", "minutes");
  const tag = find("[name=kind]", form).value === "hashtag" ? { hashtag: (hashtag ?? "").replace(/^#/, "") } : {};
  return { ...sent, ...tag, ...(minutes ? { minutes: Number(minutes) } : {}) };
}

export async function fill(body) {
  const { items } = await adminCall("GET", "feeds");
  const told = el("p", { class: "note", role: "alert" });
  const turn = (feed) => rowButton(t(`administration.feed.${feed.active ? "stop" : "go_on"}`), async () => {
    await adminCall("PUT", "feeds", asSent({ ...feed, active: !feed.active }));
    await again(body, fill, t(`administration.feed.is_${feed.active ? "stopped" : "going_on"}`, { id: feed.id }));
  }, told);
  const remove = (feed) => rowButton(t("administration.feed.remove"), async () => {
    if (!confirm(t("administration.feed.sure", { id: feed.id }))) return;
    await adminCall("DELETE", `feeds/${feed.id}`);
    await again(body, fill, t("administration.feed.removed", { id: feed.id }));
  }, told);
  body.replaceChildren(
    el("p", {}, t("administration.feed.lead")),
    told,
    ...(items.length ? items.map((feed) => el("section", { class: "card" },
      el("h2", {}, feed.id), el("p", {}, where(feed)), el("p", {}, state(feed)),
      el("div", { class: "buttons" }, turn(feed), remove(feed)))) : [el("p", { class: "hint" }, t("administration.none"))]),
    el("h2", {}, t("administration.feed.new")),
    adminForm(fresh(), [[t("administration.feed.add"), async (form, _, sent) => {
      const { id } = await adminCall("PUT", "feeds", made(form));
      sent();
      await again(body, fill, t("administration.feed.added", { id }));
    }]], { keptAs: "feeds", anew: () => fill(body) }));
}
