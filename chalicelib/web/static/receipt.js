// The receipt: number and secret, shown once, with copy, codes, save, print and the promises in words.
import { address } from "./api.js";
import { day, dropSecret, el, find, findAll, goTo, keepSecret, RECEIPT, show, t, tab } from "./page.js";
import { seenBy } from "./status.js";

async function copy(button) {
  const code = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(code.textContent);
    button.textContent = t("receipt.copied");
  } catch {
    getSelection().selectAllChildren(code);
    find("#receipt-note").textContent = t("receipt.copy_failed");
    return;
  }
  find("#receipt-note").textContent = `${t("receipt.copied")}: ${code.textContent}`;
}

/** What can be kept beside number and secret: its codes on the page, and the file on request. */
function offerToKeep(receipt) {
  const load = () => import("./keep.js").then(async (keep) => ({ ...keep, kept: await keep.keepsake(receipt) }));
  const failed = () => { find("#receipt-note").textContent = t("error.network"); };
  const draw = ({ codes, kept }) => find("#receipt-codes").replaceChildren(...codes(kept));
  let ready = load();
  find("#receipt-codes").replaceChildren();
  ready.then(draw, failed);
  find("#receipt-save").onclick = () => {
    ready = ready.catch(load);
    ready.then((part) => (draw(part), part.saveFile(part.kept))).catch(failed);
  };
}

/** Show the receipt `{id, secret, filed_at, deadlines}` in place of the form. */
export function showReceipt(receipt, note = "") {
  tab.set(RECEIPT, receipt);
  keepSecret(receipt.id, receipt.secret);
  const { id, secret, deadlines = {} } = receipt;
  find("#receipt-id").textContent = id;
  find("#receipt-secret").textContent = secret;
  find("#receipt-note").textContent = note;
  find("#receipt-seen").textContent = seenBy(receipt);
  find("#receipt-promises").replaceChildren(
    ...[["receipt.verify", deadlines.verify_by], ["receipt.follow_up", deadlines.follow_up_by], ["receipt.resolve", deadlines.resolve_by]]
      .filter(([, by]) => by).map(([key, by]) => el("li", {}, t(key, { date: day(by) }))),
    el("li", {}, t("receipt.late")),
  );
  find("#receipt-where").textContent = address("track");
  find("#receipt-track").href = `track#${id}`;
  offerToKeep(receipt);
  find("#receipt-print").onclick = () => print();
  find("#receipt-done").onclick = () => {
    if (!confirm(t("receipt.done_sure"))) return;
    tab.drop(RECEIPT);
    dropSecret(id);
    location.reload();
  };
  for (const button of findAll("[data-copy]")) {
    button.textContent = t("receipt.copy");
    button.onclick = () => copy(button);
  }
  show(find("#filing"), false);
  show(find("#receipt"));
  scrollTo(0, 0);
  goTo(find("#receipt h1"));
}
