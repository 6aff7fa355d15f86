// Category and agency of a report, both optional, and the agencies that must not get it.
import { call, listed } from "./api.js";
import { el, find, findAll, language, show, t } from "./page.js";
import { picker } from "./picker.js";

const MOST_BARRED = 5;

/** The agencies that may get the report: those of the place once it is known, of thousands. */
async function agenciesOf(region) {
  return listed(await call("GET", `v1/agencies${region ? `?region_code=${encodeURIComponent(region)}` : ""}`))
    .map((item) => ({ value: item.id, label: item.name }));
}

async function categories() {
  const all = listed(await call("GET", "v1/categories"));
  // The official list has names twice; what differs by its code alone is one choice.
  const first = new Map(all.map((item) => [`${item.parent} ${item.name}`, item]).reverse());
  return all.filter((item) => first.get(`${item.parent} ${item.name}`) === item).map((item) => ({
    value: item.code,
    label: item.name,
    hint: all.find(({ code }) => code === item.parent)?.name ?? "",
    sensitive: item.sensitive,
  }));
}

/** Offer `[value, name, why]` in `place`, each a button that puts it into a field or takes it out. */
function offer(place, field, proposed) {
  find(".proposals", place).replaceChildren(...proposed.map(([value, name, why]) =>
    el("button", { type: "button", class: "second", "data-proposed": value, onclick: () => (field.value === value ? field.clear() : field.set(value, name)) },
      el("strong", {}, name), why ? el("small", {}, why[language]) : null)));
  show(place, proposed.length > 0);
}

/**
 * The fields for category and agency, with what `answers` has of them; `onchange({category})` or
 * `onchange({agency})` is told what is chosen, or null. Returns `renew`, for each time they are
 * shown: `question` gives what likely agencies are asked by, or null where nothing may be asked.
 */
export function chooseAgency(answers, onchange, question) {
  const region = () => answers.location.region_code;
  let of = region();
  /** Show which proposals are those that are chosen. */
  const mark = () => {
    const chosen = [answers.category?.value, answers.agency?.value];
    for (const button of findAll("[data-proposed]")) button.ariaPressed = String(chosen.includes(button.dataset.proposed));
  };
  const category = picker(find("#category"), { load: categories, keep: true, onchange: (choice) => {
    onchange({ category: choice });
    mark();
  } });
  const agency = picker(find("#agency"), { load: () => agenciesOf(region()), keep: true, onchange: (choice) => {
    onchange({ agency: choice });
    mark();
  } });
  category.set(answers.category?.value, answers.category?.label);
  agency.set(answers.agency?.value, answers.agency?.label);
  let asked = "";

  async function propose() {
    const body = question();
    const text = JSON.stringify(body);
    if (text === asked) return;
    asked = text;
    let [likely, topic] = [[], null];
    try {
      if (body) ({ agencies: likely, category: topic } = await call("POST", "v1/advice", { body }));
    } catch {
      asked = ""; // without proposals the fields are what they were
    }
    if (text !== JSON.stringify(question())) return;
    offer(find("#proposals"), agency, likely.map(({ id, name, why }) => [id, name, why]));
    offer(find("#topics"), category, topic ? [[topic.code, topic.name, topic.why]] : []);
    mark();
  }

  return {
    renew() {
      if (region() !== of && !agency.value) agency.reload();
      of = region();
      propose();
    },
  };
}

/** The field for agencies that must not get the report; `onchange` is told the list, `{id, name}`. */
export function chooseBarred(answers, onchange) {
  const list = find("#barred");
  const draw = () => list.replaceChildren(...answers.barred.map(({ id, name }) => el("li", {}, name, " ",
    el("button", { type: "button", class: "quiet small", onclick: () => keep(answers.barred.filter((other) => other.id !== id)) },
      t("picker.clear")))));
  function keep(barred) {
    onchange(barred);
    draw();
  }
  const field = picker(find("#not-to"), {
    load: () => agenciesOf(answers.location.region_code),
    keep: true,
    onchange: (choice) => {
      if (!choice) return;
      keep([...answers.barred.filter(({ id }) => id !== choice.value), { id: choice.value, name: choice.label }].slice(-MOST_BARRED));
      field.clear();
    },
  });
  draw();
}
