// Two reports side by side, before one is merged into the other.
import { call, explain } from "./api.js";
import { words } from "./casefile.js";
import { date, el, number, t } from "./page.js";
import { officerCall } from "./session.js";

const EARTH = 6371; // kilometres

/** Kilometres between two points; null where one is not known. */
function distance(one, other) {
  const [a, b] = [one, other].map(({ location: at }) => (at?.latitude != null && at?.longitude != null ? at : null));
  if (!a || !b) return null;
  const radians = (degrees) => (degrees * Math.PI) / 180;
  const half = (from, to) => Math.sin(radians(to - from) / 2) ** 2;
  const part = half(a.latitude, b.latitude)
    + Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * half(a.longitude, b.longitude);
  return 2 * EARTH * Math.asin(Math.sqrt(part));
}

/** A report as its officers read it, else as everybody does. */
export async function readCase(id) {
  const path = `complaints/${encodeURIComponent(id)}`;
  try {
    return await officerCall("GET", path);
  } catch (failure) {
    if (failure.status !== 403 && failure.status !== 404) throw failure;
    return call("GET", `v1/${path}`);
  }
}

const column = (report, name) => el("section", {}, el("h3", {}, name), el("p", {}, el("strong", { lang: "id" }, report.title)),
  el("p", { class: "by" }, [report.id, date(report.filed_at), report.region_name, report.location?.address].filter(Boolean).join(" · ")),
  words(report.body ?? ""));

/** Show a case beside another; `merge(id)` where the officer may merge it into that one. */
export async function compare(report, id, { merge, note }) {
  let other;
  try {
    other = await readCase(id);
  } catch (failure) {
    if (!failure.replaced) note(explain(failure));
    return;
  }
  const km = distance(report, other);
  const days = Math.round(Math.abs(Date.parse(report.filed_at) - Date.parse(other.filed_at)) / 86_400_000);
  const dialog = el("dialog", { class: "confirm compare", "aria-labelledby": "compare-title" },
    el("h2", { id: "compare-title" }, t("work.compare_title")),
    el("p", {}, [km !== null && t("work.apart_km", { km: number(Math.round(km * 10) / 10) }), t("work.apart_days", { days: number(days) })].filter(Boolean).join(" · ")),
    el("div", { class: "beside" }, column(report, t("work.this_one")), column(other, t("work.other_one"))),
    el("form", { method: "dialog", class: "buttons" },
      merge && el("button", { value: "merge" }, t("work.merge_into")),
      el("button", { value: "", class: merge ? "second" : null }, t("work.close"))));
  document.body.append(dialog);
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (dialog.returnValue === "merge") merge(id);
  });
  dialog.showModal();
}
