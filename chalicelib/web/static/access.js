// Officers: who has an account of an agency, an invitation, and the end of somebody's access.
import { adminCall, adminForm, again, agencyField, field, filled, ownAgencyField, table } from "./adminform.js";
import { copyButton } from "./copy.js";
import { el, goTo, t } from "./page.js";
import { officer } from "./session.js";

/** An agency's administrator invites liaisons of the agency; those beyond agencies an operator. */
const roles = () => el("select", {}, (officer().role === "national_admin" ? ["liaison", "agency_admin"] : ["liaison"]).map((role) => el("option", { value: role }, t(`role.${role}`))));

const whose = (own) => (own ? ownAgencyField("agency_id", t("administration.of_agency"), own) : agencyField("agency_id", t("administration.of_agency")));

/** The password of an invitation, shown this once, above the section as it is now. */
async function invited(body, { email, password }) {
  await fill(body);
  const shown = el("section", { class: "card codes" }, el("h2", {}, t("administration.access.invited", { email })),
    el("p", {}, t("administration.access.once")), el("div", { class: "code" }, el("code", {}, password)), copyButton(password));
  body.prepend(shown);
  goTo(shown);
}

export async function fill(body) {
  const end = ({ officer_id: id, email }) => el("button", { type: "button", class: "second small", onclick: async () => {
    if (!confirm(t("administration.access.sure", { email }))) return;
    await adminCall("DELETE", `users/${encodeURIComponent(id)}`);
    await again(body, fill, t("administration.access.ended", { email }));
  } }, t("administration.access.end"));
  const state = ({ enabled, state: told }) => t(`administration.access.state.${enabled ? told : "disabled"}`);
  const own = officer().role === "agency_admin" ? officer().agency_id : "";
  body.replaceChildren(
    adminForm([whose(own)],
      [[t("administration.access.list"), async (form, told) => {
        const { items } = await adminCall("GET", `users?${new URLSearchParams(filled(form, "agency_id"))}`);
        told.replaceChildren(table(t("administration.access.of", { agency: form.elements.agency_id.value }),
          ["email", "role", "second_factor", "state", "act"].map((name) => t(`administration.access.${name}`)),
          items.map((user) => [user.email, user.role ? t(`role.${user.role}`) : "–", t(`administration.access.factor.${user.second_factor}`), state(user), user.enabled ? end(user) : "–"])));
      }]]),
    el("h2", {}, t("administration.access.invite")),
    adminForm([
      field("email", t("administration.access.email"), { type: "email" }),
      field("role", t("administration.access.role"), { control: roles() }),
      whose(own),
    ], [[t("administration.access.send"), async (form, told, sent) => {
      const account = await adminCall("POST", "users", filled(form, "email", "role", "agency_id"));
      sent();
      await invited(body, account);
    }]], { keptAs: "access", anew: () => fill(body) }));
}
