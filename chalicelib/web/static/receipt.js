// The receipt: number and secret, shown once, with copy, codes, save, print and the promises in words.
import { address, call } from "./api.js";
import { dropSecret, el, find, goTo, keepSecret, RECEIPT, show, t, tab, TRACKED } from "./page.js";
import { promised, seenBy } from "./status.js";

const AGAIN = [1, 2, 4, 8, 15, 30]; // seconds from one look at the report to the next, until it has come to somebody

let unkept = false; // whether leaving now would lose what is shown once

const kept = () => { unkept = false; };

addEventListener("beforeunload", (event) => {
  if (unkept && tab.get(RECEIPT)) event.preventDefault(); // never to who leaves at once (quickexit.js)
});

/** Number and code as text, and where they lead. */
const inWords = ({ id, secret }) => [
  `${t("receipt.id")}: ${id}`, `${t("receipt.secret")}: ${secret}`, address("track"),
].join("\n");

async function copy(receipt) {
  const note = find("#receipt-note");
  try {
    await navigator.clipboard.writeText(inWords(receipt));
  } catch {
    getSelection().selectAllChildren(find("#receipt .codes"));
    note.textContent = t("receipt.copy_failed");
    return;
  }
  note.textContent = t("receipt.copied");
  kept();
}

/** Through the phone's own sheet. Nothing was kept when it is closed without a choice. */
async function share(receipt) {
  try {
    await navigator.share({ title: t("app.name"), text: inWords(receipt) });
  } catch {
    return;
  }
  kept();
}

/** Offer to remember a report that is not protected. */
async function offerToRemember(receipt) {
  const { mayRemember, rememberChoice } = await import("./remembered.js");
  const choice = mayRemember(receipt) ? [rememberChoice(receipt, (chosen) => { if (chosen) kept(); })] : [];
  find("#receipt-remember").replaceChildren(...choice);
}

/** Take that back where `report` is protected by now, also what was chosen: who finds the phone would read it. */
async function forgetProtected(report) {
  const { forget, isRemembered, mayRemember } = await import("./remembered.js");
  if (mayRemember(report)) return;
  if (isRemembered(report.id)) unkept = true;
  forget(report.id);
  find("#receipt-remember").replaceChildren();
}

/**
 * What can be kept beside number and secret: its codes on the page, and the file on request. Returns
 * `renew(view)`, for what was learnt of the report since.
 */
function offerToKeep(receipt) {
  const load = () => import("./receiptcopy.js").then(async (keep) => ({ ...keep, keepsake: await keep.keepsake(receipt) }));
  const failed = () => { find("#receipt-note").textContent = t("error.network"); };
  const place = ({ codes, onPaper, keepsake }) => {
    find("#receipt-codes").replaceChildren(...codes(keepsake));
    find("#receipt-where").replaceChildren(...onPaper(keepsake));
  };
  const renew = ({ agency, deadlines }) => ready.then(({ keepsake, onPaper }) => {
    Object.assign(keepsake, { holder: agency?.name, deadlines });
    find("#receipt-where").replaceChildren(...onPaper(keepsake));
  }, () => {});
  let ready = load();
  find("#receipt-codes").replaceChildren();
  ready.then(place, failed);
  find("#receipt-save").onclick = () => {
    ready = ready.catch(load);
    ready.then((part) => (place(part), part.saveFile(part.keepsake), kept())).catch(failed);
  };
  return renew;
}

const LOOKED_FOR = { received: "receipt.finding", triage: "receipt.desk", returned: "receipt.desk" };

/** What is true of the report `{status, agency, deadlines}` now: who handles it, what comes by when, and who reads it. */
function draw(report) {
  const { status, agency, deadlines } = report;
  const key = agency ? "receipt.holder" : LOOKED_FOR[status];
  find("#receipt-holder").textContent = key ? t(key, { agency: agency?.name }) : "";
  find("#receipt-seen").textContent = seenBy(report);
  find("#receipt-promises").replaceChildren(
    ...promised({ holder: agency?.name, deadlines }).map((line) => el("li", {}, line)), el("li", {}, t("receipt.late")));
}

/** Look at the report until it has come to an agency or to the national desk, which takes seconds; `learnt` is told its view. */
async function follow({ id, secret }, learnt) {
  for (const seconds of AGAIN) {
    await new Promise((resolve) => { setTimeout(resolve, seconds * 1000); });
    if (tab.get(RECEIPT)?.id !== id) return; // forgotten on this device
    const view = await call("GET", `v1/complaints/${id}`, { headers: { "X-Receipt": secret } }).catch(() => null);
    if (view && view.status !== "received") return void learnt(view);
  }
  find("#receipt-holder").textContent = t("receipt.still");
}

/** Show the receipt `{id, secret, title, filed_at, deadlines}` in place of the form; `mailed` says whether it has an email. */
export function showReceipt(receipt, note = "") {
  tab.set(RECEIPT, receipt);
  keepSecret(receipt.id, receipt.secret);
  const { id, secret } = receipt;
  find("#receipt-id").textContent = id;
  find("#receipt-secret").textContent = secret;
  find("#receipt-note").textContent = note;
  find("#receipt-mail").textContent = t(receipt.mailed ? "receipt.mailed" : "receipt.unmailed");
  draw({ ...receipt, status: "received" });
  find("#receipt-where").textContent = address("track");
  const renew = offerToKeep(receipt);
  offerToRemember(receipt).catch(() => {}); // without it the receipt is whole
  follow(receipt, (view) => {
    draw(view);
    renew(view);
    forgetProtected(view).catch(() => {}); // else the tracking page does
  });
  unkept = true;
  find("#receipt-copy").onclick = () => copy(receipt);
  find("#receipt-share").onclick = () => share(receipt);
  show(find("#receipt-share"), Boolean(navigator.share));
  find("#receipt-print").onclick = () => { print(); kept(); };
  find("#receipt-track").onclick = () => {
    tab.set(TRACKED, id); // not in the address, which the browser remembers; nor is the code
    kept();
  };
  find("#receipt-done").onclick = () => {
    if (!confirm(t("receipt.done_sure"))) return;
    kept();
    tab.drop(RECEIPT);
    dropSecret(id);
    location.reload();
  };
  document.title = `${t("receipt.h1")} · ${t("app.name")}`;
  show(find("#filing"), false);
  show(find("#receipt"));
  scrollTo(0, 0);
  goTo(find("#receipt h1"));
}
