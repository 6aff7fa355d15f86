// How much one may do in a while: what is in force, and a form that moves one number.
import { adminCall, adminForm, again, field, filled, rowButton, table } from "./adminform.js";
import { changes } from "./calendar.js";
import { keptBelow } from "./keptform.js";
import { el, goTo, number, t } from "./page.js";

const PLAIN = { 60: "minute", 3600: "hour", 86400: "day" };
const called = ({ name }) => t(`administration.rate.of.${name}`);

/** So many in the window of the limit, in words. */
function amount({ window }, n) {
  if (window === null) return number(n);
  const words = window in PLAIN ? t(`administration.rate.${PLAIN[window]}`) : t("administration.rate.minutes", { n: number(window / 60) });
  return t("administration.rate.by_window", { n: number(n), window: words });
}

/** What counts now; of a number that was moved also the delivered one. */
const inForce = (rate) => (rate.most === rate.packaged ? amount(rate, rate.most)
  : t("administration.rate.moved", { n: amount(rate, rate.most), packaged: amount(rate, rate.packaged) }));

async function move(body, rate, wanted, sent) {
  await adminCall("PUT", `rates/${rate.name}`, wanted);
  sent();
  const n = amount(rate, wanted.most ?? rate.packaged);
  await again(body, fill, t("administration.rate.done", { what: called(rate), n }));
}

/** The form that moves one. */
function mover(body, rate) {
  const bounds = t("administration.rate.bounds", { least: number(rate.least), greatest: number(rate.greatest) });
  const heading = el("h2", { tabindex: -1 }, called(rate));
  const form = adminForm([
    field("most", t("administration.rate.new"), { type: "number", min: rate.least, max: rate.greatest, inputmode: "numeric", value: rate.most, hint: bounds }),
    field("note", t("administration.note")),
  ], [
    [t("administration.rate.put"), (typed, told, sent) => {
      const { most, note } = filled(typed, "most", "note");
      return move(body, rate, { most: Number(most ?? rate.most), ...(note ? { note } : {}) }, sent);
    }],
    ...(rate.most === rate.packaged ? [] : [[t("administration.rate.back", { n: amount(rate, rate.packaged) }), (typed, told, sent) =>
      move(body, rate, { most: null, ...filled(typed, "note") }, sent)]]),
  ], { keptAs: `rate.${rate.name}`, anew: () => fill(body) });
  return [heading, form];
}

export async function fill(body) {
  const { items, history } = await adminCall("GET", "rates?history=true");
  const told = el("p", { class: "note", role: "alert" });
  const place = el("section");
  body.replaceChildren(
    el("p", {}, t("administration.rate.lead")),
    told,
    place,
    table(t("administration.rate.caption"), ["what", "most", "act"].map((column) => t(`administration.rate.${column}`)),
      items.map((rate) => [called(rate), inForce(rate), rowButton(t("administration.rate.change"), () => {
        place.replaceChildren(...mover(body, rate));
        goTo(place.firstChild);
      }, told)])),
    changes(history));
  const begun = items.find(({ name }) => name === keptBelow("rate."));
  if (begun) place.replaceChildren(...mover(body, begun));
}
