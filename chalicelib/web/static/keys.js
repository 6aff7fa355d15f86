// The keys of machine clients: who has one for what, a new one that is shown once, one taken back.
import { adminCall, adminForm, again, field, filled, table } from "./adminform.js";
import { copyButton } from "./copy.js";
import { date, el, findAll, goTo, t } from "./page.js";

const SCOPES = ["file", "support", "search"];
const NO_END = "9000"; // a key until then was made to last: the local stack's own

function made(form) {
  const { per_minute: rate, ...told } = filled(form, "client", "owner", "per_minute", "valid_until");
  return { ...told, ...(rate ? { per_minute: Number(rate) } : {}), scopes: findAll("[name=scopes]:checked", form).map(({ value }) => value) };
}

const scopes = () => el("fieldset", { class: "field", "data-field": "scopes" }, el("legend", {}, t("administration.key.scopes")),
  SCOPES.map((value) => el("label", { class: "choice" }, el("input", { type: "checkbox", name: "scopes", value }), el("span", {}, t(`administration.scope.${value}`)))),
  el("p", { class: "problem" }));

export async function fill(body) {
  const { items } = await adminCall("GET", "api-keys");
  const revoke = ({ id, client }) => el("button", { type: "button", class: "second small", onclick: async () => {
    if (!confirm(t("administration.key.sure", { client }))) return;
    await adminCall("DELETE", `api-keys/${id}`);
    await again(body, fill, t("administration.key.revoked", { client }));
  } }, t("administration.key.revoke"));
  body.replaceChildren(
    table(t("administration.keys"), ["client", "owner", "scopes", "per_minute", "valid_until", "state"].map((name) => t(`administration.key.${name}`)),
      items.map((key) => [key.client, key.owner, key.scopes.map((scope) => t(`administration.scope.${scope}`)).join(", "), String(key.per_minute), key.valid_until < NO_END ? date(key.valid_until) : t("administration.key.no_end"),
        key.in_force ? revoke(key) : t(key.revoked_at ? "administration.key.taken_back" : "administration.key.ended")])),
    el("h2", {}, t("administration.key.new")),
    adminForm([
      field("client", t("administration.key.client"), { hint: t("administration.key.client_hint") }),
      field("owner", t("administration.key.owner"), { hint: t("administration.key.owner_hint") }),
      scopes(),
      field("per_minute", t("administration.key.per_minute"), { type: "number", min: 1, inputmode: "numeric", value: 60 }),
      field("valid_until", t("administration.key.valid_until"), { type: "date" }),
    ], [[t("administration.key.make"), async (form, told, sent) => {
      const { key, client } = await adminCall("POST", "api-keys", made(form));
      sent();
      await fill(body);
      const shown = el("section", { class: "card codes" }, el("h2", {}, t("administration.key.made", { client })),
        el("p", {}, t("administration.key.once")), el("div", { class: "code" }, el("code", {}, key)), copyButton(key));
      body.prepend(shown);
      goTo(shown);
    }]], { keptAs: "keys", anew: () => fill(body) }));
}
