// The replies that an agency keeps, put into a text with what is known of the case filled in.
import { listed } from "./api.js";
import { day, date, el, freshId, t } from "./page.js";
import { officerCall } from "./session.js";

let read = null; // once for a page: they change seldom

async function replies() {
  read ??= officerCall("GET", "replies").then(listed);
  try {
    return await read;
  } catch {
    read = null;
    return [];
  }
}

export function forgetReplies() {
  read = null;
}

const filled = (text, report) => {
  const known = { nomor: report.id, judul: report.title, hari_ini: date(new Date().toISOString()), batas_waktu: report.limit && day(report.limit.at) };
  return text.replace(/\{(\w+)\}/g, (whole, name) => known[name] ?? whole);
};

/** A list to choose a reply from for `textarea`; it shows itself when there are any. */
export function replyChoice(textarea, report) {
  const id = freshId("reply");
  const select = el("select", { id });
  const node = el("div", { class: "field", hidden: true }, el("label", { for: id }, t("work.reply")), select);
  replies().then((found) => {
    node.hidden = !found.length;
    select.append(el("option", { value: "" }, t("work.reply_choose")), ...found.map(({ title }, i) => el("option", { value: i }, title)));
    select.addEventListener("change", (event) => {
      event.stopPropagation(); // the form keeps what stands in the text, below
      if (select.value === "") return;
      const text = filled(found[Number(select.value)].text, report);
      textarea.setRangeText(text, textarea.selectionStart, textarea.selectionEnd, "end");
      select.value = "";
      textarea.focus();
      textarea.dispatchEvent(new Event("input", { bubbles: true }));
    });
  });
  return node;
}
