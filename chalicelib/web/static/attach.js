// Photos and PDFs: the field of a form, and the section of a case. What they do is in chosen.js and
// gallery.js, which are loaded with the first file.
import { el, freshId, say, show } from "./dom.js";
import { learn, t } from "./i18n.js";

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
 * A field: its `node`, its `list` of files, whether there are `any()`, and what chosen.js does
 * with them: `send(door)`, `follow()`, `clear()`. `onplace(place)` takes where a photo was taken, when
 * the reader wants that; without it nobody is asked.
 */
export function attachmentField(onplace = null) {
  const [label, hint] = [freshId("attach"), freshId("attach-hint")];
  const input = el("input", { type: "file", accept: TYPES, multiple: true, hidden: true });
  const list = el("ul", { class: "attachments" });
  const note = el("p", { class: "note", role: "status" });
  const button = el("button", { type: "button", class: "second", "aria-describedby": hint, onclick: () => input.click() }, t("attach.add"));
  let chosen = null;
  let adding = Promise.resolve(); // until what was chosen stands in the list

  const load = async () => {
    const [module] = await Promise.all([import("./chosen.js"), prepare()]);
    return module.chosen({ list, note, button, onplace });
  };
  async function add(files) {
    chosen ??= load();
    let into;
    try {
      into = await chosen;
    } catch { // a bad network: what was chosen can be chosen again
      chosen = null;
      return void say(note, t("attach.unavailable"), "bad");
    }
    await into.add(files);
  }

  input.addEventListener("change", () => {
    const files = [...input.files];
    input.value = ""; // the same file may be chosen again
    adding = adding.then(() => add(files));
  });
  const node = el("div", { class: "field", "data-field": "attachments", role: "group", "aria-labelledby": label },
    el("p", { id: label }, el("strong", {}, t("attach.label")), el("span", { class: "optional" }, t("optional"))),
    el("p", { class: "hint", id: hint }, t("attach.hint")),
    list, button, input, note, el("p", { class: "problem" }));
  return {
    node,
    list,
    any: async () => {
      await adding;
      return list.children.length > 0;
    },
    send: async (door) => {
      await adding;
      return chosen ? (await chosen).send(door) : [];
    },
    follow: async () => (await chosen)?.follow(),
    clear: async () => (await chosen)?.clear(),
  };
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
