// What a reporter can do about their own data: have it, correct it, restrict what is done with it.
import { address, explain, Refused } from "./api.js";
import { el, find, language, learn, say, t } from "./page.js";
import { forAll } from "./reporter.js";

await learn("rights");

function saved(text, name, type) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = el("a", { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** The export as text, page after page of its history; the first page alone as HTML. */
async function exported({ id, secret }, form) {
  const pages = [];
  let next = "";
  do {
    const query = new URLSearchParams({ format: form, ...(next && { cursor: next }) });
    const answer = await fetch(address(`v1/complaints/${encodeURIComponent(id)}/identity?${query}`), {
      headers: { "X-Receipt": secret, "Accept-Language": language }, cache: "no-store",
    });
    if (!answer.ok) throw new Refused(answer.status, (await answer.json().catch(() => null))?.error);
    if (form === "html") return answer.text();
    pages.push(await answer.json());
    next = pages.at(-1).timeline.next_cursor;
  } while (next);
  const [whole] = pages;
  whole.timeline = { items: pages.flatMap(({ timeline }) => timeline.items), next_cursor: null };
  return JSON.stringify(whole, null, 2);
}

function exportPart(report) {
  const status = el("p", { class: "note", role: "status" });
  const button = (form, type, label) => {
    const node = el("button", { type: "button", class: "second", id: `export-${form}` }, label);
    node.addEventListener("click", async () => {
      node.disabled = true;
      say(status, t("loading"));
      try {
        saved(await exported(report, form), `${report.id}.${form}`, type);
        say(status, t("rights.exported"), "good");
      } catch (failure) {
        say(status, failure instanceof TypeError ? t("error.network") : explain(failure), "bad");
      } finally {
        node.disabled = false;
      }
    });
    return node;
  };
  return el("section", { id: "export" }, el("h3", {}, t("rights.export")), el("p", { class: "hint" }, t("rights.export_hint")),
    el("div", { class: "buttons" }, button("html", "text/html", t("rights.export_page")), button("json", "application/json", t("rights.export_json"))), status);
}

const FIELDS = [["name", "text", 120, "name"], ["email", "email", 254, "email"], ["phone", "tel", 30, "tel"]];

function correctForm({ during, send }) {
  const field = ([name, type, maxlength, autocomplete]) => el("div", { class: "field", "data-field": name },
    el("label", { for: `correct-${name}` }, t(`file.${name}`)),
    el("p", { class: "hint", id: `correct-${name}-hint` }, t(`file.${name}_hint`)),
    el("input", { id: `correct-${name}`, name, type, maxlength, autocomplete, "aria-describedby": `correct-${name}-hint correct-${name}-problem` }),
    el("p", { class: "problem", id: `correct-${name}-problem` }));
  const node = el("form", { id: "correct", method: "post" }, el("h3", {}, t("rights.correct")),
    el("p", { class: "hint" }, t("rights.correct_hint")), FIELDS.map(field),
    el("p", { class: "hint" }, t("file.consent")),
    el("button", { type: "submit", class: "second" }, t("rights.correct_send")));
  return during(node, async () => {
    const given = FIELDS.map(([name]) => [name, find(`[name=${name}]`, node).value.trim()]).filter(([, value]) => value);
    await send("PUT", "/identity", { ...Object.fromEntries(given), language });
    return t("rights.corrected");
  });
}

function restrictForm({ report, during, send }) {
  const to = report.restricted ? "unrestrict" : "restrict";
  const node = el("form", { id: to, method: "post" }, el("h3", {}, t("rights.restrict")), el("p", { class: "hint" }, t(`rights.${to}_hint`), forAll(report)),
    el("button", { type: "submit", class: "second" }, t(to === "restrict" ? "rights.restrict" : "rights.unrestrict")));
  return during(node, async () => {
    await send(report.restricted ? "DELETE" : "PUT", "/restriction");
    return t(`rights.${to}ed`);
  });
}

/** The parts of it that are open for a report; `during` and `send` are those of the page. */
export function rightsPart({ actions, ...case_ }) {
  return [
    exportPart(case_),
    actions.has("correct_identity") ? correctForm(case_) : el("p", { class: "hint" }, t("rights.nobody")),
    restrictForm(case_),
  ];
}
