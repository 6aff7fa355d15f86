// The photos and PDFs of a case: what became of each, and those that may be seen.
import { explain, Refused } from "./api.js";
import { prepare } from "./attach.js";
import { el, freshId, goTo, moment, number, say, show, t } from "./page.js";
import { watch } from "./upload.js";

const isPhoto = ({ content_type: type }) => type.startsWith("image/");

/** Show the photo in a button as large as the window allows. */
function enlarge(button, filename) {
  const title = freshId("photo");
  const image = button.firstChild; // the very same: its link may be over
  const dialog = el("dialog", { "aria-labelledby": title },
    el("h2", { id: title }, filename), image,
    el("p", { class: "buttons" }, el("button", { type: "button", onclick: () => dialog.close() }, t("attachment.close"))));
  image.alt = filename;
  dialog.addEventListener("close", () => {
    image.alt = "";
    button.append(image);
    dialog.remove();
    goTo(button);
  });
  document.body.append(dialog);
  dialog.showModal();
}

/** A link that is good now: each is for a minute. */
async function linkTo({ number: wanted }, list) {
  return (await list()).find((item) => item.number === wanted)?.link;
}

/** Keep a copy on the device. */
async function save(item, list) {
  const { filename } = item;
  const answer = await fetch(await linkTo(item, list), { credentials: "omit", referrerPolicy: "no-referrer" });
  if (!answer.ok) throw new Error(answer.status);
  const file = URL.createObjectURL(await answer.blob());
  el("a", { href: file, download: filename }).click();
  URL.revokeObjectURL(file);
}

/** A small picture that opens large. */
function thumbnail(item, list) {
  const { filename, link } = item;
  const image = el("img", { src: link, alt: "", loading: "lazy", referrerpolicy: "no-referrer" });
  const again = async () => { image.src = await linkTo(item, list); }; // who scrolls to it late needs another link
  image.addEventListener("error", () => again().catch(() => {}), { once: true });
  const button = el("button", {
    type: "button", class: "preview", "aria-label": t("attachment.open", { name: filename }), onclick: () => enlarge(button, filename),
  }, image);
  return button;
}

function entry(item, { list, publish, mine }) {
  const { number: wanted, filename, link, state, by, problem, size, public: published } = item;
  const title = freshId("attachment");
  const choice = published ? "attachment.withdraw" : "attachment.publish";
  const status = el("p", { class: "note", role: "status" });
  if (state !== "clean") say(status, [t(`attachment.state.${state}`), problem].filter(Boolean).join(": "), state === "waiting" ? "" : "bad");
  const button = (key, act) => {
    const node = el("button", { type: "button", class: "quiet small", "aria-describedby": title, onclick: async () => {
      node.disabled = true;
      try {
        await act();
        say(status, "");
      } catch (failure) {
        say(status, failure instanceof Refused ? explain(failure) : t("error.network"), "bad");
      } finally {
        node.disabled = false;
      }
    } }, t(key));
    return node;
  };
  const preview = link && isPhoto(item) ? thumbnail(item, list)
    : el("div", { class: "preview", "aria-hidden": "true" }, isPhoto(item) ? "" : "PDF");
  return el("li", {}, preview, el("div", {},
    el("p", { class: "name", id: title }, filename),
    el("p", { class: "by" }, [t(by === "reporter" && mine ? "attachment.by_you" : `attachment.by_${by}`), moment(item.added_at), t("attachment.size", { kb: number(Math.ceil(size / 1024)) }),
      published ? t("attachment.public") : ""].filter(Boolean).join(" · ")),
    status,
    el("p", { class: "buttons" },
      link && button("attachment.save", () => save(item, list)),
      state === "clean" && publish && button(choice, () => (published || confirm(t("attachment.publish_sure"))) && publish(wanted, !published, t(choice))))));
}

/**
 * Fill `section` with the attachments that `list()` gives; `publish(number, shown, name)` shows one
 * to the public or withdraws it, where the reader may do that; `name` is what that is called; `mine`: the reader is the reporter.
 * Looks again while one of the reader's side is being checked.
 */
export async function fill(section, { list, publish = null, mine = false }) {
  const title = freshId("attachments");
  const entries = el("ul", { class: "attachments" });
  let drawn = "";
  const draw = (items) => {
    const states = JSON.stringify(items.map(({ number: each, state }) => [each, state]));
    if (states === drawn) return; // whoever is reading it is left in peace
    drawn = states;
    entries.replaceChildren(...items.map((item) => entry(item, { list, publish, mine })));
    show(section, items.length > 0);
  };
  const [items] = await Promise.all([list(), prepare()]);
  section.setAttribute("aria-labelledby", title);
  section.replaceChildren(el("h3", { id: title }, t("attachment.title")), entries);
  draw(items);
  const waits = ({ state, by }) => state === "waiting" && (by === "reporter") === mine;
  if (items.some(waits)) await watch(list, (now) => {
    if (section.isConnected) draw(now);
    return !section.isConnected || !now.some(waits);
  });
}
