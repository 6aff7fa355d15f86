// Where it happened: province, then regency or city, an address in words, and a point if wanted.
import { call, listed } from "./api.js";
import { el, find, number, say, show, t } from "./page.js";

const lists = new Map(); // the regions inside each region asked for, as promises

function regionsIn(parent) {
  if (!lists.has(parent)) {
    const asked = call("GET", `v1/regions${parent ? `?parent=${encodeURIComponent(parent)}` : ""}`).then(listed);
    asked.catch(() => lists.delete(parent));
    lists.set(parent, asked);
  }
  return lists.get(parent);
}

async function fill(select, parent, prompt) {
  const regions = await regionsIn(parent);
  select.replaceChildren(el("option", { value: "" }, t(prompt)),
    ...regions.map((region) => el("option", { value: region.code }, region.name)));
  select.disabled = false;
}

/** The place part of the form. Returns `{value, set, setPoint}`; calls `onchange` on any change. */
export function place(onchange) {
  const province = find("#province");
  const regency = find("#regency");
  const note = find("#point-note");
  const locate = find("#locate");
  const remove = find("#unlocate");
  let point = null;

  async function chooseProvince(code, then = "") {
    regency.disabled = true;
    regency.replaceChildren(el("option", { value: "" }, t("file.choose_regency")));
    if (!code) return;
    try {
      await fill(regency, code, "file.choose_regency");
      regency.value = then;
    } catch {
      // Without the list the province alone is a valid place.
    }
  }

  function setPoint(latitude, longitude) {
    point = latitude === undefined ? null : { latitude, longitude };
    show(remove, Boolean(point));
    show(locate, !point && isSecureContext && "geolocation" in navigator);
    say(note, point ? t("file.located", { place: `${number(latitude)}; ${number(longitude)}` }) : "");
    onchange();
  }

  province.addEventListener("change", async () => {
    await chooseProvince(province.value);
    onchange();
  });
  locate.addEventListener("click", () => {
    say(note, t("file.locating"));
    navigator.geolocation.getCurrentPosition(
      // Four decimals: about ten metres, enough to find a pothole.
      ({ coords }) => setPoint(Number(coords.latitude.toFixed(4)), Number(coords.longitude.toFixed(4))),
      () => say(note, t("file.locate_failed"), "bad"),
      { timeout: 15_000, maximumAge: 60_000 },
    );
  });
  remove.addEventListener("click", () => setPoint());
  show(locate, isSecureContext && "geolocation" in navigator);
  const provinces = fill(province, "", "file.choose_province");

  return {
    get value() {
      return {
        ...(regency.value || province.value ? { region_code: regency.value || province.value } : {}),
        ...(find("#address").value.trim() ? { address: find("#address").value.trim() } : {}),
        ...point,
      };
    },
    setPoint,
    async set({ region_code: region = "", latitude, longitude } = {}) {
      if (latitude !== undefined) setPoint(latitude, longitude);
      try {
        await provinces;
      } catch {
        return;
      }
      province.value = region.slice(0, 2);
      await chooseProvince(province.value, region);
    },
  };
}
