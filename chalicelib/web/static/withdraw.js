// How a reporter withdraws a report: what it means, what else they may want with it, and a second thought.
import { el, find, learn, t } from "./page.js";
import { forAll } from "./reporter.js";

await learn("withdraw");

const choice = (name, report) => el("label", { class: "choice" }, el("input", { type: "checkbox", name }),
  el("span", {}, el("strong", {}, t(`withdraw.${name}`)), el("small", {}, t(`withdraw.${name}_hint`), forAll(report))));

/** What else is asked for with it: the steps of the privacy part, each with what it sends. */
const ALONG = {
  hide: (send) => send("PATCH", "/privacy", { confidential: true }),
  erase: (send) => send("DELETE", "/identity"),
};

/** The form; `during` and `send` are those of the page. */
export function withdrawalPart({ report, actions, during, send }) {
  const holder = report.agency?.name ?? t("withdraw.desk");
  const offered = [!report.confidential && "hide", actions.has("erase") && "erase"].filter(Boolean);
  const node = el("form", { id: "withdraw", method: "post" },
    el("p", {}, t("withdraw.when")),
    el("ul", {}, [
      t("withdraw.stops", { holder }),
      t(report.public ? "withdraw.stays_public" : "withdraw.stays"),
      actions.has("erase") && t("withdraw.kept"),
      (report.split_from || report.split_into?.length) && t("withdraw.this_alone"),
      t("withdraw.back"),
    ].filter(Boolean).map((line) => el("li", {}, line))),
    offered.map((name) => choice(name, report)),
    el("button", { type: "submit", class: "second" }, t("withdraw.send")));
  return [during(node, async () => {
    const wanted = offered.filter((name) => find(`[name=${name}]`, node).checked);
    if (!confirm([t("withdraw.sure", { holder }), ...wanted.map((name) => t(`withdraw.${name}_sure`)), t("withdraw.go_on")].join("\n\n"))) return "";
    await send("POST", "/withdrawal");
    try {
      for (const name of wanted) await ALONG[name](send);
    } catch {
      return t("withdraw.partly"); // withdrawn it is; what is left is offered on the page
    }
    return t("withdraw.done");
  })];
}
