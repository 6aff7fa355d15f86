// Photos and PDFs: the field of a form, and the section of a case. What they do is in chosen.js and
// gallery.js, which are loaded with the first file.
import { Refused } from "./api.js";
import { el, freshId, learn, optionalMark, say, show, t } from "./page.js";

const TYPES = "image/jpeg,image/png,image/webp,application/pdf";

let prepared = null;
/** The words and styles of attachments, read once. */
export function prepare() {
  prepared ??= Promise.all([learn("attachments"), new Promise((resolve) => {
    const href = new URL("./attachments.css", import.meta.url);
    document.head.append(el("link", { rel: "stylesheet", href, onload: resolve, onerror: resolve }));
  })]);
  prepared.catch(() => { prepared = null; });
  return prepared;
}

/**
 * A field: its `node`, the `files` within it, their `count`, whether there are `any`, `added()`, and
 * what chosen.js does with them: `send(door)`, `follow()`, `clear()`. `onplace(place)` takes where a
 * photo was taken, when the reader wants that; without it nobody is asked. `missing(n)` says that so
 * many had been chosen before, of a page that is no longer there. Its form hears `input` of what is chosen.
 */
export function attachmentField(onplace = null) {
  const [label, hint] = [freshId("attach"), freshId("attach-hint")];
  const input = el("input", { type: "file", accept: TYPES, multiple: true, hidden: true });
  const list = el("ul", { class: "attachments" });
  const note = el("p", { class: "note", role: "status" });
  const files = el("div", {}, list, note);
  const button = el("button", { type: "button", class: "second", "aria-describedby": hint, onclick: () => input.click() }, t("attach.add"));
  let chosen = null;
  let adding = Promise.resolve(); // until what was chosen stands in the list
  let left = []; // what was chosen and could not be added on a bad network

  const load = async () => {
    const [module] = await Promise.all([import("./chosen.js"), prepare()]);
    return module.chosen({ list, note, button, onplace });
  };
  async function add(more) {
    chosen ??= load();
    let into;
    try {
      into = await chosen;
    } catch {
      chosen = null;
      left = more.length ? more : left; // whoever chooses again chooses the same
      return void say(note, t("attach.unavailable"), "bad");
    }
    await into.add(more.length ? more : left);
    left = [];
  }

  /** Once all that was chosen is in the list; raises `Refused` when that cannot be. */
  async function added() {
    await adding;
    if (left.length) await add([]);
    if (left.length) throw new Refused(0, { message: t("attach.unavailable") });
  }

  input.addEventListener("change", () => {
    const more = [...input.files];
    input.value = ""; // the same file may be chosen again
    adding = adding.then(() => add(more));
  });
  const node = el("div", { class: "field", "data-field": "attachments", role: "group", "aria-labelledby": label },
    el("p", { id: label }, el("strong", {}, t("attach.label")), optionalMark()),
    el("p", { class: "hint", id: hint }, t("attach.hint")),
    files, button, input, el("p", { class: "problem" }));
  return {
    node,
    files,
    get count() { return list.children.length; },
    added,
    get any() { return Boolean(chosen) || left.length > 0; },
    send: async (door) => {
      await added();
      return chosen ? (await chosen).send(door) : [];
    },
    follow: async () => (await chosen)?.follow(),
    clear: async () => (await chosen)?.clear(),
    missing: (n) => {
      const gone = () => n - list.children.length;
      if (gone() > 0) prepare().then(() => { if (gone() > 0) say(note, t("attachment.again", { n: gone() }), "bad"); }, () => {});
    },
  };
}

// Files cannot be kept like a text is. While the page is there, a form that is drawn anew has the
// field that it had, with what was chosen in it.
const fields = new Map(); // for what the files are -> its field

/** The field for files of this `purpose`, such as an action on a report: the same until it is forgotten. */
export function keptField(purpose) {
  if (!fields.has(purpose)) fields.set(purpose, attachmentField());
  return fields.get(purpose);
}

/** Forget what was chosen for a purpose: it was sent, or is not wanted. Without one: for all. */
export function forgetField(purpose) {
  for (const one of purpose === undefined ? [...fields.keys()] : [purpose]) {
    fields.get(one)?.clear();
    fields.delete(one);
  }
}

/** The attachments of a case, when they have come (`fill` of gallery.js); nobody has to wait for them. */
export function attachmentSection(options) {
  const section = el("section", { class: "card", id: "attachments", hidden: true });
  import("./gallery.js").then(({ fill }) => fill(section, options)).catch(() => {
    show(section);
    say(section, t("attach.unavailable"));
  });
  return section;
}
