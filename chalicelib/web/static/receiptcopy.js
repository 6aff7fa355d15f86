// What a reporter keeps: two QR codes, and one file with all of it that needs no network to be read.
import { address, call } from "./api.js";
import { el, findAll, language, learn, moment, t } from "./page.js";
import { qrCode } from "./qr.js";
import { promised } from "./status.js";

await learn("keep");

/** The address that opens a report to its reporter. What stands after `#` is never sent. */
const opens = ({ id, secret }) => `${address("track")}#${id}.${secret}`;

/** A report `{id, secret}` with its words and a receipt signed now, as far as they can be had. */
export async function keepsake(report) {
  const own = { headers: { "X-Receipt": report.secret } };
  const [signed, view] = await Promise.all([
    call("GET", `v1/complaints/${report.id}/receipt`, own).catch(() => ({})),
    call("GET", `v1/complaints/${report.id}`, own).catch(() => ({})),
  ]);
  return { ...report, ...signed, title: view.title, body: view.body, holder: view.agency?.name };
}

function figure(name, text, label, caption) {
  return el("figure", { id: name }, qrCode(text, label), el("figcaption", {}, el("strong", {}, label), " ", caption));
}

const codeThatOpens = (kept) => figure("qr-open", opens(kept), t("keep.open"), t("keep.open_hint"));

/** The code of the signed receipt, as far as it could be had. */
const codeThatProves = (kept) => (kept.receipt
  ? figure("qr-signed", kept.receipt, t("keep.signed"), t("keep.signed_hint"))
  : el("p", { class: "note" }, t("keep.unsigned")));

/** Both codes for a page. The one that hardly anybody needs is folded, but for paper. */
export const codes = (kept) => [
  codeThatOpens(kept),
  el("details", { class: "proof" }, el("summary", {}, t("keep.proof")), codeThatProves(kept)),
];

addEventListener("beforeprint", () => {
  for (const proof of findAll(".proof")) proof.open = true;
});

/** What a printed receipt says beside codes and promises. */
export const onPaper = ({ title, filed_at: filed, holder }) => [
  title, `${t("track.filed")}: ${moment(filed)}`, holder && `${t("track.holder")}: ${holder}`, address("track"), t("keep.private"),
].filter(Boolean).map((line) => el("p", {}, line));

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;max-width:42rem;margin:2rem auto;padding:0 1rem;overflow-wrap:anywhere}
dt{color:#555}dd{margin:0 0 .75rem;font-weight:600}figure{margin:2rem 0;break-inside:avoid}svg{display:block;width:100%;max-width:22rem}
.words{white-space:pre-wrap}pre{white-space:pre-wrap;font-size:.8rem}`;

/** The file, as HTML without a script. */
export function asFile(kept) {
  const page = document.implementation.createHTMLDocument(t("keep.title", { id: kept.id }));
  page.documentElement.lang = language;
  page.head.prepend(el("meta", { charset: "utf-8" }));
  page.head.append(el("meta", { name: "viewport", content: "width=device-width" }));
  page.body.append(
    el("h1", {}, t("keep.title", { id: kept.id })),
    el("p", {}, t("keep.private")),
    el("dl", {},
      el("dt", {}, t("receipt.id")), el("dd", {}, kept.id),
      el("dt", {}, t("receipt.secret")), el("dd", {}, kept.secret),
      el("dt", {}, t("track.filed")), el("dd", {}, moment(kept.filed_at)),
      ...(kept.holder ? [el("dt", {}, t("track.holder")), el("dd", {}, kept.holder)] : [])),
    el("p", {}, el("a", { href: opens(kept) }, t("receipt.track"))),
    el("ul", {}, promised(kept).map((line) => el("li", {}, line))),
    ...(kept.body ? [el("h2", {}, t("track.text")), el("p", {}, el("strong", { lang: "id" }, kept.title)), el("p", { class: "words", lang: "id" }, kept.body)] : []),
    codeThatOpens(kept),
    el("h2", {}, t("keep.proof")),
    codeThatProves(kept),
    ...(kept.receipt ? [el("p", {}, t("keep.check", { url: address("track") })), el("pre", {}, kept.receipt)] : []),
  );
  // As text, for the policy of this page refuses a style even in a document that it does not show.
  return `<!doctype html>\n${page.documentElement.outerHTML}\n`.replace("</head>", `<style>\n${STYLE}\n</style></head>`);
}

export function saveFile(kept) {
  const file = URL.createObjectURL(new Blob([asFile(kept)], { type: "text/html;charset=utf-8" }));
  el("a", { href: file, download: `${kept.id}.html` }).click();
  URL.revokeObjectURL(file);
}

/** Saving and printing, for the page that follows a report. */
export async function keepingPart(report) {
  const kept = await keepsake(report);
  return [
    el("p", { class: "hint" }, t("keep.private")),
    el("div", { class: "buttons" },
      el("button", { type: "button", class: "second", id: "keep-save", onclick: () => saveFile(kept) }, t("receipt.save")),
      el("button", { type: "button", class: "second", onclick: () => print() }, t("receipt.print"))),
    el("div", { class: "qrs" }, codes(kept)),
  ];
}
