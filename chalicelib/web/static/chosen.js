// The photos and PDFs chosen for a form: read, cleaned, covered where the reader wants, and sent.
// They are in memory alone, whatever else the page keeps: closing it forgets them.
import { explain, Refused } from "./api.js";
import { chooseAreas, covered } from "./blur.js";
import { el, freshId, goTo, number, say, show, t } from "./page.js";
import { readPhoto, thumbnail, written } from "./photo.js";
import { upload, watch } from "./upload.js";

const MOST = 3; // for a filing, and for each message or answer
const LARGEST = 5 * 2 ** 20; // bytes
const PDF = "application/pdf";
const PHOTO = "image/jpeg"; // whatever a photo was, it is written anew as that

const unsent = new Set(); // files that leaving the page would lose
addEventListener("beforeunload", (event) => {
  if (unsent.size) event.preventDefault();
});

const sizeOf = (bytes) => t("attachment.size", { kb: number(Math.ceil(bytes / 1024)) });

/**
 * One file with its entry in the list. `name` is what it is sent as. `use(place)` takes where a
 * photo was taken; null: nobody is asked. `remove` and `retry` are what its buttons do.
 */
function entry(file, name, { use, remove, retry }) {
  const type = file.type === PDF ? PDF : PHOTO;
  let blob = null; // what is sent
  let picture = null; // the photo as it was chosen, for covering more or less of it
  let areas = [];
  let given = null; // the attachment and the address to send it to
  let sent = false;
  let state = ""; // what the check says of it
  let broken = false; // it cannot be sent
  let stopping = null;

  const title = freshId("file");
  const about = el("p", { class: "by" });
  const warning = el("p", { class: "hint" });
  const asked = el("div");
  const status = el("p", { class: "note", role: "status" });
  const bar = el("progress", { max: 1, value: 0, hidden: true, "aria-labelledby": title });
  const button = (key, onclick, hidden) =>
    el("button", { type: "button", class: "quiet small", hidden, "aria-describedby": title, onclick }, t(key));
  const blur = button("attachment.blur", cover, true);
  const again = button("attachment.retry", retry, true);
  const stop = button("attachment.cancel", () => stopping.abort(), true);
  const drop = button("attachment.remove", remove, false);
  const preview = el("div", { class: "preview", "aria-hidden": "true" }, type === PDF ? "PDF" : null);
  const node = el("li", {}, preview, el("div", {}, el("p", { class: "name", id: title }, file.name), about, warning, asked, bar, status,
    el("p", { class: "buttons" }, blur, again, stop, drop)));

  function wrong(message) {
    broken = true;
    unsent.delete(node);
    say(status, message, "bad");
  }

  async function rewrite() {
    const shown = covered(picture, areas);
    preview.replaceChildren(thumbnail(shown));
    blob = await written(shown);
    given = null; // it was given for another size
    about.textContent = [sizeOf(blob.size), areas.length ? t("attachment.blurred", { n: number(areas.length) }) : ""].filter(Boolean).join(" · ");
  }

  async function cover() {
    const chosen = await chooseAreas(picture, areas);
    if (!chosen) return;
    areas = chosen;
    await rewrite();
  }

  function askFor(place) {
    const question = freshId("place");
    const answer = (key, act, kind) => el("button", { type: "button", class: kind, "aria-describedby": question, onclick: act }, t(key));
    asked.replaceChildren(el("p", { id: question }, t("attachment.place")), el("p", { class: "buttons" },
      answer("attachment.place_yes", () => {
        use(place);
        asked.replaceChildren(el("p", { class: "by" }, t("attachment.place_used")));
        goTo(drop);
      }, "second small"),
      answer("attachment.place_no", () => {
        asked.replaceChildren();
        goTo(drop);
      }, "quiet small")));
  }

  async function read() {
    unsent.add(node);
    if (!file.size) return void wrong(t("attachment.empty"));
    if (type === PDF) {
      if (file.size > LARGEST) return void wrong(t("attachment.too_large"));
      blob = new Blob([file], { type });
      about.textContent = sizeOf(blob.size);
      warning.textContent = t("attachment.pdf");
      return;
    }
    say(status, t("attachment.reading"));
    try {
      const photo = await readPhoto(file);
      picture = photo.picture;
      if (photo.place && use) askFor(photo.place);
      await rewrite();
    } catch {
      return void wrong(t("attachment.unreadable"));
    }
    warning.textContent = t("attachment.faces");
    show(blur);
    say(status, "");
  }

  async function send({ add }) {
    stopping = new AbortController();
    for (const [part, visible] of [[bar, true], [stop, true], [again, false], [blur, false], [drop, false]]) show(part, visible);
    say(status, t("attachment.sending"));
    try {
      given ??= await add({ filename: name, content_type: type, size: blob.size });
      await upload(given.upload, blob, { progress: (part) => { bar.value = part; }, signal: stopping.signal });
      sent = true;
      unsent.delete(node);
      [blob, picture] = [null, null];
      asked.replaceChildren();
      warning.remove();
      say(status, t("attachment.waiting"));
    } catch (failure) {
      if (!(failure instanceof Refused)) throw failure;
      if (failure.status === 403) given = null; // the address was good for some minutes
      for (const part of [again, drop]) show(part);
      show(blur, Boolean(picture));
      if (stopping.signal.aborted) say(status, t("attachment.cancelled"));
      else say(status, [explain(failure), ...failure.fields.map(({ message }) => message)].join(" "), "bad");
    } finally {
      show(bar, false);
      show(stop, false);
    }
  }

  /** Say what became of it. Returns whether that is known. */
  function hear(items) {
    const item = items.find(({ number: each }) => sent && each === given.attachment.number);
    if (!item || item.state === state) return state !== "waiting";
    ({ state } = item);
    if (state === "clean") say(status, t("attachment.clean"), "good");
    if (state === "refused") wrong(t("attachment.refused", { problem: item.problem ?? "" }));
    if (state === "expired") wrong(t("attachment.expired"));
    show(drop, broken);
    return state !== "waiting";
  }

  return {
    node,
    reading: read(),
    send,
    hear,
    forget: () => unsent.delete(node),
    withdrawPlace: () => { if (picture) asked.replaceChildren(); },
    get number() { return sent && !broken ? given.attachment.number : null; },
    get broken() { return broken; },
    get waits() { return Boolean(blob); },
  };
}

/**
 * What is chosen in a field of attach.js: entries in `list`, more through `button`, and what does
 * not fit is said in `note`.
 */
export function chosen({ list, note, button, onplace }) {
  let entries = [];
  let named = 0;
  let door = null; // how to reach the case: `add(body)` and `list()`
  let following = false;

  const told = () => list.dispatchEvent(new Event("input", { bubbles: true }));
  const room = () => MOST - entries.filter(({ broken }) => !broken).length;

  function removed(gone) {
    gone.forget();
    gone.node.remove();
    entries = entries.filter((one) => one !== gone);
    show(button, room() > 0);
    say(note, "");
    told();
    goTo(button.checkVisibility() ? button : list);
  }

  async function add(files) {
    say(note, "");
    for (const file of files) {
      if (!room()) return void say(note, t("attachment.most"));
      named += 1;
      const one = entry(file, file.type === PDF ? `dokumen-${named}.pdf` : `foto-${named}.jpg`, {
        use: onplace && ((place) => {
          onplace(place);
          for (const other of entries) if (other !== one) other.withdrawPlace();
        }),
        remove: () => removed(one),
        retry: () => send(door).then(() => following && follow(), () => {}),
      });
      entries.push(one);
      list.append(one.node);
      told();
      show(button, room() > 0);
      await one.reading; // one after the other: a photo unpacked is large
      show(button, room() > 0);
    }
  }

  /**
   * Send what is not sent yet, to the case behind `to`. Returns the numbers of all that are kept;
   * raises `Refused` when one is left, or has just been refused.
   */
  async function send(to) {
    door = to;
    const kept = entries.filter(({ broken }) => !broken);
    for (const one of kept) {
      await one.reading;
      if (one.waits) await one.send(door);
    }
    if (kept.some(({ waits }) => waits)) throw new Refused(0, { message: t("attachment.left") });
    const items = kept.length ? await door.list() : [];
    kept.forEach((one) => one.hear(items));
    if (kept.some(({ broken }) => broken)) throw new Refused(0, { message: t("attachment.without") });
    return entries.map((one) => one.number).filter((sent) => sent !== null);
  }

  /** Say at each file what the check finds. */
  async function follow() {
    following = true;
    if (entries.some((one) => one.number !== null)) await watch(door.list, (items) => entries.map((one) => one.hear(items)).every(Boolean));
  }

  function clear() {
    entries.forEach((one) => one.forget());
    entries = [];
    list.replaceChildren();
  }

  return { add, send, follow, clear };
}
