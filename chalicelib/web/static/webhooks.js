// Where agencies' own systems are told of events: how it went with each, a try, another key, the end.
import { adminCall, adminForm, again, agencyField, agencyNames, field, filled, named, rowButton } from "./adminform.js";
import { copyButton } from "./copy.js";
import { why } from "./feeds.js";
import { el, goTo, moment, number, t } from "./page.js";

function state({ active, failures, reason, called_at: at }) {
  const went = !at ? t("administration.webhook.not_yet")
    : t(failures ? reason === "slow" ? "administration.webhook.slow" : "administration.webhook.failed" : "administration.webhook.went_well", { n: number(failures), why: why(reason ?? ""), at: moment(at) });
  return active ? went : `${t("administration.webhook.stopped")} ${went}`;
}

/** The key, shown this once, above the section as it is now. */
async function shown(body, { agency_id: agency, key }) {
  await fill(body);
  const card = el("section", { class: "card codes" }, el("h2", {}, t("administration.webhook.key", { agency })),
    el("p", {}, t("administration.webhook.once")), el("div", { class: "code" }, el("code", {}, key)), copyButton(key));
  body.prepend(card);
  goTo(card);
}

export async function fill(body) {
  const { items } = await adminCall("GET", "webhooks");
  const names = await agencyNames(items.map(({ agency_id: id }) => id));
  const told = el("p", { class: "note", role: "alert" });
  const sure = (act, { agency_id: agency }) => confirm(t(`administration.webhook.sure_${act}`, { agency }));
  const acts = (hook) => {
    const path = `webhooks/${encodeURIComponent(hook.agency_id)}`;
    const said = (key, more, kind) => again(body, fill, t(`administration.webhook.${key}`, { agency: hook.agency_id, ...more }), kind);
    return el("div", { class: "buttons" },
      rowButton(t("administration.webhook.try"), async () => {
        const { taken, reason } = await adminCall("POST", `${path}/try`);
        if (taken) await said("taken");
        else await said("not_taken", { why: why(reason ?? "") }, "bad");
      }, told),
      rowButton(t("administration.webhook.rotate"), async () => {
        if (sure("rotate", hook)) await shown(body, await adminCall("POST", `${path}/key`));
      }, told),
      rowButton(t(`administration.webhook.${hook.active ? "stop" : "go_on"}`), async () => {
        await adminCall("PUT", path, { url: hook.url, active: !hook.active });
        await said(hook.active ? "is_stopped" : "is_going_on");
      }, told),
      rowButton(t("administration.webhook.remove"), async () => {
        if (!sure("remove", hook)) return;
        await adminCall("DELETE", path);
        await said("removed");
      }, told));
  };
  body.replaceChildren(
    el("p", {}, t("administration.webhook.lead")),
    told,
    ...(items.length ? items.map((hook) => el("section", { class: "card" },
      el("h2", {}, named(names, hook.agency_id)), el("p", {}, hook.url), el("p", {}, state(hook)), acts(hook)))
      : [el("p", { class: "hint" }, t("administration.none"))]),
    el("h2", {}, t("administration.webhook.new")),
    adminForm([agencyField("agency_id", t("administration.of_agency")), field("url", t("administration.webhook.url"), { type: "url", inputmode: "url", hint: t("administration.webhook.url_hint"), "data-secret": true })], // an address may have a key in it
      [[t("administration.webhook.put"), async (form, _, sent) => {
        const { agency_id: agency = "-", ...hook } = filled(form, "agency_id", "url");
        const saved = await adminCall("PUT", `webhooks/${encodeURIComponent(agency)}`, hook);
        sent();
        if (saved.key) await shown(body, saved);
        else await again(body, fill, t("administration.webhook.changed", { agency: saved.agency_id }));
      }]], { keptAs: "webhooks", anew: () => fill(body) }));
}
