// Writing down what somebody at the counter tells, and handing over their receipt.
import { adminForm, field, filled } from "./adminform.js";
import { call, listed, once } from "./api.js";
import { el, find, goTo, learn, t } from "./page.js";
import { officer, officerCall } from "./session.js";

const CLASSES = ["complaint", "aspiration", "information_request"];
const PRECISIONS = ["exact", "approximate", "unknown"];

const choice = (options) => el("select", {}, options.map(([value, name]) => el("option", { value }, name)));
const regions = async (parent) => listed(await call("GET", `v1/regions${parent ? `?parent=${encodeURIComponent(parent)}` : ""}`));
const flag = (name) => el("label", { class: "choice" }, el("input", { type: "checkbox", name }), 
  el("span", {}, el("strong", {}, t(`do.${name}`)), el("small", {}, t(`do.${name}_hint`))));

/** A list of regions inside what `above` has chosen. */
function within(above) {
  const select = choice([["", t("work.counter_choose")]]);
  select.disabled = true;
  above.addEventListener("change", async () => {
    select.replaceChildren(el("option", { value: "" }, t("work.counter_choose")));
    select.disabled = !above.value;
    if (above.value) select.append(...(await regions(above.value)).map(({ code, name }) => el("option", { value: code }, name)));
  });
  return select;
}

function sent(form) {
  const { classification, title, body, incident_date: day, incident_date_precision: precision, province, region_code: regency, district, address, name, email, phone } = filled(form,
    "classification", "title", "body", "incident_date", "incident_date_precision", "province", "region_code", "district", "address", "name", "email", "phone");
  const place = district ?? regency ?? province;
  const reporter = Object.fromEntries(Object.entries({ name, email, phone }).filter(([, value]) => value));
  return {
    classification, title: title ?? "", body: body ?? "",
    ...(day ? { incident_date: day } : {}),
    ...(precision === "exact" ? {} : { incident_date_precision: precision }),
    location: { ...(place ? { region_code: place } : {}), ...(address ? { address } : {}) },
    ...(Object.keys(reporter).length ? { reporter } : {}),
    ...(form.elements.anonymous.checked ? { anonymous: true } : {}),
    ...(form.elements.confidential.checked ? { confidential: true } : {}),
  };
}

/** What the reporter takes home. It is shown this once. */
function handedOver({ id, secret }, again) {
  return el("section", { class: "card codes", "aria-labelledby": "counter-done" }, el("h2", { id: "counter-done" }, t("work.counter_done")),
    el("p", { class: "warning" }, el("strong", {}, t("work.counter_once"))),
    el("p", { class: "code-label" }, t("work.counter_number")), el("p", { class: "code" }, el("code", { id: "counter-id" }, id)),
    el("p", { class: "code-label" }, t("work.counter_secret")), el("p", { class: "code" }, el("code", { id: "counter-secret" }, secret)),
    el("div", { class: "buttons" },
      el("button", { type: "button", onclick: () => print() }, t("work.counter_print")),
      el("button", { type: "button", class: "second", onclick: again }, t("work.counter_again"))));
}

// What was begun stays while another part or a report is looked at: in this page alone, for it may name somebody.
let begun = null; // {by, form, written}
addEventListener("beforeunload", (event) => { if (begun?.written) event.preventDefault(); });

export async function open(section, _, still = () => true) {
  const by = officer().sub;
  if (begun?.by !== by) begun = { by, form: await blank(section), written: false };
  if (!still()) return;
  section.replaceChildren(el("h1", {}, t("officer.part.counter")), el("p", { class: "hint" }, t("work.counter_hint")), begun.form);
  goTo(find("h1", section));
}

/** The form with nothing in it yet. */
async function blank(section) {
  const [provinces] = await Promise.all([regions(), learn("work"), learn("administration")]);
  const province = choice([["", t("work.counter_choose")], ...provinces.map(({ code, name }) => [code, name])]);
  const regency = within(province);
  const district = within(regency);
  province.addEventListener("change", () => {
    district.replaceChildren(el("option", { value: "" }, t("work.counter_choose")));
    district.disabled = true;
  });
  const text = el("textarea", { rows: 8, maxlength: 10_000 });
  const form = adminForm([
    field("classification", t("do.classification"), { control: choice(CLASSES.map((value) => [value, t(`class.${value}`)])) }),
    field("title", t("work.counter_title"), { maxlength: 150 }),
    field("body", t("work.counter_body"), { control: text, hint: t("work.counter_body_hint") }),
    field("incident_date", t("fact.incident_date"), { type: "date" }),
    field("incident_date_precision", t("work.counter_precision"), { control: choice(PRECISIONS.map((value) => [value, t(`work.counter_${value}`)])) }),
    field("province", t("work.counter_province"), { control: province, hint: t("file.where_hint") }),
    field("location.region_code", t("work.counter_regency"), { control: regency }),
    field("location.district", t("work.counter_district"), { control: district, optional: true }),
    field("location.address", t("fact.address"), {}),
    field("reporter.name", t("identity_field.name"), { optional: true }),
    field("reporter.email", t("identity_field.email"), { type: "email", optional: true }),
    field("reporter.phone", t("identity_field.phone"), { type: "tel", optional: true }),
    flag("confidential"), flag("anonymous"),
  ], [[t("work.counter_send"), async (form_) => {
    const body = sent(form_);
    const receipt = await once(["complaints", body], (headers) => officerCall("POST", "complaints", { body, headers }));
    begun = null;
    section.replaceChildren(el("h1", {}, t("officer.part.counter")), handedOver(receipt, () => open(section)));
    goTo(find("#counter-done", section));
  }]]);
  for (const name of ["region_code", "district", "address"]) form.elements[`location.${name}`].name = name;
  for (const name of ["name", "email", "phone"]) form.elements[`reporter.${name}`].name = name;
  form.addEventListener("input", () => { if (begun) begun.written = true; });
  return form;
}
