// Who read protected reports, and to whom identities were shown.
import { adminCall, adminForm, agencyField, field, filled, table } from "./adminform.js";
import { el, has, moment, t } from "./page.js";

const word = (kind, name) => (has(`${kind}.${name}`) ? t(`${kind}.${name}`) : name);

/** A form that lists page after page: `rows` makes the rows of an answer's items. */
function lister(fields, path, caption, columns, row) {
  return adminForm(fields, [[t("administration.readings.list"), async (form, told) => {
    const asked = filled(form, ...[...form.elements].map(({ name }) => name).filter(Boolean));
    const found = [];
    async function page(cursor) {
      const { items, next_cursor: next } = await adminCall("GET", `${path}?${new URLSearchParams({ ...asked, ...(cursor ? { cursor } : {}) })}`);
      found.push(...items.map(row));
      told.replaceChildren(table(caption, columns, found),
        ...(next ? [el("button", { type: "button", class: "second", onclick: () => page(next) }, t("administration.more"))] : []));
    }
    await page();
  }]]);
}

const days = () => ["from", "to"].map((name) => field(name, t(`administration.readings.${name}`), { type: "date" }));

export async function fill(body) {
  const columns = (...names) => names.map((name) => t(`administration.readings.${name}`));
  body.replaceChildren(
    el("p", {}, t("administration.readings.lead")),
    lister([
      field("case_id", t("administration.readings.case"), { hint: t("administration.readings.one_of_two") }),
      field("officer_id", t("administration.readings.officer")), ...days(),
    ], "readings", t("administration.readings"), columns("at", "case", "officer", "role", "purpose", "request"),
    (one) => [moment(one.at), el("a", { href: `#${one.case_id}` }, one.case_id), one.officer_id, `${word("role", one.role)}, ${one.agency_id}`,
      `${word("administration.purpose", one.purpose)}${one.refused ? ` (${t("administration.readings.refused")})` : ""}`, one.request_id]),
    el("h2", {}, t("administration.disclosures")),
    lister([agencyField("agency_id", t("administration.of_agency")), ...days()],
      "disclosures", t("administration.disclosures"), columns("at", "case", "officer", "shown_to", "approved_by", "fields", "basis"),
      (one) => [moment(one.at), el("a", { href: `#${one.case_id}` }, one.case_id), one.officer_id, one.shown_to, one.approved_by,
        one.fields.map((name) => word("administration.identity", name)).join(", "), one.basis]));
}
