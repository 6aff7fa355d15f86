// Where it happened: province, then regency or city, then a district, and a point if wanted.
import { call, listed } from "./api.js";
import { el, find, pointInWords, say, show, t } from "./page.js";

const lists = new Map(); // the regions inside each region asked for, as promises

function regionsIn(parent) {
  if (!lists.has(parent)) {
    const asked = call("GET", `v1/regions${parent ? `?parent=${encodeURIComponent(parent)}` : ""}`).then(listed);
    asked.catch(() => lists.delete(parent));
    lists.set(parent, asked);
  }
  return lists.get(parent);
}

/**
 * The part of the form that asks for the place, as it stands in `location`. Returns `setPoint`;
 * calls `onchange(location, words)` on any change. `whereIs` finds the region of a point, or is
 * null where a point is not to be sent before the report.
 */
export function place(location, onchange, whereIs) {
  const levels = [
    { select: find("#province"), prompt: "file.choose_province", length: 2 },
    { select: find("#regency"), prompt: "file.choose_regency", length: 5 },
    { select: find("#district"), prompt: "filing.choose_district", length: 8 },
  ];
  const note = find("#point-note");
  const locate = find("#locate");
  const remove = find("#unlocate");
  let point = location.latitude === undefined ? null : { latitude: location.latitude, longitude: location.longitude };

  const chosen = () => levels.filter(({ select }) => select.value);
  const code = () => chosen().at(-1)?.select.value ?? "";

  function tell() {
    const words = chosen().map(({ select }) => select.selectedOptions[0].text).reverse();
    if (point) words.push(t("filing.point", { place: pointInWords(point) }));
    onchange({ ...(code() ? { region_code: code() } : {}), ...point }, words.join(", "));
  }

  /** Offer what lies in `parent` at this level, and choose what `wanted` names. */
  async function fill(level, parent, wanted) {
    for (const { select, prompt } of levels.slice(level)) {
      select.replaceChildren(el("option", { value: "" }, t(prompt)));
      select.disabled = true;
    }
    show(find("#in-district"), !levels[2].select.disabled);
    const { select, length } = levels[level] ?? {};
    if (!select || (level && !parent)) return;
    let regions;
    try {
      regions = await regionsIn(parent);
    } catch {
      return; // without the list what is chosen so far is a valid place
    }
    if (!regions.length || (level && levels[level - 1].select.value !== parent)) return;
    select.append(...regions.map((region) => el("option", { value: region.code }, region.name)));
    select.disabled = false;
    show(find("#in-district"), !levels[2].select.disabled);
    select.value = wanted.slice(0, length);
    if (select.selectedIndex < 0) select.value = "";
    if (select.value) await fill(level + 1, select.value, wanted);
  }

  function setPoint(latitude, longitude) {
    point = latitude === undefined ? null : { latitude, longitude };
    show(remove, Boolean(point));
    show(locate, !point && isSecureContext && "geolocation" in navigator);
    say(note, point ? t("file.located", { place: pointInWords(point) }) : "");
    tell();
  }

  async function locateMe({ coords }) {
    // Four decimals: about ten metres, enough to find a pothole.
    setPoint(Number(coords.latitude.toFixed(4)), Number(coords.longitude.toFixed(4)));
    const region = code() ? null : await whereIs?.(point);
    if (!region || code()) return; // what was chosen by hand stays
    await fill(0, "", region);
    tell();
  }

  levels.forEach(({ select }, level) => select.addEventListener("change", () => {
    fill(level + 1, select.value, "");
    tell(); // at once: who is quick goes on before the next list has come
  }));
  locate.addEventListener("click", () => {
    say(note, t("file.locating"));
    navigator.geolocation.getCurrentPosition(locateMe, () => say(note, t("file.locate_failed"), "bad"), { timeout: 15_000, maximumAge: 60_000 });
  });
  remove.addEventListener("click", () => setPoint());
  const filled = fill(0, "", location.region_code ?? "");
  if (point) setPoint(point.latitude, point.longitude);
  show(locate, !point && isSecureContext && "geolocation" in navigator);
  filled.then(() => { if (location.region_code) tell(); });
  return { setPoint };
}
