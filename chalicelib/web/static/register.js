// The register of agencies and their desks: look one up, correct it, import a list.
import { adminCall, adminForm, again, agencyField, agencyLines, field, filled, lines, linesOf, mayChange, table } from "./adminform.js";
import { changes } from "./calendar.js";
import { keptBelow } from "./keptform.js";
import { date, el, t } from "./page.js";

const TEXTS = ["id", "name", "type", "parent_id", "supervisor_id", "head_desk", "zone", "successor_id"];
const AGENCIES = new Set(["parent_id", "supervisor_id", "successor_id"]);
const LISTS = ["desks", "regions", "sectors", "successor_ids"];
const DAYS = ["valid_from", "valid_to"];

const named = (name) => t(`administration.agency.${name}`);

function corrected(form) {
  const listed = LISTS.map((name) => [name, linesOf(form, name)]).filter(([, values]) => values.length);
  return { ...filled(form, ...TEXTS, ...DAYS, "note"), ...Object.fromEntries(listed), confirm: form.elements.confirm.checked };
}

const choice = (name, label) => el("label", { class: "choice" }, el("input", { type: "checkbox", name }), el("span", {}, label));

/** An agency as it is today, and a form to correct it. */
function card(agency, body) {
  const told = [...TEXTS, ...DAYS].map((name) => [named(name), agency[name] ?? "–"]);
  const value = (name) => agency[name] ?? "";
  return el("section", { class: "card" }, el("h2", { tabindex: -1 }, agency.name ?? t("administration.new_agency")),
    agency.id && !mayChange() && table(agency.name, [t("administration.column.field"), t("administration.column.value")],
      [...told, ...LISTS.map((name) => [named(name), (agency[name] ?? []).join(", ") || "–"])]),
    agency.periods?.length > 1 && table(t("administration.periods"), DAYS.map(named), agency.periods.map((one) => DAYS.map((name) => (one[name] ? date(one[name]) : "–")))),
    mayChange() && adminForm([
      ...TEXTS.map((name) => (AGENCIES.has(name) ? agencyField : field)(name, named(name), { value: value(name) })),
      ...LISTS.map((name) => (name === "successor_ids"
        ? agencyLines(name, named(name), (agency[name] ?? []).join("\n"))
        : field(name, named(name), { hint: t("administration.lines_hint"), control: lines(2, (agency[name] ?? []).join("\n")) }))),
      field("valid_from", named("valid_from"), { type: "date", hint: t("administration.valid_from_hint") }),
      field("valid_to", named("valid_to"), { type: "date", value: value("valid_to") }),
      field("note", t("administration.note")),
      choice("confirm", t("administration.confirm_without_successor")),
    ], [[t("administration.save_agency"), async (form, _, sent) => {
      const { changed } = await adminCall("POST", "agencies", corrected(form));
      sent();
      const fields = changed.flatMap(({ fields: names }) => names).join(", ") || "–";
      await again(body, fill, t("administration.agency_saved", { fields }));
    }]], { keptAs: `agency.${agency.id ?? ""}`, anew: () => fill(body) }),
    changes(agency.history));
}

function imports(body) {
  const import_ = (dryRun) => async (form, told, sent) => {
    const { lines: count, problems, added, changed, unchanged } = await adminCall("POST", "agencies/import",
      { csv: form.elements.csv.value, dry_run: dryRun, confirm: form.elements.confirm.checked, ...filled(form, "note") });
    const summary = t("administration.imported", { lines: count, added: added.length, changed: changed.length, unchanged });
    if (!dryRun && !problems.length) {
      sent();
      return void await again(body, fill, summary);
    }
    told.replaceChildren(el("p", {}, summary),
      table(t("administration.problems"), ["line", "field", "problem"].map((name) => t(`administration.column.${name}`)),
        problems.map(({ line, field: where, message }) => [String(line), where, message]), t("administration.no_problems")),
      table(t("administration.would_change"), ["agency", "field"].map((name) => t(`administration.column.${name}`)),
        changed.map(({ id, fields }) => [id, fields.join(", ")])));
  };
  return el("details", { open: keptBelow("import") !== undefined }, el("summary", {}, t("administration.import")),
    adminForm([
      field("csv", t("administration.csv"), { hint: t("administration.csv_hint"), control: lines(6) }),
      field("note", t("administration.note")),
      choice("confirm", t("administration.confirm_without_successor")),
    ], [[t("administration.try_out"), import_(true)], [t("administration.do_import"), import_(false)]], { keptAs: "import", anew: () => fill(body) }));
}

export async function fill(body) {
  const shown = el("div");
  const list = el("div");
  let cursor = null;
  const open = async (id) => {
    const { items } = await adminCall("GET", `agencies?history=true&id=${encodeURIComponent(id)}`);
    shown.replaceChildren(card(items[0], body));
    shown.querySelector("h2").focus();
  };
  const more = el("button", { type: "button", class: "second", onclick: () => page() }, t("administration.more"));
  async function page() {
    const { items, next_cursor: next } = await adminCall("GET", `agencies?limit=50${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`);
    cursor = next;
    list.append(...items.map(({ id, name, in_force: inForce }) => el("li", {},
      el("button", { type: "button", class: "quiet", onclick: () => open(id) }, name), el("span", { class: "hint" }, ` ${id}${inForce ? "" : ` · ${t("administration.not_in_force")}`}`))));
    more.hidden = !cursor;
  }
  const rows = el("details", { ontoggle: () => { if (!list.children.length) page(); } }, el("summary", {}, t("administration.all_agencies")), el("ul", { class: "rows" }, list), more);
  body.replaceChildren(
    adminForm([agencyField("id", t("administration.of_agency"))],
      [[t("administration.look_up"), async (form, told) => { await open(filled(form, "id").id ?? ""); told.replaceChildren(); }]]),
    shown, rows,
    ...(mayChange() ? [
      el("button", { type: "button", class: "second", onclick: () => { shown.replaceChildren(card({}, body)); shown.querySelector("h2").focus(); } }, t("administration.new_agency")),
      imports(body)] : []));
  const begun = keptBelow("agency.");
  if (begun) await open(begun);
  else if (begun === "") shown.replaceChildren(card({}, body));
}
